// The unfinished uploads of one account's bucket: listed, measured as they come into view, and cleaned.
import { createContext } from 'svelte'
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { AccountView } from '../../shared/model/account.ts'
import type { ErrorView } from '../../shared/model/error.ts'
import type { UnfinishedRef, UnfinishedSize, UnfinishedView } from '../../shared/model/unfinished.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { announce } from '../lib/announce.svelte.ts'
import type { Api } from '../lib/api.ts'
import { shapeOf } from '../lib/error-text.ts'

type Calls = Pick<Api['uploads'], 'unfinished' | 'unfinishedSizes' | 'cleanUnfinished'>
type Failure = UnfinishedRef & { error: ErrorView }

/** As many as one call takes. */
const step = 100
/** Someone may still be sending what was begun more recently. */
const recentMs = 24 * 3_600_000

const refOf = ({ objectKey, uploadId }: UnfinishedRef): UnfinishedRef => ({ objectKey, uploadId })

export class UnfinishedUploads {
  /** Whose uploads are shown; undefined while the sheet is closed. */
  account = $state.raw<AccountView>()
  phase = $state<'looking' | 'ready' | 'cleaning'>('ready')
  uploads = $state.raw<readonly UnfinishedView[]>([])
  isComplete = $state(true)
  /** Why they could not be listed, or why the cleaning ended early. */
  error = $state.raw<ErrorView>()
  failures = $state.raw<readonly Failure[]>([])
  cleanedCount = $state(0)
  /** Of the cleaning under way. */
  done = $state(0)
  total = $state(0)
  readonly selected = new SvelteSet<string>()
  readonly sizes = new SvelteMap<string, UnfinishedSize>()

  readonly selectable = $derived(this.uploads.filter(({ isInList, isOfLink }) => !isInList && !isOfLink))
  readonly isAllSelected = $derived(this.selectable.length > 0 && this.selected.size === this.selectable.length)

  readonly #failed = $derived(new SvelteSet(this.failures.map(({ uploadId }) => uploadId)))

  readonly #calls: Calls
  readonly #now: () => number
  /** Counts up with every opening and closing: an answer to an earlier one changes nothing. */
  #run = 0
  readonly #asked = new SvelteSet<string>()

  constructor(calls: Calls, now: () => number) {
    this.#calls = calls
    this.#now = now
  }

  open(account: AccountView): void {
    this.account = account
    void this.look()
  }

  /** A cleaning under way ends after the step it is at. */
  close(): void {
    this.#run++
    this.account = undefined
  }

  async look(): Promise<void> {
    const { account } = this
    if (!account) return
    const run = ++this.#run
    this.#clear()
    this.phase = 'looking'
    try {
      const { uploads, isComplete } = await this.#calls.unfinished({ accountId: account.accountId })
      if (run !== this.#run) return
      this.uploads = uploads
      this.isComplete = isComplete
      announce(uploads.length === 0 ? t('unfinished.none') : t('unfinished.count', { count: uploads.length }))
    } catch (thrown) {
      if (run === this.#run) this.error = shapeOf(thrown)
    }
    if (run === this.#run) this.phase = 'ready'
  }

  toggle(uploadId: string): void {
    if (!this.selected.delete(uploadId)) this.selected.add(uploadId)
  }

  selectAll(isSelected: boolean): void {
    this.selected.clear()
    if (isSelected) for (const { uploadId } of this.selectable) this.selected.add(uploadId)
  }

  /** Of those selected, begun elsewhere in the last day. */
  get recentCount(): number {
    const since = this.#now() - recentMs
    return this.uploads.filter(
      ({ uploadId, isOurs, initiatedAtMs }) => !isOurs && initiatedAtMs > since && this.selected.has(uploadId),
    ).length
  }

  isFailed(uploadId: string): boolean {
    return this.#failed.has(uploadId)
  }

  /** Told which rows are in view: their sizes are asked for, once each. */
  async show(first: number, count: number): Promise<void> {
    const { account } = this
    const run = this.#run
    const unknown = this.uploads.slice(first, first + count).filter(({ uploadId }) => !this.#asked.has(uploadId))
    if (!account || unknown.length === 0) return
    const uploads = unknown.slice(0, step).map(refOf)
    for (const { uploadId } of uploads) this.#asked.add(uploadId)
    try {
      const { sizes } = await this.#calls.unfinishedSizes({ accountId: account.accountId, uploads })
      if (run === this.#run) for (const size of sizes) this.sizes.set(size.uploadId, size)
    } catch {
      // A size that is not known is shown as such.
      const none = uploads.map(({ uploadId }) => ({ uploadId, bytes: null, parts: null }))
      if (run === this.#run) for (const size of none) this.sizes.set(size.uploadId, size)
    }
  }

  async clean(): Promise<void> {
    const { account } = this
    const wanted = this.uploads.filter(({ uploadId }) => this.selected.has(uploadId)).map(refOf)
    if (!account || wanted.length === 0 || this.phase !== 'ready') return
    const run = this.#run
    this.phase = 'cleaning'
    this.error = undefined
    this.failures = []
    this.done = 0
    this.total = wanted.length
    const gone = new SvelteSet<string>()
    try {
      for (let from = 0; from < wanted.length && run === this.#run; from += step) {
        const uploads = wanted.slice(from, from + step)
        const report = await this.#calls.cleanUnfinished({ accountId: account.accountId, uploads })
        if (run !== this.#run) return
        for (const uploadId of report.cleaned) gone.add(uploadId)
        this.failures = [...this.failures, ...report.notCleaned]
        this.done += uploads.length
      }
    } catch (thrown) {
      if (run === this.#run) this.error = shapeOf(thrown)
    }
    if (run === this.#run) this.#finish(gone)
  }

  #finish(gone: ReadonlySet<string>): void {
    for (const uploadId of gone) this.selected.delete(uploadId)
    this.uploads = this.uploads.filter(({ uploadId }) => !gone.has(uploadId))
    this.cleanedCount += gone.size
    this.phase = 'ready'
    const said = [
      ...(gone.size > 0 ? [t('unfinished.cleaned', { count: gone.size })] : []),
      ...(this.failures.length > 0 ? [t('unfinished.notCleaned', { count: this.failures.length })] : []),
    ]
    announce(said.join(' '))
  }

  #clear(): void {
    this.uploads = []
    this.isComplete = true
    this.error = undefined
    this.failures = []
    this.cleanedCount = 0
    this.selected.clear()
    this.sizes.clear()
    this.#asked.clear()
  }
}

const [read, provide] = createContext<UnfinishedUploads>()

export const provideUnfinished = provide

export function unfinishedUploads(): UnfinishedUploads {
  try {
    return read()
  } catch {
    throw new Error(
      'No UnfinishedUploads: App.svelte provides it with provideUnfinished(), so this component must be inside App.',
    )
  }
}
