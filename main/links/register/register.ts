// Every link that was made, until it is removed: kept sealed, looked after, and told apart by what became of it.
import { AppError } from '../../../shared/errors.ts'
import type { LinkId, LinkRequest, LinkView } from '../../../shared/model/link.ts'
import type {
  CloseResult,
  LinkBatch,
  LinkQuery,
  LinkRow,
  LinksChange,
  LinkScope,
  LinkState,
  LinkWindow,
} from '../../../shared/model/register.ts'
import { takeName } from './close-link.ts'
import { createPatrol } from './patrol.ts'
import type { Patrol, PatrolParts } from './patrol.ts'
import { folderOf } from '../form-link.ts'
import type { Batch, LinkStore, NewLink, OpenedLink, WatchedLink } from './ports.ts'
import { renewed } from './renewed.ts'
import { judge } from './verdict.ts'

export type RegisterParts = Omit<PatrolParts, 'onChange' | 'onArrived'> & {
  /** Makes a link as it is asked for, of whatever kind. */
  make: (request: LinkRequest) => Promise<NewLink>
  /** Something changed; called as often as it does. */
  onChange: () => void
  /** What just came. Never empty. */
  onArrived: (rows: readonly LinkRow[]) => void
}

export type Register = Pick<Patrol, 'start' | 'stop' | 'wake' | 'check' | 'hurry' | 'accountChanged'> & {
  /** Whether links are still there after a restart. */
  readonly isKept: boolean
  /** One transaction. Each is looked for at once, to know what was there before. */
  add(links: readonly NewLink[], batch?: Batch): void
  /** Throws AppError `link.notFound` or `link.unreadable`. */
  open(linkId: LinkId): LinkView
  openAll(linkId: LinkId): OpenedLink
  setKit(linkId: LinkId, kit: unknown): void
  row(linkId: LinkId): LinkRow | undefined
  kitLinks(states: readonly LinkState[]): LinkId[]
  batches(): LinkBatch[]
  window(query: LinkQuery): LinkWindow
  each(scope: LinkScope): Iterable<LinkRow>
  summary(): LinksChange
  /** Parts of a kit that have come. */
  setParts(linkId: LinkId, parts: { accepted: number; planned: number }): void
  /** A page was made on which senders name their files: what comes into the folder from now on came through it. */
  watchFolder(linkId: LinkId, sinceMs: number): void
  /** Throws AppError `link.cannotClose`, or what the bucket says. */
  closeLink(linkId: LinkId, signal: AbortSignal): Promise<CloseResult>
  /** Its owner gave it up by other means: nobody looks for it any more. */
  markClosed(linkId: LinkId): void
  renew(linkId: LinkId): Promise<LinkView>
  markSeen(linkIds?: readonly LinkId[]): void
  remove(linkIds: readonly LinkId[]): void
}

export function createRegister(parts: RegisterParts): Register {
  const { store, clock } = parts
  let revision = 0
  const changed = (): void => {
    revision += 1
    parts.onChange()
  }
  const patrol = createPatrol({
    ...parts,
    onChange: changed,
    onArrived: (linkIds) => {
      const rows = linkIds.map((linkId) => store.row(linkId)).filter((row) => row !== undefined)
      if (rows.length > 0) parts.onArrived(rows)
    },
  })
  const add: Register['add'] = (links, batch) => {
    store.add(links, clock.now(), batch)
    changed()
    patrol.wake()
  }
  const markClosed = (linkId: LinkId): void => {
    store.change([{ linkId, state: 'closed', isNew: false, nextCheckMs: null, error: null }])
    changed()
  }
  return {
    ...patrol,
    ...readingOf(store),
    isKept: store.isKept,
    add,
    setKit: (linkId, kit) => store.setKit(linkId, kit),
    window: (query) => {
      store.expire(clock.now())
      return { revision, offset: query.offset, ...store.window(query) }
    },
    summary: () => ({ revision, counts: store.counts({ search: '' }), newCount: store.newCount() }),
    setParts: (linkId, parts) => {
      const state = store.row(linkId)?.state
      if (state !== 'waiting' && state !== 'arriving') return
      store.change([{ linkId, parts, state: parts.accepted > 0 ? 'arriving' : 'waiting' }])
      changed()
    },
    watchFolder: (linkId, sinceMs) => {
      const link = store.watched(linkId)
      const prefix = link && folderOf(link.objectKey)
      if (!link || !prefix || link.watch) return
      store.change([{ linkId, watch: { prefix, sinceMs }, nextCheckMs: clock.now() }])
      changed()
      patrol.wake()
    },
    closeLink: async (linkId, signal) => {
      const link = closable(store, linkId)
      const closed = await takeName(link.objectKey, await parts.clientFor(link.accountId), signal)
      const verdict = closed.result === 'exists' && closed.seen && judge(link, closed.seen)
      if (!verdict || !verdict.isArrival) {
        markClosed(linkId)
        return { result: closed.result === 'closed' ? 'closed' : 'taken' }
      }
      store.change([{ ...verdict.change, lastCheckMs: clock.now(), nextCheckMs: null }])
      changed()
      return { result: 'received' }
    },
    markClosed,
    renew: async (linkId) => {
      const { view, request } = store.open(linkId)
      const row = store.row(linkId)
      if (!row) throw new AppError('link.notFound')
      const isTaken = (objectKey: string): boolean => store.hasKey(row.accountId, objectKey)
      const link = await parts.make(renewed({ view, request, state: row.state }, { nowMs: clock.now(), isTaken }))
      add([row.batchId === undefined ? link : { ...link, batchId: row.batchId }])
      return link.view
    },
    markSeen: (linkIds) => {
      store.markSeen(linkIds)
      changed()
    },
    remove: (linkIds) => {
      store.remove(linkIds)
      changed()
    },
  }
}

const readingOf = (store: LinkStore) => ({
  open: (linkId: LinkId): LinkView => store.open(linkId).view,
  openAll: (linkId: LinkId): OpenedLink => store.open(linkId),
  row: (linkId: LinkId): LinkRow | undefined => store.row(linkId),
  kitLinks: (states: readonly LinkState[]): LinkId[] => store.ofKind('multipart', states),
  batches: (): LinkBatch[] => store.batches(),
  each: (scope: LinkScope): Iterable<LinkRow> => store.each(scope),
})

/** Without `x-oss-forbid-overwrite` an empty file would only be replaced by the next upload. */
function closable(store: LinkStore, linkId: LinkId): WatchedLink {
  const link = store.watched(linkId)
  if (!link) throw new AppError('link.notFound')
  if (!link.isFirstUploadOnly || link.kind !== 'put' || link.state === 'closed') throw new AppError('link.cannotClose')
  return link
}
