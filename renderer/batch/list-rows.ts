// From cells to rows that know what each cell means.
import type { Column } from './columns.ts'
import type { ListRow } from './plan.ts'

export function listRows(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  random: () => string,
): ListRow[] {
  return cells.map((row, index) => {
    const labels: Record<string, string> = {}
    const others: Record<string, string> = {}
    const known = { forWhom: '', name: '', type: '', term: '', storage: '' }
    columns.forEach((column, at) => {
      const cell = row[at] ?? ''
      if (column.heading !== '') others[column.heading] = cell
      if (column.kind === 'label') {
        if (cell !== '') labels[column.name] = cell
      } else if (column.kind !== 'other') known[column.kind] = cell
    })
    return { number: index + 1, ...known, labels, others, random: random() }
  })
}
