// What was begun at OSS for links, in a database of its own: it must be known after a restart whatever became of the
// register, which a computer without a keychain keeps in memory.
import { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { KitRecord, KitStore } from '../links/kit/ports.ts'
import { isDamage, setAside } from './damaged-file.ts'

const Row = z.strictObject({
  linkId: z.string(),
  accountId: z.string(),
  objectKey: z.string(),
  uploadId: z.string().exactOptional(),
  askedAtMs: z.int(),
  madeAtMs: z.int(),
  expiresAtMs: z.int(),
  maxBytes: z.int().positive(),
  exactBytes: z.int().nonnegative().exactOptional(),
  partSize: z.int().positive(),
  contentType: z.string().exactOptional(),
  isFirstUploadOnly: z.boolean(),
  trafficLimitBitsPerSecond: z.int().positive().exactOptional(),
  isUnwanted: z.boolean(),
}) satisfies z.ZodType<KitRecord>

const version = 1
const schema = 'CREATE TABLE kits (link_id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT'

function migrate(db: DatabaseSync): void {
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  const found = Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
  if (found > version) throw new AppError('internal', { cause: `kits of version ${found}` })
  if (found === 0) db.exec(`${schema}; PRAGMA user_version = ${version}`)
}

class SqliteKitStore implements KitStore {
  readonly #db: DatabaseSync
  /** All of them, oldest first: there are few, and each round looks at every one. */
  readonly #records = new Map<string, KitRecord>()

  constructor(db: DatabaseSync) {
    this.#db = db
    for (const { record } of db.prepare('SELECT record FROM kits ORDER BY rowid').iterate()) {
      const read = Row.parse(JSON.parse(String(record)))
      this.#records.set(read.linkId, read)
    }
  }

  put(record: KitRecord): void {
    const sql = 'INSERT INTO kits VALUES (?, ?) ON CONFLICT (link_id) DO UPDATE SET record = excluded.record'
    this.#db.prepare(sql).run(record.linkId, JSON.stringify(record))
    this.#records.set(record.linkId, record)
  }

  get(linkId: string): KitRecord | undefined {
    return this.#records.get(linkId)
  }

  all(): KitRecord[] {
    return [...this.#records.values()]
  }

  remove(linkId: string): void {
    this.#db.prepare('DELETE FROM kits WHERE link_id = ?').run(linkId)
    this.#records.delete(linkId)
  }

  close(): void {
    this.#db.close()
  }
}

function open(path: string): KitStore {
  const db = new DatabaseSync(path)
  try {
    migrate(db)
    return new SqliteKitStore(db)
  } catch (error) {
    db.close()
    throw error
  }
}

/** As openJournal: what is damaged is kept under another name, and `setAside` says which. */
export function openKitStore(path: string, nowMs: number): { store: KitStore; setAside?: string } {
  try {
    return { store: open(path) }
  } catch (error) {
    if (!isDamage(error)) throw error
    const name = setAside(path, nowMs)
    return { store: open(path), setAside: name }
  }
}
