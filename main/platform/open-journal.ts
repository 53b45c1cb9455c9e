import { existsSync, renameSync } from 'node:fs'
import { basename } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { Journal } from '../uploads/ports.ts'
import { migrate, NewerJournalError } from './journal-schema.ts'
import { SqliteJournal } from './sqlite-journal.ts'

/** SQLITE_ERROR (a table is not as expected), SQLITE_CORRUPT and SQLITE_NOTADB: https://sqlite.org/rescode.html */
const damage = new Set([1, 11, 26])
const SqliteError = z.object({ errcode: z.int() })

function isDamage(error: unknown): boolean {
  if (error instanceof NewerJournalError || error instanceof z.ZodError || error instanceof SyntaxError) return true
  // A number too large for us (node:sqlite: ERR_OUT_OF_RANGE).
  if (error instanceof AppError || error instanceof RangeError) return true
  const sqlite = SqliteError.safeParse(error)
  // The low byte is the primary code.
  return sqlite.success && damage.has(sqlite.data.errcode & 0xff)
}

function open(path: string): Journal {
  // A log left behind means that the app did not close it: a crash, or the disk, may have done more harm than shows.
  const wasKilled = existsSync(`${path}-wal`)
  const db = new DatabaseSync(path)
  try {
    migrate(db)
    if (wasKilled) {
      const verdict = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
      if (verdict !== 'ok') throw new AppError('internal', { cause: verdict })
    }
    return new SqliteJournal(db)
  } catch (error) {
    db.close()
    throw error
  }
}

function setAside(path: string, nowMs: number): string {
  const date = new Date(nowMs)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '')
  let aside = `${path}.broken-${date}`
  for (let number = 2; existsSync(aside); number++) aside = `${path}.broken-${date}-${number}`
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix)
  }
  return basename(aside)
}

/**
 * The queue at `path`, made when there is none. One that is damaged, or written by a newer version, is kept under a new
 * name, and `setAside` says which. Any other failure (no permission, disk full, in use) is thrown: the queue may be fine.
 */
export function openJournal(path: string, nowMs: number): { journal: Journal; setAside?: string } {
  try {
    return { journal: open(path) }
  } catch (error) {
    if (!isDamage(error)) throw error
    const name = setAside(path, nowMs)
    return { journal: open(path), setAside: name }
  }
}
