// Composition root: builds the adapters, wires the services, opens the window.
import { app, clipboard, dialog, ipcMain, powerMonitor, safeStorage } from 'electron'
import type { BrowserWindow } from 'electron'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { openAccounts } from './accounts/accounts.ts'
import { createClients } from './accounts/clients.ts'
import { practiceBucket } from './accounts/practice-account.ts'
import { createHandlers } from './ipc/handlers.ts'
import { createSendEvent } from './ipc/send-event.ts'
import { serve } from './ipc/serve.ts'
import { isTrustedSender, trustedReceiver } from './ipc/trusted-sender.ts'
import { createAccountStore, createPracticePort } from './platform/account-store.ts'
import { systemClock as clock } from './platform/clock.ts'
import { extensionsOf, guessContentType } from './platform/content-type.ts'
import { createDiskSources } from './platform/disk-sources.ts'
import { choosePaths, saveText } from './platform/file-dialog.ts'
import { createLog } from './platform/log.ts'
import { openJournal } from './platform/open-journal.ts'
import { createPracticeHost } from './platform/practice-host.ts'
import { randomId as newId } from './platform/random-id.ts'
import { createSafeStorageBox } from './platform/safe-storage-box.ts'
import { openSettings } from './platform/settings-store.ts'
import { openSettingsWriter } from './platform/settings-writer.ts'
import { createWorkerTransport } from './platform/worker-transport.ts'
import { createAppState } from './shell/app-state.ts'
import { applyPreferences } from './shell/apply-preferences.ts'
import { hardenEveryPage } from './shell/harden.ts'
import { createKeepAwake } from './shell/keep-awake.ts'
import { developmentSettings, locations, logMistakes, platformName, prepare } from './shell/launch.ts'
import { noteClockOffset, noteSessionOnly } from './shell/notices.ts'
import { handleQuit } from './shell/quit.ts'
import { servePage } from './shell/scheme.ts'
import { createSmokeRun } from './shell/smoke.ts'
import { bringToFront, openWindow } from './shell/window.ts'
import { catalogues, matchLocale } from './shell/words.ts'
import { createUploads } from './uploads/create-uploads.ts'

const { userDataDir, isSmokeRun, isTest } = developmentSettings()
let window: BrowserWindow | undefined
const send = createSendEvent(() => trustedReceiver(window))
const systemLocale = () => matchLocale(app.getPreferredSystemLanguages())

/** What is remembered, and what the page shows of it. */
async function createMemory(paths: ReturnType<typeof locations>) {
  const log = createLog({ dir: paths.logs, now: clock.now, isEchoed: !app.isPackaged })
  const report = (error: unknown) => log.problem('background', error)
  logMistakes(report)
  const openWriter = () => openSettingsWriter(paths.settings)
  const { settings, setAside } = openSettings({ path: paths.settings, openWriter, nowMs: clock.now(), report })
  const state = createAppState({
    version: app.getVersion(),
    platform: platformName(),
    systemLocale: systemLocale(),
    preferences: settings.read().preferences,
    onPreferences: (preferences) => {
      settings.update({ preferences })
      applyPreferences(state)
      accounts.languageChanged()
    },
    onChange: (now) => send('appChanged', now),
  })
  applyPreferences(state)
  if (setAside) state.addNotice({ kind: 'settingsSetAside', file: setAside })
  const accounts = await openAccounts({
    store: createAccountStore(settings),
    box: createSafeStorageBox(safeStorage, process.platform),
    newId,
    practiceName: () => catalogues[state.locale()].practiceBucket,
    onChange: (now) => {
      noteSessionOnly(state, now)
      send('accountsChanged', now)
    },
    report,
  })
  return { paths, log, report, settings, state, accounts }
}

/** What sends: the network, the disk, the queue and the practice bucket. */
function createEngine({ paths, report, settings, state, accounts }: Awaited<ReturnType<typeof createMemory>>) {
  const transport = createWorkerTransport(() => new Worker(paths.transferWorker))
  const practice = createPracticeHost({
    modulePath: paths.practiceProcess,
    dir: paths.practice,
    bucket: practiceBucket,
    port: createPracticePort(settings),
    report,
  })
  const onClockOffset = noteClockOffset.bind(undefined, state)
  const clients = createClients({ accounts, practice, transport, clock, onClockOffset })
  const { journal, setAside } = openJournal(paths.queue, clock.now())
  if (setAside) state.addNotice({ kind: 'queueSetAside', file: setAside })
  const keepAwake = createKeepAwake()
  const sources = createDiskSources()
  const ports = { journal, sources, clients, clock, random: Math.random, newId, guessContentType, report }
  const uploads = createUploads({
    ...ports,
    onChange: (revision, totals) => {
      keepAwake(totals.going > 0)
      send('uploadsChanged', { revision, totals })
    },
  })
  const stop = async () => {
    await uploads.close()
    journal.close()
    await Promise.all([transport.close(), practice.stop()])
  }
  return { clients, practice, uploads, stop }
}

async function start(): Promise<void> {
  const memory = await createMemory(locations())
  const { paths, log, report, settings, state, accounts } = memory
  const { clients, practice, uploads, stop } = createEngine(memory)
  hardenEveryPage((what, url) => log.info('refused', { what, url }))
  servePage(paths.page)
  const smoke = isSmokeRun ? createSmokeRun((line) => console.log(line)) : undefined
  const handlers = createHandlers({
    ...{ state, accounts, clients, practice, uploads, newId },
    copyText: (text) => clipboard.writeText(text),
    extensionsOf,
    pageScript: () => readFile(paths.uploadPageScript, 'utf8'),
    saveText: async (name, text) => (window ? saveText(window, join(app.getPath('documents'), name), text) : undefined),
    choosePaths: async (what) => (window ? choosePaths(window, what, catalogues[state.locale()]) : []),
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
  })
  smoke?.watch(window)
  const quit = handleQuit({ window, state, isAsking: !isTest, totals: () => uploads.totals(), stop, report })
  window.once('ready-to-show', () => quit.isStopping() || uploads.start())
  powerMonitor.on('resume', () => uploads.setOnline(true))
}

function failToStart(error: unknown): void {
  console.error(error)
  dialog.showErrorBox('OSS Courier', catalogues[systemLocale()].startFailed)
  app.exit(1)
}

if (prepare(userDataDir)) {
  app.on('second-instance', () => window && bringToFront(window))
  // Not awaited: Electron becomes ready only after this module has run.
  void app.whenReady().then(start).catch(failToStart)
} else app.quit()
