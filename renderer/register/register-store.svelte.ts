// The list of links: a window of rows around those in view, asked for again when main says it changed.
import { createContext } from 'svelte'
import { SvelteSet } from 'svelte/reactivity'
import type { ErrorShape } from '../../shared/errors.ts'
import type { LinkId } from '../../shared/model/link.ts'
import type { LinkCounts, LinkFilter, LinkRow, LinksChange, LinkWindow } from '../../shared/model/register.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { announce } from '../lib/announce.svelte.ts'
import type { Api } from '../lib/api.ts'
import { shapeOf } from '../lib/error-text.ts'
import { createRefresher } from '../uploads/refresher.ts'

/** At most five questions a second. */
const gapMs = 200
/** Rows asked for on either side of those in view, so that scrolling a little shows no gap. */
const margin = 30
const maxRows = 200

const noCounts: LinkCounts = { all: 0, waiting: 0, received: 0, attention: 0, ended: 0 }

export type RegisterApi = Pick<Api, 'links' | 'on'>

export class RegisterStore {
  readonly #api: RegisterApi
  filter = $state<LinkFilter>('all')
  search = $state('')
  /** The last thing that went wrong with the list itself. */
  problem = $state.raw<ErrorShape>()
  /** Of all links, whatever is searched for. */
  totals = $state.raw<LinkCounts>(noCounts)
  newCount = $state(0)
  /** What came last, until somebody has seen it. */
  arrival = $state.raw<LinkRow>()
  /** Told main already, but drawn as new as long as the list is looked at. */
  readonly #seen = new SvelteSet<LinkId>()
  /** The one on the card, as it was seen last. */
  card = $state.raw<LinkRow>()
  #window = $state.raw<LinkWindow>()
  #visible = { first: 0, count: 20 }
  #followed: LinkId | undefined
  readonly #refresher = createRefresher(() => this.#ask(), gapMs)

  readonly rowCount = $derived(this.#window?.total ?? 0)
  readonly hasLoaded = $derived(this.#window !== undefined)
  /** Of what is searched for. */
  readonly counts = $derived(this.#window?.counts ?? noCounts)

  constructor(api: RegisterApi) {
    this.#api = api
  }

  /** `onShown`: somebody clicked on the desktop's notice of that link. Answers how to stop. */
  start(onShown: (linkId: LinkId) => void): () => void {
    const stops = [
      this.#api.on('linksChanged', (change) => this.#learn(change)),
      this.#api.on('linkShown', ({ linkId }) => onShown(linkId)),
    ]
    void this.tried(this.#api.links.summary()).then((change) => change && this.#learn(change))
    return () => {
      stops.forEach((stop) => stop())
      this.#refresher.stop()
    }
  }

  /** To be put on the card by the screen that has one. */
  pointed = $state.raw<LinkId>()

  /** Shows a link that just got a file, wherever one was looking before. */
  point(linkId: LinkId): void {
    this.look({ filter: 'received', search: '' })
    this.pointed = linkId
  }

  /** Undefined while the row is on its way. */
  rowAt(index: number): LinkRow | undefined {
    return this.#window?.rows[index - this.#window.offset]
  }

  /** Follows what becomes of the link on the card. */
  follow(linkId: LinkId | undefined): void {
    if (this.card?.linkId !== linkId) this.card = this.#window?.rows.find((row) => row.linkId === linkId)
    this.#followed = linkId
  }

  /** Those a person may mean by "these". */
  linkIdsInView(): LinkId[] {
    const { first, count } = this.#visible
    return Array.from({ length: count }, (_, index) => this.rowAt(first + index)?.linkId).filter(
      (id) => id !== undefined,
    )
  }

  isNew(row: LinkRow): boolean {
    return row.isNew || this.#seen.has(row.linkId)
  }

  /** Told by the list on every scroll. Asks only when a row in view is not here. */
  show(first: number, count: number): void {
    this.#visible = { first, count }
    const last = Math.min(first + count, this.rowCount) - 1
    if (last >= first && (!this.rowAt(first) || !this.rowAt(last))) this.#refresher.request(0)
  }

  look({ filter = this.filter, search = this.search }: { filter?: LinkFilter; search?: string }): void {
    this.filter = filter
    this.search = search
    this.#visible = { ...this.#visible, first: 0 }
    this.#refresher.request(0)
  }

  refresh(): void {
    this.#refresher.request(0)
  }

  /** The new rows in view have been looked at. */
  async markSeen(): Promise<void> {
    const { first, count } = this.#visible
    const rows = Array.from({ length: count }, (_, index) => this.rowAt(first + index))
    const linkIds = rows.flatMap((row) => (row?.isNew ? [row.linkId] : []))
    if (linkIds.length === 0) return
    for (const linkId of linkIds) this.#seen.add(linkId)
    await this.tried(this.#api.links.markSeen({ linkIds }))
  }

  /** The list is not looked at any more: what was new in it is not, next time. */
  leave(): void {
    this.#seen.clear()
  }

  /** Runs a call; what goes wrong with it is shown above the list. */
  async tried<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      const value = await answer
      this.problem = undefined
      return value
    } catch (thrown) {
      this.problem = shapeOf(thrown)
      return undefined
    }
  }

  #learn({ counts, newCount }: LinksChange): void {
    const came = newCount - this.newCount
    this.totals = counts
    this.newCount = newCount
    if (newCount === 0) this.arrival = undefined
    else if (came > 0 || !this.arrival) void this.#askForArrival(came)
    this.#refresher.request(0)
  }

  async #askForArrival(came: number): Promise<void> {
    const latest = { search: '', filter: 'received' as const, offset: 0, limit: 1 }
    const answer = await this.tried(this.#api.links.window(latest))
    const row = answer?.rows[0]
    if (!row?.isNew) return
    this.arrival = row
    if (came > 0) announce(arrivalText(row, came))
  }

  async #ask(): Promise<void> {
    const { filter, search } = this
    const offset = Math.max(0, this.#visible.first - margin)
    const limit = Math.min(maxRows, this.#visible.count + 2 * margin)
    const answer = await this.tried(this.#api.links.window({ search: search.trim(), filter, offset, limit }))
    // An answer to an earlier question must not be drawn under what was asked since.
    if (!answer || filter !== this.filter || search !== this.search) return
    this.#window = answer
    this.card = answer.rows.find(({ linkId }) => linkId === this.#followed) ?? this.card
  }
}

/** contract.pdf came through your link, from Acme. */
export function arrivalText(row: LinkRow, count: number): string {
  const name = (row.received?.objectKey ?? row.objectKey).split('/').at(-1) ?? ''
  if (count === 1 && row.forWhom !== '') return t('register.arrivedFor', { name, person: row.forWhom })
  return t('register.arrived', { count, name })
}

const [read, provide] = createContext<RegisterStore>()

export const provideRegister = provide

export function registerStore(): RegisterStore {
  try {
    return read()
  } catch {
    throw new Error(
      'No RegisterStore: App.svelte provides it with provideRegister(), so this component must be inside App.',
    )
  }
}
