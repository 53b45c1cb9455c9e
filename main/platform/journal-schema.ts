// The tables of the upload queue. A change of them is a new migration at the end of the list.
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../shared/errors.ts'
import { keyHash } from './journal-rows.ts'

/**
 * `seq` is the order of adding, and a file's id. `row_group` is what the list filters by (see journal-rows.ts).
 * `key_hash` stands for the object key in its index, which would otherwise be larger than the table.
 */
const migrations = [
  `
  CREATE TABLE items (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    item_id TEXT NOT NULL UNIQUE,
    batch_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    account_id TEXT NOT NULL,
    request TEXT NOT NULL,
    added_at_ms INTEGER NOT NULL,
    is_walking INTEGER NOT NULL,
    is_paused INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE files (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    item_seq INTEGER NOT NULL,
    path TEXT NOT NULL,
    relative_path TEXT NOT NULL,
    object_key TEXT NOT NULL,
    key_hash INTEGER NOT NULL,
    size INTEGER NOT NULL,
    mtime_ms REAL NOT NULL,
    status INTEGER NOT NULL,
    row_group INTEGER NOT NULL,
    upload_id TEXT,
    part_size INTEGER,
    error TEXT,
    error_code TEXT,
    skip_reason TEXT,
    finished_at_ms INTEGER,
    decision TEXT,
    is_unanswered INTEGER NOT NULL,
    is_checked INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX files_by_item ON files (item_seq);
  CREATE INDEX files_by_group ON files (item_seq, row_group);
  CREATE INDEX files_by_key ON files (key_hash);
  CREATE INDEX files_queued ON files (seq) WHERE status = 0;
  CREATE TABLE parts (
    file_seq INTEGER NOT NULL,
    part_number INTEGER NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    crc64 TEXT,
    PRIMARY KEY (file_seq, part_number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE aborts (
    upload_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    object_key TEXT NOT NULL,
    file_seq INTEGER NOT NULL
  ) STRICT;
  `,
  'ALTER TABLE files ADD COLUMN crc64 TEXT;',
  // Of a file that goes under another key than it was found with: the hash of that first one.
  `ALTER TABLE files ADD COLUMN first_key_hash INTEGER;
   CREATE INDEX files_by_first_key ON files (first_key_hash) WHERE first_key_hash IS NOT NULL;`,
  // Hashes that keep a folder together. Of a first key only the old hash was known.
  `DROP INDEX files_by_key;
   UPDATE files SET key_hash = hash_of(object_key), first_key_hash = NULL;
   CREATE INDEX files_by_key ON files (key_hash);`,
]

/** Thrown by `migrate` for a file of a newer version of this app. */
export class NewerJournalError extends AppError {
  constructor() {
    super('internal')
  }
}

/**
 * A checkpoint waits for the disk and copies what was written since the last one, each page once: measured while a million
 * files were found, 17 ms after 8 MiB, 10 after SQLite's 4 MiB, which takes a tenth longer in all, and 31 after 16 MiB.
 */
const pagesBetweenCheckpoints = 2000
/** 8 MB of it are no faster, and a million files in the queue take 40 MB more. */
const pageCacheKiB = 3000

/** Throws NewerJournalError, or SQLite's own error when the file is not one of ours. */
export function migrate(db: DatabaseSync): void {
  db.exec(
    `PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${pageCacheKiB};
     PRAGMA wal_autocheckpoint = ${pagesBetweenCheckpoints}`,
  )
  db.function('hash_of', { deterministic: true }, (key) => keyHash(String(key)))
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
  if (version > migrations.length) throw new NewerJournalError()
  for (const [index, statements] of migrations.entries()) {
    if (index < version) continue
    db.exec(`BEGIN IMMEDIATE; ${statements} PRAGMA user_version = ${index + 1}; COMMIT`)
  }
}
