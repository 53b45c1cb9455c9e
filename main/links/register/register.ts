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
import { folderOf } from '../form-link.ts'
import { takeName } from './close-link.ts'
import { Patrol } from './patrol.ts'
import type { PatrolParts } from './patrol.ts'
import type { Batch, NewLink, OpenedLink, WatchedLink } from './ports.ts'
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

export class Register {
  readonly #parts: RegisterParts
  readonly #patrol: Patrol
  #revision = 0

  constructor(parts: RegisterParts) {
    this.#parts = parts
    this.#patrol = new Patrol({
      ...parts,
      onChange: () => this.#changed(),
      onArrived: (linkIds) => {
        const rows = linkIds.map((linkId) => parts.store.row(linkId)).filter((row) => row !== undefined)
        if (rows.length > 0) parts.onArrived(rows)
      },
    })
  }

  /** Whether links are still there after a restart. */
  get isKept(): boolean {
    return this.#parts.store.isKept
  }

  /** Looks after the links from now on. */
  start(): void {
    this.#patrol.start()
  }

  /** Then the store is closed. */
  async stop(): Promise<void> {
    await this.#patrol.stop()
    this.#parts.store.close()
  }

  /** There may be a network again. */
  wake(): void {
    this.#patrol.wake()
  }

  /** Somebody looks at the window. */
  hurry(): void {
    this.#patrol.hurry()
  }

  accountChanged(accountId: string): void {
    this.#patrol.accountChanged(accountId)
    this.#changed()
  }

  /** One transaction. Each is looked for at once, to know what was there before. */
  add(links: readonly NewLink[], batch?: Batch): void {
    this.#parts.store.add(links, this.#parts.clock.now(), batch)
    this.#changed()
    this.#patrol.wake()
  }

  /** Throws AppError `link.notFound` or `link.unreadable`. */
  open(linkId: LinkId): LinkView {
    return this.#parts.store.open(linkId).view
  }

  /** With what was asked for. Throws as `open` does. */
  openAll(linkId: LinkId): OpenedLink {
    return this.#parts.store.open(linkId)
  }

  row(linkId: LinkId): LinkRow | undefined {
    return this.#parts.store.row(linkId)
  }

  kitLinks(states: readonly LinkState[]): LinkId[] {
    return this.#parts.store.ofKind('multipart', states)
  }

  batches(): LinkBatch[] {
    return this.#parts.store.batches()
  }

  window(query: LinkQuery): LinkWindow {
    const { store, clock } = this.#parts
    store.expire(clock.now())
    return { revision: this.#revision, offset: query.offset, ...store.window(query) }
  }

  /** Newest first. */
  each(scope: LinkScope): Iterable<LinkRow> {
    return this.#parts.store.each(scope)
  }

  summary(): LinksChange {
    const { store } = this.#parts
    return { revision: this.#revision, counts: store.counts({ search: '' }), newCount: store.newCount() }
  }

  /** Looks now. Throws AppError with why it could not be seen whether something came. */
  check(linkIds: readonly LinkId[]): Promise<void> {
    return this.#patrol.check(linkIds)
  }

  /** Parts of a kit that have come. */
  setParts(linkId: LinkId, parts: { accepted: number; planned: number }): void {
    const { store } = this.#parts
    const row = store.row(linkId)
    if (row?.state !== 'waiting' && row?.state !== 'arriving') return
    if (row.parts?.accepted === parts.accepted && row.parts.planned === parts.planned) return
    store.change([{ linkId, parts, state: parts.accepted > 0 ? 'arriving' : 'waiting' }])
    this.#changed()
  }

  /** A page was made on which senders name their files: what comes into the folder from now on came through it. */
  watchFolder(linkId: LinkId, sinceMs: number): void {
    const { store, clock } = this.#parts
    const link = store.watched(linkId)
    const prefix = link && folderOf(link.objectKey)
    if (!link || !prefix || link.watch) return
    store.change([{ linkId, watch: { prefix, sinceMs }, nextCheckMs: clock.now() }])
    this.#changed()
    this.#patrol.wake()
  }

  /** Throws AppError `link.cannotClose`, or what the bucket says. */
  async closeLink(linkId: LinkId, signal: AbortSignal): Promise<CloseResult> {
    const { store, clock, clientFor } = this.#parts
    const link = this.#closable(linkId)
    const closed = await takeName(link.objectKey, await clientFor(link.accountId), signal)
    const verdict = closed.result === 'exists' && closed.seen && judge(link, closed.seen)
    if (!verdict || !verdict.isArrival) {
      this.markClosed(linkId)
      return { result: closed.result === 'closed' ? 'closed' : 'taken' }
    }
    store.change([{ ...verdict.change, lastCheckMs: clock.now(), nextCheckMs: null }])
    this.#changed()
    return { result: 'received' }
  }

  /** Its owner gave it up: nobody looks for it any more. */
  markClosed(linkId: LinkId): void {
    this.#parts.store.change([{ linkId, state: 'closed', isNew: false, nextCheckMs: null, error: null }])
    this.#changed()
  }

  /** A new link with the same policy, in the same batch. */
  async renew(linkId: LinkId): Promise<LinkView> {
    const { store, clock, make } = this.#parts
    const { view, request } = store.open(linkId)
    const row = store.row(linkId)
    if (!row) throw new AppError('link.notFound')
    const isTaken = (objectKey: string): boolean => store.hasKey(row.accountId, objectKey)
    const link = await make(renewed({ view, request, state: row.state }, { nowMs: clock.now(), isTaken }))
    this.add([row.batchId === undefined ? link : { ...link, batchId: row.batchId }])
    return link.view
  }

  /** All, without ids. */
  markSeen(linkIds?: readonly LinkId[]): void {
    this.#parts.store.markSeen(linkIds)
    this.#changed()
  }

  remove(linkIds: readonly LinkId[]): void {
    this.#parts.store.remove(linkIds)
    this.#changed()
  }

  /** Without `x-oss-forbid-overwrite` an empty file would only be replaced by the next upload. */
  #closable(linkId: LinkId): WatchedLink {
    const link = this.#parts.store.watched(linkId)
    if (!link) throw new AppError('link.notFound')
    if (!link.isFirstUploadOnly || link.kind !== 'put' || link.state === 'closed') {
      throw new AppError('link.cannotClose')
    }
    return link
  }

  #changed(): void {
    this.#revision += 1
    this.#parts.onChange()
  }
}
