// From the text of a list to its rows, in pieces, so that a long one does not hold up the window.
import Papa from 'papaparse'
import { columnsOf, columnsWithoutHeadings } from './columns.ts'
import type { Column } from './columns.ts'

export type Table = {
  columns: Column[]
  rows: string[][]
  /** Only the first of them were read. */
  isCut: boolean
}

/** More links than that are several lists. */
export const maxListRows = 10_000

/** Some 3 ms of work. */
const chunkCharacters = 32_768
/** Stands in no list: for lists of one column, whose commas are part of names. */
const none = '\u001f'
const delimiters = ['\t', ';', ','] as const

type Options = {
  /** Lets everything else have its turn. */
  pause: () => Promise<void>
}

export async function readTable(text: string, { pause }: Options): Promise<Table> {
  const { delimiter, body } = separation(text.replace(/^\ufeff/, ''))
  let read = await parse(body, delimiter, pause)
  // A quotation mark that is never closed would swallow all that follows it.
  if (read.isUnclosed) read = await parse(body.replaceAll('"', '\u201d'), delimiter, pause)
  const [first, ...others] = read.rows
  const columns = first && columnsOf(first)
  const rows = columns ? others : read.rows
  const width = rows.slice(0, 100).reduce((most, row) => Math.max(most, row.length), 0)
  return {
    columns: columns ?? columnsWithoutHeadings(width),
    rows: rows.slice(0, maxListRows),
    isCut: rows.length > maxListRows,
  }
}

type Read = { rows: string[][]; isUnclosed: boolean }

function parse(text: string, delimiter: string, pause: () => Promise<void>): Promise<Read> {
  return new Promise((resolve, reject) => {
    const read: Read = { rows: [], isUnclosed: false }
    Papa.parse(text, {
      delimiter,
      skipEmptyLines: 'greedy',
      chunkSize: chunkCharacters,
      chunk: ({ data, errors }, parser) => {
        for (const row of data) read.rows.push(row.map(cleanCell))
        read.isUnclosed ||= errors.some(({ code }) => code === 'MissingQuotes')
        // The head, and one row more than are taken: enough to know that there are too many.
        if (read.rows.length > maxListRows + 1) return parser.abort()
        parser.pause()
        pause().then(() => parser.resume(), reject)
      },
      complete: () => resolve(read),
    })
  })
}

/** Blanks at the ends mean nothing, nor does the apostrophe that keeps spreadsheet programs from calculating. */
const cleanCell = (cell: string): string => cell.trim().replace(/^'(?=[=+\-@＝＋－＠])/, '')

/** Whether what follows a comma is meant as the name of a file, and not as the second half of a company's name. */
const isFileName = (cell: string | undefined): boolean => cell !== undefined && /\/|\.\w{1,8}$/.test(cell.trim())

function separation(text: string): { delimiter: string; body: string } {
  // Excel writes and reads this line where a list has a separator of its own.
  const said = /^"?sep=(.)"?\r?\n/i.exec(text)
  if (said?.[1]) return { delimiter: said[1], body: text.slice(said[0].length) }
  const lines = text
    .slice(0, 20_000)
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20)
  const cells = (line: string, delimiter: string) => line.split(delimiter).map((cell) => cell.replace(/^"|"$/g, ''))
  const known = delimiters.map((delimiter) => {
    const columns = columnsOf(cells(lines[0] ?? '', delimiter)) ?? []
    return { delimiter, count: columns.filter(({ kind }) => kind !== 'other').length, width: columns.length }
  })
  const best = known.reduce((most, each) =>
    each.count > most.count || (each.count === most.count && each.width > most.width) ? each : most,
  )
  if (best.count > 0) return { delimiter: best.width > 1 ? best.delimiter : none, body: text }
  const most = (test: (line: string) => boolean): boolean => lines.filter(test).length > lines.length / 2
  if (most((line) => line.includes('\t'))) return { delimiter: '\t', body: text }
  const found = [';', ','].find((delimiter) => most((line) => isFileName(cells(line, delimiter)[1])))
  return { delimiter: found ?? none, body: text }
}
