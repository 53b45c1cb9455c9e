// A journal on a disk that may be full: its next writes, or its next commits, fail as SQLite's would.
import { DatabaseSync } from 'node:sqlite'
import type { Journal } from '../../main/uploads/ports.ts'

/** Where a full disk shows: when something is written, or not before it is all to be kept. */
export type FullAt = 'write' | 'commit'

const writing: ReadonlySet<string | symbol> = new Set<keyof Journal>([
  'addItem',
  'updateItem',
  'removeItem',
  'addFiles',
  'updateFile',
  'changeFiles',
  'removeFiles',
  'addPart',
  'forgetMultipart',
  'abandonMultipart',
  'removeAbort',
])

/** SQLITE_FULL: https://sqlite.org/rescode.html#full */
const full = (): Error => Object.assign(new Error('database or disk is full'), { errcode: 13 })

const left: Record<FullAt, number> = { write: 0, commit: 0 }
const isNextToFail = (at: FullAt): boolean => left[at] > 0 && left[at]-- > 0

/** So many of the next writes or commits fail; 0 ends it for both. */
export function fillDisk({ writes, at }: { writes: number; at: FullAt }): void {
  if (writes === 0) left.write = left.commit = 0
  else left[at] = writes
}

/**
 * For this whole process, which the campaign started for it. Where SQLite cannot write a commit, it takes back the whole
 * transaction by itself: https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction
 */
export function failCommitsOnFullDisk(): void {
  // Called below with the database it was called on.
  const exec = DatabaseSync.prototype.exec
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string): void {
    if (sql !== 'COMMIT' || !isNextToFail('commit')) return exec.call(this, sql)
    exec.call(this, 'ROLLBACK')
    throw full()
  }
}

export const failWritesOnFullDisk = (journal: Journal): Journal =>
  new Proxy(journal, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...args: unknown[]): unknown => {
        if (writing.has(name) && isNextToFail('write')) throw full()
        return Reflect.apply(value, target, args)
      }
    },
  })
