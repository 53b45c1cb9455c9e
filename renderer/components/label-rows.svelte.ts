// Name and value pairs as they are typed. The last row is always empty: typing into it makes the next one.

export type LabelRow = { readonly id: number; name: string; value: string }
/** What to do about a row, said under it. */
export type RowProblem = { name?: string; value?: string }
/** One answer per row that holds something, in order; undefined where all is well. */
export type CheckRows = (rows: readonly Pick<LabelRow, 'name' | 'value'>[]) => readonly (RowProblem | undefined)[]

const isEmpty = (row: LabelRow) => row.name.trim() === '' && row.value === ''

export class LabelRows {
  rows = $state<LabelRow[]>([])
  readonly #check: CheckRows
  #nextId = 0

  readonly #filled = $derived(this.rows.filter((row) => !isEmpty(row)))
  readonly #problems: Readonly<Record<number, RowProblem>> = $derived.by(() => {
    const found = this.#check(this.#filled.map(({ name, value }) => ({ name: name.trim(), value })))
    const pairs = this.#filled.flatMap((row, index) => {
      const problem = found[index]
      return problem ? [[row.id, problem]] : []
    })
    return Object.fromEntries(pairs)
  })
  readonly count = $derived(this.#filled.length)
  readonly isValid = $derived(Object.keys(this.#problems).length === 0)
  /** Names trimmed, in the order typed. */
  readonly value: Record<string, string> = $derived(
    Object.fromEntries(this.#filled.map((row) => [row.name.trim(), row.value])),
  )

  constructor(initial: Readonly<Record<string, string>>, check: CheckRows) {
    this.#check = check
    this.rows = [...Object.entries(initial).map(([name, value]) => this.#row(name, value)), this.#row('', '')]
  }

  #row(name: string, value: string): LabelRow {
    return { id: this.#nextId++, name, value }
  }

  /** Call after a row was typed into. */
  grow(): void {
    const last = this.rows.at(-1)
    if (!last || !isEmpty(last)) this.rows.push(this.#row('', ''))
  }

  remove(id: number): void {
    this.rows = this.rows.filter((row) => row.id !== id)
    this.grow()
  }

  problemOf(row: LabelRow): RowProblem | undefined {
    return this.#problems[row.id]
  }

  isGhost(row: LabelRow): boolean {
    return isEmpty(row) && row.id === this.rows.at(-1)?.id
  }
}
