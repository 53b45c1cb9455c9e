import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../shared/errors.ts'
import type { Journal } from '../uploads/ports.ts'
import { isDamage, setAside } from './damaged-file.ts'
import { migrate } from './journal-schema.ts'
import { SqliteJournal } from './sqlite-journal.ts'

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
