// A list being turned into links: read, looked at, put right, made. Everything long is done in pieces.
import { createContext } from 'svelte'
import type { ErrorShape } from '../../shared/errors.ts'
import type { AccountView } from '../../shared/model/account.ts'
import type { BatchRowResult } from '../../shared/model/batch.ts'
import type { ErrorView } from '../../shared/model/error.ts'
import type { LinkPolicy, LinkRequest } from '../../shared/model/link.ts'
import type { Api } from '../lib/api.ts'
import { shapeOf } from '../lib/error-text.ts'
import { patternLike, secondsOf } from './batch-choices.ts'
import type { Base, WorksFor } from './batch-choices.ts'
import { spellLocal } from '../links/validity.ts'
import type { Column } from './columns.ts'
import { decodeText } from './decode-text.ts'
import { listRows } from './list-rows.ts'
import { planAll, planRow, withDuplicates } from './plan.ts'
import type { Field, ListRow, Plan, PlannedRow } from './plan.ts'
import { readTable } from './read-table.ts'

/** As main takes them: shared/model/batch.ts. */
const rowsAStep = 250
/** No list of ten thousand rows is larger. */
export const maxListBytes = 20_000_000

export type Shown = 'all' | 'attention'
export type BatchMakerParts = {
  calls: Pick<Api['batches'], 'make'>
  now: () => number
  random: () => string
  newId: () => string
  /** Lets the window draw and answer before going on. */
  pause: () => Promise<void>
}

type Making = { done: number; total: number; isStopping: boolean }
export type ListProblem = 'empty' | 'tooLarge' | 'unreadable'

export class BatchMaker {
  /** Whether the screen of lists is shown in place of Ask for files. */
  isOpen = $state(false)
  stage = $state<'list' | 'rows' | 'made'>('list')
  text = $state('')
  name = $state('')
  pattern = $state('')
  base = $state.raw<Base>({ kind: 'form' })
  worksFor = $state<WorksFor>('7days')
  shown = $state<Shown>('all')
  columns = $state.raw<readonly Column[]>([])
  planned = $state.raw<readonly PlannedRow[]>([])
  /** Rows taken out by the user, to be put back. */
  left = $state.raw<readonly ListRow[]>([])
  isCut = $state(false)
  isReading = $state(false)
  isPlanning = $state(false)
  /** Another number for each list that is read. */
  list = $state(0)
  problem = $state<ListProblem>()
  error = $state.raw<ErrorShape | null>(null)
  making = $state<Making>()
  batchId = $state<string>()
  /** What became of rows in main, by their number. */
  #outcomes = $state.raw<readonly (BatchRowResult | undefined)[]>([])
  #plan: Plan | undefined
  #generation = 0
  readonly #parts: BatchMakerParts

  constructor(parts: BatchMakerParts) {
    this.#parts = parts
  }

  readonly wrong = $derived(this.planned.filter(({ problem }) => problem !== undefined))
  readonly ready = $derived(
    this.planned.filter(({ problem, row, request }) => !problem && request && !this.isMade(row.number)),
  )
  readonly madeCount = $derived(this.#outcomes.filter((outcome) => outcome?.kind === 'made').length)
  readonly refused = $derived(this.#outcomes.flatMap((outcome) => (outcome?.kind === 'refused' ? [outcome.error] : [])))
  readonly visible = $derived(this.shown === 'attention' ? this.wrong : this.planned)
  readonly hasOwnNames = $derived(this.columns.some(({ kind }) => kind === 'name'))
  readonly unused = $derived(
    this.columns.flatMap(({ kind, heading }) => (kind === 'other' && heading ? [heading] : [])),
  )

  /** Begins with names like the one that was being typed: its folder, its ending, and for whom it is in between. */
  open({ name, contentType }: { name: string; contentType: string | undefined }): void {
    this.isOpen = true
    if (this.pattern === '') this.pattern = patternLike(name.trim(), contentType)
  }

  /** A preset keeps its own length and its own names, if it has any. */
  choose(base: Base, pattern = ''): void {
    this.base = base
    if (base.kind === 'preset') this.worksFor = 'base'
    if (pattern !== '') this.pattern = patternLike(pattern, undefined)
  }

  policyFor(base: LinkPolicy): LinkPolicy {
    const seconds = secondsOf(this.worksFor)
    return seconds === undefined ? base : { ...base, validity: { kind: 'seconds', seconds } }
  }

  async readFile(file: { name: string; size: number; arrayBuffer(): Promise<ArrayBuffer> }): Promise<void> {
    if (file.size > maxListBytes) {
      this.problem = 'tooLarge'
      return
    }
    try {
      const text = decodeText(new Uint8Array(await file.arrayBuffer()))
      // The beginning of an archive: a workbook, not a list saved from one.
      if (text.startsWith('PK\u0003\u0004')) this.problem = 'unreadable'
      else await this.read(text, file.name.replace(/\.[^.]*$/, ''))
    } catch {
      this.problem = 'unreadable'
    }
  }

  async read(text: string, name = ''): Promise<void> {
    if (this.isReading) return
    this.isReading = true
    this.problem = undefined
    try {
      const { columns, rows, isCut } = await readTable(text, { pause: this.#parts.pause })
      if (rows.length === 0) {
        this.problem = 'empty'
        return
      }
      this.#begin(columns, listRows(columns, rows, this.#parts.random), name)
      this.isCut = isCut
    } finally {
      this.isReading = false
    }
  }

  #begin(columns: readonly Column[], rows: readonly PlannedRow[], name: string): void {
    this.columns = columns
    this.name = name.slice(0, 120)
    this.left = []
    this.#outcomes = []
    this.batchId = undefined
    this.error = null
    this.shown = 'all'
    this.stage = 'rows'
    this.planned = rows
    this.isPlanning = false
    this.#generation++
    this.list++
    // Whatever was shared before belonged to another list.
    this.#plan = undefined
  }

  /** Called whenever something all rows share has changed. */
  async share(account: AccountView, policy: LinkPolicy): Promise<void> {
    const nowMs = this.#parts.now()
    const plan = { account, policy, pattern: this.pattern, nowMs, date: spellLocal(nowMs).slice(0, 10) }
    this.#plan = plan
    await this.#planRows()
  }

  edit(number: number, field: Field, value: string): void {
    this.#change((row) => (row.number === number ? { ...row, [field]: value.trim() } : row))
  }

  /** Takes a row, or every wrong one, out of the list. */
  leaveOut(number?: number): void {
    const isOut = ({ row, problem }: PlannedRow) =>
      number === undefined ? problem !== undefined : row.number === number
    this.left = [...this.left, ...this.planned.filter(isOut).map(({ row }) => row)]
    this.planned = withDuplicates(
      this.planned.filter((each) => !isOut(each)),
      this.#isMade,
    )
    this.#changed()
  }

  putBack(): void {
    const back = this.left.map((row): PlannedRow => (this.#plan ? planRow(row, this.#plan) : { row, objectKey: '' }))
    this.planned = withDuplicates(
      [...this.planned, ...back].sort((a, b) => a.row.number - b.row.number),
      this.#isMade,
    )
    this.left = []
    this.#changed()
  }

  #change(edit: (row: ListRow) => ListRow): void {
    const plan = this.#plan
    const changed = this.planned.map((each): PlannedRow => {
      const row = edit(each.row)
      if (row === each.row) return each
      return plan ? planRow(row, plan) : { row, objectKey: '' }
    })
    this.planned = withDuplicates(changed, this.#isMade)
    this.#changed()
  }

  /** A newer planning ends this one. */
  async #planRows(): Promise<void> {
    const plan = this.#plan
    if (!plan) return
    const generation = ++this.#generation
    this.isPlanning = true
    const { pause } = this.#parts
    const isWanted = () => generation === this.#generation
    const planned = await planAll(this.planned, plan, { pause, isWanted, isMade: this.#isMade })
    if (!planned) return
    this.planned = planned
    this.isPlanning = false
  }

  /** Rows were changed. A planning under way began with others, so it begins again. */
  #changed(): void {
    if (this.isPlanning) void this.#planRows()
    if (this.wrong.length === 0) this.shown = 'all'
  }

  /** Makes the links that are not made yet. What is made when it stops, or breaks, stays made. */
  async make(name: string): Promise<void> {
    const rows = this.ready
    if (this.making || rows.length === 0) return
    const batchId = (this.batchId ??= this.#parts.newId())
    this.name = name
    this.error = null
    this.making = { done: 0, total: rows.length, isStopping: false }
    try {
      for (let at = 0; at < rows.length && !this.making.isStopping; at += rowsAStep) {
        const step = rows.slice(at, at + rowsAStep)
        const requests = step.flatMap(({ request }): LinkRequest[] => (request ? [request] : []))
        this.#take(step, (await this.#parts.calls.make({ batchId, name, requests })).rows)
        this.making.done = Math.min(rows.length, at + rowsAStep)
        await this.#parts.pause()
      }
    } catch (thrown) {
      this.error = shapeOf(thrown)
    } finally {
      this.making = undefined
      if (this.madeCount > 0) this.stage = 'made'
    }
  }

  #take(step: readonly PlannedRow[], results: readonly BatchRowResult[]): void {
    const outcomes = [...this.#outcomes]
    step.forEach(({ row }, index) => (outcomes[row.number] = results[index]))
    this.#outcomes = outcomes
  }

  readonly #isMade = (number: number): boolean => this.#outcomes[number]?.kind === 'made'

  isMade(number: number): boolean {
    return this.#isMade(number)
  }

  refusalOf(number: number): ErrorView | undefined {
    const outcome = this.#outcomes[number]
    return outcome?.kind === 'refused' ? outcome.error : undefined
  }

  stop(): void {
    if (this.making) this.making.isStopping = true
  }

  /** The list of one made before. */
  show(batchId: string, name: string): void {
    this.restart()
    this.batchId = batchId
    this.name = name
    this.stage = 'made'
  }

  restart(): void {
    if (this.making) return
    this.#generation++
    this.#plan = undefined
    this.stage = 'list'
    this.text = ''
    this.planned = []
    this.left = []
    this.#outcomes = []
    this.batchId = undefined
    this.problem = undefined
    this.error = null
  }
}

const [read, provide] = createContext<BatchMaker>()

/** For the whole window, so that a list stays at hand when another screen was looked at. */
export const provideBatchMaker = provide

export function batchMaker(): BatchMaker {
  try {
    return read()
  } catch {
    throw new Error(
      'No BatchMaker: App.svelte provides it with provideBatchMaker(), so this component must be inside App.',
    )
  }
}
