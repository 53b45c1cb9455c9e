// The second half of the composition: what sends, wired to what is remembered.
import { AppError } from '../shared/errors.ts'
import type { LinkRow, LinksChange } from '../shared/model/register.ts'
import type { ReportScope, Totals } from '../shared/model/upload.ts'
import type { Preferences } from '../shared/model/app.ts'
import type { Accounts, AccountsOptions } from './accounts/accounts.ts'
import { createClients } from './accounts/clients.ts'
import type { AccountClients } from './accounts/clients.ts'
import type { Place } from './accounts/place.ts'
import { practiceBucket } from './accounts/practice-account.ts'
import { usualEndpoint } from './accounts/usual-endpoint.ts'
import { createLinkKits } from './kits.ts'
import type { Kits } from './links/kit/kits.ts'
import type { LinkStore } from './links/register/ports.ts'
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
import type { Transport } from './oss/types.ts'
import { createLinkRegister } from './register.ts'
import type { AppStateHolder } from './shell/app-state.ts'
import { createKeepAwake } from './shell/keep-awake.ts'
import type { locations } from './shell/launch.ts'
import { noteAccountHeld, noteClockOffset } from './shell/notices.ts'
import type { Journal } from './uploads/ports.ts'
import { createUploads } from './uploads/create-uploads.ts'
import type { Uploads } from './uploads/create-uploads.ts'
import { reportRows } from './uploads/report.ts'
import { createUnfinished } from './uploads/unfinished.ts'

type Memory = {
  paths: ReturnType<typeof locations>
  report: (error: unknown) => void
  settings: SettingsStore
  state: AppStateHolder
  accounts: Accounts
  proxyLogins: ProxyLogins
  links: LinkStore
}

type Events = {
  onUploads: (revision: number, totals: Totals) => void
  onLinks: (change: LinksChange) => void
  onArrived: (rows: readonly LinkRow[]) => void
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

function networkOf(
  { state, accounts, proxyLogins }: Memory,
  wire: Transport,
  onWayChanged: (isOnline: boolean) => void,
) {
  return createNetwork({
    ...{ ...systemNetwork, wire, clock, onWayChanged, logins: proxyLogins },
    choice: () => state.state().preferences.proxy,
    target: () => usualEndpoint(accounts),
    onChange: (now) => state.setNetwork(now),
  })
}

/** Removing an account waits no longer for what was begun for others. */
const leaveKitsMs = 15_000

const unfinishedOf = (clients: AccountClients, journal: Journal, linkOf: Kits['linkOf']) =>
  createUnfinished({
    access: async (accountId) => {
      const { client, place } = await clients.access(accountId)
      return { client, folder: place.folder }
    },
    ownerOf: (upload) => (linkOf(upload.objectKey, upload.uploadId) ? 'link' : journal.ownerOf(upload)),
  })

const leavingOf =
  (kits: Pick<Kits, 'leave'>, uploads: Pick<Uploads, 'leave'>): AccountsOptions['onLeaving'] =>
  async ({ accountId, place }, next) => {
    await kits.leave(accountId, AbortSignal.timeout(leaveKitsMs))
    await uploads.leave(accountId, { reason: reasonToLeave(place, next).shape, bucket: place.bucket })
  }

type LinksWiring = Pick<Events, 'onArrived'> & {
  clients: AccountClients
  journal: Journal
  onChange: Events['onLinks']
}

function linksOf(memory: Memory, { clients, journal, onArrived, onChange }: LinksWiring) {
  const kits = createLinkKits({ ...memory, clients, journal, register: () => links.register })
  const links = createLinkRegister({ ...memory, store: memory.links, clients, newId, kits, onArrived, onChange })
  return { kits, links }
}

/** The network, the disk, the queue, the register of links and the practice bucket. */
export function createEngine(memory: Memory, { onUploads, onLinks, onArrived }: Events) {
  const { paths, settings, report, state, accounts } = memory
  const preferences = (): Preferences => state.state().preferences
  const transport = openWire(paths)
  const network = networkOf(memory, transport, (isOnline) => {
    for (const { accountId } of accounts.state().accounts) uploads.accountChanged(accountId)
    uploads.setOnline(isOnline)
    register.wake()
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
      onUploads(revision, totals)
    },
  })
  const { kits, links } = linksOf(memory, { clients, journal, onArrived, onChange: onLinks })
  const { register } = links
  const preferencesChanged = (): void => uploads.setSpeedLimit(preferences().speedLimitBytesPerSecond)
  preferencesChanged()
  const unfinished = unfinishedOf(clients, journal, kits.linkOf)
  const leave = leavingOf(kits, uploads)
  const stop = async (): Promise<void> => {
    network.close()
    await kits.stop()
    await links.stop()
    await uploads.close()
    journal.close()
    kits.close()
    await Promise.all([transport.close(), disk.close(), practice.stop()])
  }
  const reportOf = (scope: ReportScope) => reportRows(journal, scope)
  const start = (): void => {
    uploads.start()
    register.start()
    kits.start()
  }
  const calls = { clients, practice, uploads, network, unfinished, reportOf, kits, ...links }
  return { ...calls, preferencesChanged, leave, start, stop }
}
