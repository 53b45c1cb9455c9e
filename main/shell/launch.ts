// What is settled before the app is ready: where things are, which flags hold, and that there is only one of us.
import { app } from 'electron'
import { join } from 'node:path'
import type { AppState } from '../../shared/model/app.ts'
import { passwordStore } from './password-store.ts'
import { registerScheme } from './scheme.ts'
import { forgetUnsafeSettings } from './unsafe-settings.ts'

/** Test and development settings from the environment, which a packaged app ignores. */
export function developmentSettings() {
  const env = app.isPackaged ? {} : process.env
  return {
    userDataDir: env['COURIER_USER_DATA'],
    /** Prints the first screen's name once it is up, and quits. */
    isSmokeRun: env['COURIER_SMOKE'] === '1',
    /** Never asks back when quitting. */
    isTest: env['COURIER_TEST'] === '1',
  }
}

/** Before app is ready, once. False when OSS Courier already runs with this user's data: then this one must end. */
export function prepare(userDataDir: string | undefined): boolean {
  forgetUnsafeSettings(process.env)
  if (userDataDir) app.setPath('userData', userDataDir)
  // Where a developer runs as root Chromium cannot start its sandbox, and enableSandbox() would insist on it.
  if (app.isPackaged || !app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  const keyring = passwordStore(process.platform, process.env, app.commandLine.hasSwitch('password-store'))
  if (keyring !== undefined) app.commandLine.appendSwitch('password-store', keyring)
  // Otherwise main hands the page copies of whole font files on Linux: with a Chinese font, 80 MB of its memory.
  app.commandLine.appendSwitch('disable-features', 'FontDataServiceLinux')
  // GTK would load the graphics driver into main, 50 MB of it, to draw what Chromium draws by itself.
  if (process.platform === 'linux') process.env['GDK_GL'] ??= 'disable'
  registerScheme()
  return app.requestSingleInstanceLock()
}

export function locations() {
  const userData = app.getPath('userData')
  return {
    settings: join(userData, 'settings.json'),
    queue: join(userData, 'queue.sqlite'),
    kits: join(userData, 'kits.sqlite'),
    links: join(userData, 'links.sqlite'),
    logs: join(userData, 'logs'),
    practice: join(userData, 'practice'),
    // Beside the bundled main process, out/main/index.js.
    page: join(import.meta.dirname, '..', 'renderer'),
    preload: join(import.meta.dirname, '..', 'preload', 'index.cjs'),
    transferWorker: join(import.meta.dirname, 'transfer-worker.js'),
    checksumWorker: join(import.meta.dirname, 'checksum-worker.js'),
    walkWorker: join(import.meta.dirname, 'walk-worker.js'),
    practiceProcess: join(import.meta.dirname, 'practice.js'),
    uploadPageScript: join(import.meta.dirname, 'upload-page.js'),
  }
}

export function platformName(): AppState['platform'] {
  if (process.platform === 'win32') return 'windows'
  return process.platform === 'darwin' ? 'mac' : 'linux'
}

/** A mistake of ours goes to the log. Without this Electron halts everything behind a dialog nobody can act on. */
export function logMistakes(report: (error: unknown) => void): void {
  process.on('uncaughtException', report)
  process.on('unhandledRejection', report)
}
