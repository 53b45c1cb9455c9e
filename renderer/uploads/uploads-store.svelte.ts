// The list of what is being sent: a window of rows around those in view, asked for again when main says it changed.
import { createContext } from 'svelte'
import { SvelteSet } from 'svelte/reactivity'
import type { ErrorShape } from '../../shared/errors.ts'
import type {
  ItemId,
  ReportScope,
  RowFilter,
  RowWindow,
  SendRequest,
  Totals,
  UploadAction,
  UploadRow,
  WindowQuery,
} from '../../shared/model/upload.ts'
import type { DroppedFile } from '../../shared/ipc/contract.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { announce } from '../lib/announce.svelte.ts'
import type { Api } from '../lib/api.ts'
import { shapeOf } from '../lib/error-text.ts'
import { createRefresher } from './refresher.ts'
import { sentFilesOf } from './sent-files.ts'
import { changeToSay, hasNewCounts, noTotals } from './totals.ts'

/** At most five questions a second; where only bytes moved, two, because nobody reads faster. */
const gapMs = 200
const bytesDelayMs = 500
/** Rows asked for on either side of those in view, so that scrolling a little shows no gap. */
const margin = 30
const maxRows = 200
/** As a question may name them. */
const maxFolders = 1000

export class UploadsStore {
  readonly api: Api
  totals = $state.raw<Totals>(noTotals)
  filter = $state<RowFilter>('all')
  readonly #expanded = new SvelteSet<ItemId>()
  /** Under "Needs you", where folders show their files unless they were collapsed. */
  readonly #collapsed = new SvelteSet<ItemId>()
  /** The last thing that went wrong with the list itself, not with one file. */
  problem = $state.raw<ErrorShape>()
  #window = $state.raw<RowWindow>()
  #visible = { first: 0, count: 20 }
  readonly #refresher = createRefresher(() => this.#ask(), gapMs)

  readonly rowCount = $derived(this.#window?.totalRows ?? 0)
  readonly hasLoaded = $derived(this.#window !== undefined)
  /** Rows of several accounts stand around those in view. */
  readonly isMixed = $derived(
    this.#window?.rows.some(({ accountId }, _, [first]) => accountId !== first?.accountId) ?? false,
  )

  constructor(api: Api) {
    this.api = api
  }

  /** Answers how to stop. */
  start(): () => void {
    const off = this.api.on('uploadsChanged', ({ totals }) => {
      const isNewState = hasNewCounts(this.totals, totals)
      if (isNewState) this.#setTotals(totals)
      this.#refresher.request(isNewState ? 0 : bytesDelayMs)
    })
    this.#refresher.request(0)
    return () => {
      off()
      this.#refresher.stop()
    }
  }

  /** Undefined while the row is on its way. */
  rowAt(index: number): UploadRow | undefined {
    return this.#window?.rows[index - this.#window.offset]
  }

  /** Told by the list on every scroll. Asks only when a row in view is not here. */
  show(first: number, count: number): void {
    this.#visible = { first, count }
    const last = Math.min(first + count, this.rowCount) - 1
    if (last >= first && (!this.rowAt(first) || !this.rowAt(last))) this.#refresher.request(0)
  }

  setFilter(filter: RowFilter): void {
    this.filter = filter
    this.#visible = { ...this.#visible, first: 0 }
    this.#refresher.request(0)
  }

  isExpanded(itemId: ItemId): boolean {
    return this.filter === 'failed' ? !this.#collapsed.has(itemId) : this.#expanded.has(itemId)
  }

  toggle(itemId: ItemId): void {
    const turned = this.filter === 'failed' ? this.#collapsed : this.#expanded
    if (!turned.delete(itemId)) turned.add(itemId)
    this.#refresher.request(0)
  }

  /** The files of a folder in view that were sent, by their names in the bucket. */
  async sentFilesOf(itemId: ItemId): Promise<readonly string[]> {
    const { offset = 0, rows = [] } = this.#window ?? {}
    const at = rows.findIndex((row) => row.kind === 'folder' && row.itemId === itemId)
    if (at < 0) return []
    const { expanded, ...folders } = this.#folders()
    const query = { ...folders, expanded: [...expanded.filter((each) => each !== itemId), itemId], filter: this.filter }
    const ask = (question: WindowQuery) => this.api.uploads.window(question)
    return (await this.tried(sentFilesOf(ask, query, { itemId, from: offset + at }))) ?? []
  }

  async act(action: UploadAction): Promise<void> {
    await this.tried(this.api.uploads.act(action))
    this.#refresher.request(0)
  }

  /** Writes what became of every file where the user says. */
  async exportReport(scope: ReportScope): Promise<boolean> {
    const answer = await this.tried(this.api.uploads.exportReport(scope))
    return answer?.saved === true
  }

  /** Opens the system's dialog. */
  async choose(what: 'files' | 'folder', request: SendRequest): Promise<void> {
    const answer = await this.tried(this.api.uploads.choose({ what, request }))
    if (answer && answer.added > 0) this.#added(answer.added)
  }

  /** Answers whether anything could be added. */
  async drop(files: readonly DroppedFile[], request: SendRequest): Promise<boolean> {
    const answer = await this.tried(this.api.dropFiles(files, request))
    if (answer && answer.added > 0) this.#added(answer.added)
    return answer === undefined || answer.added > 0
  }

  #added(count: number): void {
    announce(t('send.announceAdded', { count }))
    if (this.filter !== 'all') this.filter = 'all'
    this.#refresher.request(0)
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

  async #ask(): Promise<void> {
    const offset = Math.max(0, this.#visible.first - margin)
    const limit = Math.min(maxRows, this.#visible.count + 2 * margin)
    const query = { offset, limit, ...this.#folders(), filter: this.filter }
    try {
      const answer = await this.api.uploads.window(query)
      // An answer to an earlier question must not be drawn under a filter chosen since.
      if (query.filter !== this.filter) return
      this.#window = answer
      this.#setTotals(answer.totals)
    } catch (thrown) {
      this.problem = shapeOf(thrown)
    }
  }

  /** The latest ones, should anyone have turned more than can be told. */
  #folders(): Pick<WindowQuery, 'expanded' | 'allButCollapsed'> {
    if (this.filter === 'failed') return { expanded: [], allButCollapsed: [...this.#collapsed].slice(-maxFolders) }
    return { expanded: [...this.#expanded].slice(-maxFolders) }
  }

  #setTotals(totals: Totals): void {
    const words = changeToSay(this.totals, totals)
    this.totals = totals
    if (words !== undefined) announce(words)
  }
}

const [read, provide] = createContext<UploadsStore>()

export const provideUploads = provide

export function uploadsStore(): UploadsStore {
  try {
    return read()
  } catch {
    throw new Error(
      'No UploadsStore: App.svelte provides it with provideUploads(), so this component must be inside App.',
    )
  }
}
