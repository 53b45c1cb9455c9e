// The second half of the composition: what sends, wired to what is remembered.
import { AppError } from '../shared/errors.ts'
import type { ReportScope, Totals } from '../shared/model/upload.ts'
import type { Preferences } from '../shared/model/app.ts'
import type { Accounts, AccountsOptions } from './accounts/accounts.ts'
import { createClients } from './accounts/clients.ts'
import type { Place } from './accounts/place.ts'
import { practiceBucket } from './accounts/practice-account.ts'
import { usualEndpoint } from './accounts/usual-endpoint.ts'
import { createPracticePort } from './platform/account-store.ts'
import { createChecksumThread } from './platform/checksum-thread.ts'
import { systemClock as clock } from './platform/clock.ts'
import { guessContentType } from './platform/content-type.ts'
import { createDiskSources } from './platform/disk-sources.ts'
import { createNetwork } from './platform/network.ts'
import { newThread } from './platform/new-thread.ts'
import { openJournal } from './platform/open-journal.ts'
import { createPracticeHost } from './platform/practice-host.ts'
import type { RunningPracticeHost } from './platform/practice-host.ts'
import { randomId as newId } from './platform/random-id.ts'
import type { ProxyLogins } from './platform/proxy-logins.ts'
import { createReachedHosts } from './platform/reached-hosts.ts'
import type { SettingsStore } from './platform/settings-store.ts'
import { systemNetwork } from './platform/system-network.ts'
import { createWalkThread } from './platform/walk-thread.ts'
import { createWorkerTransport, usualThreads } from './platform/worker-transport.ts'
import type { WorkerTransport } from './platform/worker-transport.ts'
import type { AppStateHolder } from './shell/app-state.ts'
import { createKeepAwake } from './shell/keep-awake.ts'
import type { locations } from './shell/launch.ts'
import { noteAccountHeld, noteClockOffset } from './shell/notices.ts'
import { createUploads } from './uploads/create-uploads.ts'
import { reportRows } from './uploads/report.ts'
import { createUnfinished } from './uploads/unfinished.ts'

type Memory = {
  paths: ReturnType<typeof locations>
  report: (error: unknown) => void
  settings: SettingsStore
  state: AppStateHolder
  accounts: Accounts
  proxyLogins: ProxyLogins
}

const reasonToLeave = (place: Place, next: Place | undefined): AppError =>
  next
    ? new AppError('account.changed', { params: { account: next.name, bucket: next.bucket } })
    : new AppError('account.removed', { params: { account: place.name } })

const openWire = ({ transferWorker }: Memory['paths']): WorkerTransport =>
  createWorkerTransport(() => newThread(transferWorker), { threads: usualThreads(), isEager: true })

function openDisk({ checksumWorker, walkWorker }: Memory['paths'], sendsJunk: () => boolean) {
  const comparing = createChecksumThread(() => newThread(checksumWorker))
  const walking = createWalkThread(() => newThread(walkWorker), { sendsJunk, isEager: true })
  const sources = createDiskSources({ walk: walking.walk, checksum: comparing.checksum })
  return { sources, close: () => Promise.all([comparing.close(), walking.close()]) }
}

const practiceOf = ({ paths, settings, report }: Memory): RunningPracticeHost =>
  createPracticeHost({
    modulePath: paths.practiceProcess,
    dir: paths.practice,
    bucket: practiceBucket,
    port: createPracticePort(settings),
    report,
  })

/** The network, the disk, the queue and the practice bucket. */
export function createEngine(memory: Memory, onChange: (revision: number, totals: Totals) => void) {
  const { paths, report, settings, state, accounts, proxyLogins } = memory
  const preferences = (): Preferences => state.state().preferences
  const transport = openWire(paths)
  const network = createNetwork({
    ...systemNetwork,
    wire: transport,
    choice: () => preferences().proxy,
    logins: proxyLogins,
    clock,
    target: () => usualEndpoint(accounts),
    onChange: (now) => state.setNetwork(now),
    onWayChanged: (isOnline) => {
      for (const { accountId } of accounts.state().accounts) uploads.accountChanged(accountId)
      uploads.setOnline(isOnline)
    },
  })
  const practice = practiceOf(memory)
  const reached = createReachedHosts(settings)
  const answers = {
    transport: reached.watching(network.transport),
    onClockOffset: noteClockOffset.bind(undefined, state),
  }
  const clients = createClients({ accounts, practice, clock, ...answers })
  const { journal, setAside } = openJournal(paths.queue, clock.now())
  if (setAside) state.addNotice({ kind: 'queueSetAside', file: setAside })
  const keepAwake = createKeepAwake()
  const disk = openDisk(paths, () => preferences().sendsJunk)
  const ports = { journal, sources: disk.sources, clients, clock, random: Math.random, newId, guessContentType, report }
  const uploads = createUploads({
    ...ports,
    line: transport,
    isReached: reached.has,
    onAccountHeld: (accountId, error) => noteAccountHeld(state, accounts.state(), accountId, error),
    onChange: (revision, totals) => {
      // What waits for the network may do so while the computer sleeps.
      keepAwake(totals.going > totals.offline)
      onChange(revision, totals)
    },
  })
  const preferencesChanged = (): void => uploads.setSpeedLimit(preferences().speedLimitBytesPerSecond)
  preferencesChanged()
  const unfinished = createUnfinished({
    access: async (accountId) => {
      const { client, place } = await clients.access(accountId)
      return { client, folder: place.folder }
    },
    ownerOf: (upload) => journal.ownerOf(upload),
  })
  const leave: AccountsOptions['onLeaving'] = ({ accountId, place }, next) =>
    uploads.leave(accountId, { reason: reasonToLeave(place, next).shape, bucket: place.bucket })
  const stop = async (): Promise<void> => {
    network.close()
    await uploads.close()
    journal.close()
    await Promise.all([transport.close(), disk.close(), practice.stop()])
  }
  const reportOf = (scope: ReportScope) => reportRows(journal, scope)
  return { clients, practice, uploads, network, unfinished, reportOf, preferencesChanged, leave, stop }
}
