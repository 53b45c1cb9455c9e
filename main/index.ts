// Composition root.
import { app, BrowserWindow, ipcMain, safeStorage } from 'electron'
import { AppError } from '../shared/errors.ts'
import { serve } from './ipc/serve.ts'
import { isTrustedSender } from './ipc/trusted-sender.ts'
import { openSettings } from './platform/settings-store.ts'
import { openSettingsWriter } from './platform/settings-writer.ts'
import { createAppState } from './shell/app-state.ts'
import { hardenEveryPage } from './shell/harden.ts'
import { developmentSettings, locations, useUserDataDir } from './shell/locations.ts'
import { setMenu } from './shell/menu.ts'
import { registerScheme, servePage } from './shell/scheme.ts'
import { openWindow } from './shell/window.ts'
import { catalogues, matchLocale } from './shell/words.ts'

const { userDataDir, isSmokeRun } = developmentSettings()
useUserDataDir(userDataDir)
// Where a developer runs as root Chromium cannot start its sandbox, and enableSandbox() would insist on it.
if (app.isPackaged || !app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerScheme()
app.on('window-all-closed', () => {
  app.quit()
})

function start(): void {
  const paths = locations()
  const report = (error: unknown) => {
    console.error(error)
  }
  const { settings } = openSettings({
    path: paths.settings,
    openWriter: () => openSettingsWriter(paths.settings),
    nowMs: Date.now(),
    report,
  })
  const state = createAppState({
    version: app.getVersion(),
    platform: 'linux',
    systemLocale: matchLocale(app.getPreferredSystemLanguages()),
    preferences: settings.read().preferences,
    onPreferences: (preferences) => {
      settings.update({ preferences })
    },
    onChange: () => undefined,
  })
  const notYet = () => {
    throw new AppError('internal')
  }
  const none = { found: 0, queued: 0, going: 0, paused: 0, sent: 0, skipped: 0, failed: 0, canceled: 0 }
  const totals = { ...none, totalBytes: 0, acceptedBytes: 0, bytesPerSecond: 0, secondsLeft: null, isWalking: false }
  const accounts = () => {
    if (isSmokeRun)
      setTimeout(() => {
        console.log('ready: welcome')
        app.quit()
      }, 200)
    return {
      accounts: [],
      selectedId: null,
      keychain: safeStorage.isEncryptionAvailable() ? ('available' as const) : ('sessionOnly' as const),
    }
  }
  serve(
    {
      app: {
        state: state.state,
        setPreferences: state.setPreferences,
        dismissNotice: ({ index }) => state.dismissNotice(index),
        copyText: notYet,
      },
      accounts: {
        state: accounts,
        test: notYet,
        testSaved: notYet,
        add: notYet,
        update: notYet,
        remove: notYet,
        select: notYet,
        usePractice: notYet,
      },
      uploads: {
        choose: () => ({ added: 0 }),
        add: notYet,
        act: notYet,
        window: () => ({ revision: 0, totalRows: 0, offset: 0, rows: [], totals }),
      },
      links: { make: notYet },
    },
    {
      handle: (channel, answer) => {
        ipcMain.handle(channel, answer)
      },
      isTrusted: isTrustedSender,
      report: (_c, error) => {
        report(error)
      },
    },
  )
  hardenEveryPage((what, url) => {
    report(`${what} refused: ${url}`)
  })
  servePage(paths.page)
  setMenu(catalogues[state.locale()])
  if (BrowserWindow.getAllWindows().length === 0)
    openWindow({
      preloadPath: paths.preload,
      saved: settings.read().window,
      remember: (window) => {
        settings.update({ window })
      },
    })
}

void app.whenReady().then(start)
