// A table as a file that spreadsheet programs open right: UTF-8 that says so, and no text taken for a formula.
import { writeText } from './text-file.ts'

export type Cell = string | number

/** Without it Excel takes the file for the code page of the system, and Chinese is lost. */
const byteOrderMark = '\ufeff'
/** What a spreadsheet may take for the beginning of a formula, the full-width signs of Chinese keyboards included. */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/
/** Rows written at once. */
const chunkRows = 500

function cellText(cell: Cell): string {
  if (typeof cell === 'number') return String(cell)
  // An apostrophe makes it text in every spreadsheet program, whatever a file's name begins with.
  const safe = formulaStart.test(cell) ? `'${cell}` : cell
  return `"${safe.replaceAll('"', '""')}"`
}

const lineOf = (cells: readonly Cell[]): string => `${cells.map(cellText).join(',')}\r\n`

type Rows = Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>

async function* textOf(rows: Rows): AsyncGenerator<string> {
  let text = byteOrderMark
  let count = 0
  for await (const cells of rows) {
    text += lineOf(cells)
    if (++count % chunkRows > 0) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}

/**
 * Replaces the file only when all of it was written. Holds a few rows at a time. Throws AppError `file.notSaved`, or
 * what `rows` throws.
 */
export const writeCsv = (path: string, rows: Rows): Promise<void> => writeText(path, textOf(rows))
