// The links of one list in its own order: a window of rows around those in view. The register has the newest first.
import type { ErrorShape } from '../../shared/errors.ts'
import type { LinkFilter, LinkRow, LinkWindow } from '../../shared/model/register.ts'
import type { Api } from '../lib/api.ts'
import { shapeOf } from '../lib/error-text.ts'
import { createRefresher } from '../uploads/refresher.ts'

/** At most five questions a second. */
const gapMs = 200
/** Rows asked for on either side of those in view, so that scrolling a little shows no gap. */
const margin = 30
const maxRows = 200

type Calls = { links: Pick<Api['links'], 'window' | 'markSeen'>; on: Api['on'] }

export class BatchLinks {
  readonly batchId: string
  filter = $state<LinkFilter>('all')
  search = $state('')
  problem = $state.raw<ErrorShape>()
  #window = $state.raw<LinkWindow>()
  #visible = { first: 0, count: 20 }
  readonly #api: Calls
  readonly #refresher = createRefresher(() => this.#ask(), gapMs)

  readonly rowCount = $derived(this.#window?.total ?? 0)
  readonly hasLoaded = $derived(this.#window !== undefined)
  readonly counts = $derived(this.#window?.counts)

  constructor(api: Calls, batchId: string) {
    this.#api = api
    this.batchId = batchId
  }

  /** Answers how to stop. */
  start(): () => void {
    const off = this.#api.on('linksChanged', () => this.#refresher.request(0))
    this.#refresher.request(0)
    return () => {
      off()
      this.#refresher.stop()
    }
  }

  /** Undefined while the row is on its way. */
  rowAt(index: number): LinkRow | undefined {
    const known = this.#window
    return known?.rows[known.total - 1 - index - known.offset]
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

  async #ask(): Promise<void> {
    const { filter, search, batchId } = this
    const limit = Math.min(maxRows, this.#visible.count + 2 * margin)
    // Until it is known how many there are, the first answer says so.
    const offset = Math.max(0, this.rowCount - Math.max(0, this.#visible.first - margin) - limit)
    try {
      const answer = await this.#api.links.window({ search: search.trim(), filter, batchId, offset, limit })
      // An answer to an earlier question must not be drawn under what was asked since.
      if (filter !== this.filter || search !== this.search) return
      this.#window = answer
      this.problem = undefined
      this.show(this.#visible.first, this.#visible.count)
      const linkIds = answer.rows.filter(({ isNew }) => isNew).map(({ linkId }) => linkId)
      if (linkIds.length > 0) await this.#api.links.markSeen({ linkIds })
    } catch (thrown) {
      this.problem = shapeOf(thrown)
    }
  }
}
