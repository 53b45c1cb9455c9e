import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { FileSelection } from '../uploads/ports.ts'
import { fileSeq, groupOf, statusNumber } from './journal-rows.ts'
import type { SqlValue } from './journal-rows.ts'

/** Statements by their text: each is prepared once. The texts are a bounded set, made only of our own words. */
export class Statements {
  readonly #db: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  get(sql: string): StatementSync {
    let statement = this.#prepared.get(sql)
    if (!statement) {
      statement = this.#db.prepare(sql)
      this.#prepared.set(sql, statement)
    }
    return statement
  }
}

const list = (values: readonly SqlValue[]): string => values.map(() => '?').join(', ')

/** The selected files as a WHERE clause; `itemSeq` is the number of the item a target names. */
export function whereSelected(
  { target, statuses, errors }: FileSelection,
  itemSeq: number,
): { sql: string; values: SqlValue[] } {
  const clauses: { sql: string; values: SqlValue[] }[] = []
  const numbers = statuses.map(statusNumber)
  clauses.push({ sql: `status IN (${list(numbers)})`, values: numbers })
  if (target.kind === 'file') clauses.push({ sql: 'seq = ?', values: [fileSeq(target.fileId)] })
  else {
    const groups = [...new Set(statuses.map(groupOf))]
    // The groups say nothing new, but they let SQLite find a few failed files among a million by the index.
    clauses.push({ sql: `item_seq = ? AND row_group IN (${list(groups)})`, values: [itemSeq, ...groups] })
  }
  if (errors) {
    const isIn = `error_code ${errors.isExcluded ? 'NOT IN' : 'IN'} (${list(errors.codes)})`
    clauses.push({ sql: errors.isExcluded ? `(error_code IS NULL OR ${isIn})` : isIn, values: [...errors.codes] })
  }
  return { sql: clauses.map(({ sql }) => sql).join(' AND '), values: clauses.flatMap(({ values }) => values) }
}

/** Made once for each list of columns: there are few lists, and each is used a million times. */
function madeOnce(make: (columns: readonly string[]) => string): (columns: readonly string[]) => string {
  const made = new WeakMap<readonly string[], string>()
  return (columns) => {
    const known = made.get(columns)
    if (known !== undefined) return known
    const text = make(columns)
    made.set(columns, text)
    return text
  }
}

// With a question mark for each value, and one for the row's number.
const setters = (columns: readonly string[]): string => `${columns.join(' = ?, ')} = ?`
export const insertFile = madeOnce(
  (columns) => `INSERT INTO files (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
)
export const updateFile = madeOnce((columns) => `UPDATE files SET ${setters(columns)} WHERE seq = ?`)
/** Of many rows: their numbers as a JSON array. */
export const updateFiles = madeOnce(
  (columns) => `UPDATE files SET ${setters(columns)} WHERE seq IN (SELECT value FROM json_each(?))`,
)
