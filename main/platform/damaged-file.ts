// A database file that cannot be used is kept under another name, for whoever may want to look into it.
import { existsSync, renameSync } from 'node:fs'
import { basename } from 'node:path'
import * as z from 'zod'
import { AppError } from '../../shared/errors.ts'

/** SQLITE_ERROR (a table is not as expected), SQLITE_CORRUPT and SQLITE_NOTADB: https://sqlite.org/rescode.html */
const damage = new Set([1, 11, 26])
const SqliteError = z.object({ errcode: z.int() })

/** Whether it is the file that is at fault, not the disk, a permission or another program. */
export function isDamage(error: unknown): boolean {
  if (error instanceof z.ZodError || error instanceof SyntaxError) return true
  // Not ours any more, of a newer version of this app, or a number too large for us (node:sqlite: ERR_OUT_OF_RANGE).
  if (error instanceof AppError || error instanceof RangeError) return true
  const sqlite = SqliteError.safeParse(error)
  // The low byte is the primary code.
  return sqlite.success && damage.has(sqlite.data.errcode & 0xff)
}

/** Answers its new base name. */
export function setAside(path: string, nowMs: number): string {
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
