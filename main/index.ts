// Composition root: builds the adapters, wires the services, opens the window.
import { app, clipboard, dialog, ipcMain, powerMonitor, safeStorage } from 'electron'
import type { BrowserWindow } from 'electron'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createEngine } from './engine.ts'
import { createMemory } from './memory.ts'
import { createHandlers } from './ipc/handlers.ts'
import { createSendEvent } from './ipc/send-event.ts'
import { serve } from './ipc/serve.ts'
import { isTrustedSender, trustedReceiver } from './ipc/trusted-sender.ts'
import { systemClock as clock } from './platform/clock.ts'
import { extensionsOf } from './platform/content-type.ts'
import { createLog, logFileName } from './platform/log.ts'
import { randomId as newId } from './platform/random-id.ts'
import { createSafeStorageBox } from './platform/safe-storage-box.ts'
import { redactText } from './platform/redact.ts'
import { announceArrivals } from './register.ts'
import { fileParts } from './shell/file-parts.ts'
import { hardenEveryPage } from './shell/harden.ts'
import { developmentSettings, locations, prepare } from './shell/launch.ts'
import { atFirstPaint } from './shell/page-watch.ts'
import { handleQuit } from './shell/quit.ts'
import { servePage } from './shell/scheme.ts'
import { createSmokeRun } from './shell/smoke.ts'
import { startFailure } from './shell/start-failure.ts'
import { bringToFront, openWindow } from './shell/window.ts'
import { catalogues, matchLocale } from './shell/words.ts'

const { userDataDir, isSmokeRun, isTest } = developmentSettings()
let window: BrowserWindow | undefined
const send = createSendEvent(() => trustedReceiver(window))
const systemLocale = () => matchLocale(app.getPreferredSystemLanguages())

async function start(): Promise<void> {
  const memory = await createMemory({
    ...{ paths: locations(), version: app.getVersion(), isEchoed: !app.isPackaged, systemLocale: systemLocale(), send },
    box: createSafeStorageBox(safeStorage, process.platform),
    onPreferences: () => engine.preferencesChanged(),
    onAccounts: (now) => engine.accountsChanged(now),
    onLeaving: (account, next) => engine.leave(account, next),
  })
  const { paths, log, report, settings, state, accounts } = memory
  const engine = createEngine(memory, {
    onUploads: (revision, totals) => send('uploadsChanged', { revision, totals }),
    onLinks: (change) => send('linksChanged', change),
    onArrived: announceArrivals(state, (linkId) => {
      if (window) bringToFront(window)
      send('linkShown', { linkId })
    }),
  })
  const { uploads, network, stop } = engine
  const words = () => catalogues[state.locale()]
  hardenEveryPage((what, url) => log.info('refused', { what, url }))
  servePage(paths.page)
  const smoke = isSmokeRun ? createSmokeRun((line) => console.log(line)) : undefined
  const handlers = createHandlers({
    ...engine,
    ...{ state, accounts, newId },
    copyText: (text) => clipboard.writeText(text),
    ...fileParts(() => window, words),
    now: clock.now,
    extensionsOf,
    pageScript: () => readFile(paths.uploadPageScript, 'utf8'),
    onBatchProgress: (progress) => send('batchProgress', progress),
    onAccountsAsked: (count) => smoke?.accountsAsked(count),
  })
  serve(handlers, {
    handle: (channel, answer) => ipcMain.handle(channel, answer),
    isTrusted: isTrustedSender,
    report: (channel, error) => log.problem('call', error, { channel }),
  })

  window = openWindow({
    preloadPath: paths.preload,
    saved: settings.read().window,
    remember: (place) => settings.update({ window: place }),
    now: clock.now,
    onPageLost: () => {
      log.info('page lost')
      // Not showErrorBox, which would hold up the sending until it is closed.
      dialog.showMessageBox({ type: 'error', message: words().pageFailed }).catch(report)
    },
  })
  smoke?.watch(window)
  const quit = handleQuit({ window, state, isAsking: !isTest, totals: () => uploads.totals(), stop, report })
  atFirstPaint(window, () => quit.isStopping() || engine.start())
  window.on('focus', () => engine.register.hurry())
  powerMonitor.on('resume', () => network.changed())
}

function failToStart(error: unknown): void {
  console.error(error)
  const { logs } = locations()
  createLog({ dir: logs, now: clock.now, isEchoed: false }).problem('start', error)
  const text = startFailure(error, join(logs, logFileName), catalogues[systemLocale()], redactText)
  dialog.showErrorBox('OSS Courier', text)
  app.exit(1)
}

if (prepare(userDataDir)) {
  app.on('second-instance', () => window && bringToFront(window))
  // Not awaited: Electron becomes ready only after this module has run.
  void app.whenReady().then(start).catch(failToStart)
} else app.quit()
