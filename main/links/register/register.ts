// Every link that was made, until it is removed: kept sealed, looked after, and told apart by what became of it.
import { AppError } from '../../../shared/errors.ts'
import type { LinkId, LinkRequest, LinkView } from '../../../shared/model/link.ts'
import type {
  LinkBatch,
  LinkQuery,
  LinkRow,
  LinksChange,
  LinkScope,
  LinkState,
  LinkWindow,
} from '../../../shared/model/register.ts'
import type { Batch, LinkStore, NewLink, OpenedLink, RegisterClock } from './ports.ts'

export type RegisterParts = {
  store: LinkStore
  clock: RegisterClock
  onChange: (change: LinksChange) => void
}

export type Register = {
  /** Whether links are still there after a restart. */
  readonly isKept: boolean
  /** One transaction. Each is looked for at once, to know what was there before. */
  add(links: readonly NewLink[], batch?: Batch): void
  /** Throws AppError `link.notFound` or `link.unreadable`. */
  open(linkId: LinkId): LinkView
  openAll(linkId: LinkId): OpenedLink
  setKit(linkId: LinkId, kit: unknown): void
  row(linkId: LinkId): LinkRow | undefined
  /** For those who look after kits. */
  kitLinks(states: readonly LinkState[]): LinkId[]
  batches(): LinkBatch[]
  window(query: LinkQuery): LinkWindow
  each(scope: LinkScope): Iterable<LinkRow>
  summary(): LinksChange
  /** Parts of a kit that have come. */
  setParts(linkId: LinkId, parts: { accepted: number; planned: number }): void
  markSeen(linkIds?: readonly LinkId[]): void
  remove(linkIds: readonly LinkId[]): void
}

export function createRegister({ store, clock, onChange }: RegisterParts): Register {
  let revision = 0
  const summary = (): LinksChange => ({ revision, counts: store.counts({ search: '' }), newCount: store.newCount() })
  const changed = (): void => {
    revision += 1
    onChange(summary())
  }
  return {
    isKept: store.isKept,
    add: (links, batch) => {
      store.add(links, clock.now(), batch)
      changed()
    },
    open: (linkId) => store.open(linkId).view,
    openAll: (linkId) => store.open(linkId),
    setKit: (linkId, kit) => store.setKit(linkId, kit),
    row: (linkId) => store.row(linkId),
    kitLinks: (states) => store.ofKind('multipart', states),
    batches: () => store.batches(),
    window: (query) => {
      store.expire(clock.now())
      return { revision, offset: query.offset, ...store.window(query) }
    },
    each: (scope) => store.each(scope),
    summary,
    setParts: (linkId, parts) => {
      const row = store.row(linkId)
      if (!row || (row.state !== 'waiting' && row.state !== 'arriving')) return
      store.change([{ linkId, parts, state: parts.accepted > 0 ? 'arriving' : 'waiting' }])
      changed()
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

/** The same policy again, for the same key. One whose end was a moment works as long as it did, from now on. */
export function renewed(request: LinkRequest, view: LinkView, nowMs: number): LinkRequest {
  const { validity } = request
  if (validity.kind === 'seconds' || validity.atMs >= nowMs + 60_000) return request
  const seconds = Math.round((view.expiresAtMs - view.madeAtMs) / 1000)
  if (seconds < 60) throw new AppError('option.invalid', { params: { detail: 'validity' } })
  return { ...request, validity: { kind: 'seconds', seconds: Math.min(604_800, seconds) } }
}
