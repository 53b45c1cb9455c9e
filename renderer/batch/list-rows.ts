// From cells to rows that know what each cell means, not yet what they become.
import type { Column } from './columns.ts'
import type { PlannedRow } from './plan.ts'

export function listRows(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  random: () => string,
): PlannedRow[] {
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
    return { row: { number: index + 1, ...known, labels, others, random: random() }, objectKey: '' }
  })
}
