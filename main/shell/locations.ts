// Where things are on this computer, decided before anything opens a file.
import { app } from 'electron'
import { join } from 'node:path'

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

/** Before app is ready. */
export function useUserDataDir(dir: string | undefined): void {
  if (dir) app.setPath('userData', dir)
}

export const locations = () => {
  const userData = app.getPath('userData')
  return {
    settings: join(userData, 'settings.json'),
    queue: join(userData, 'queue.sqlite'),
    logs: join(userData, 'logs'),
    practice: join(userData, 'practice'),
    page: join(import.meta.dirname, '..', 'renderer'),
    preload: join(import.meta.dirname, '..', 'preload', 'index.cjs'),
    transferWorker: join(import.meta.dirname, 'transfer-worker.js'),
    practiceProcess: join(import.meta.dirname, 'practice.js'),
  }
}
