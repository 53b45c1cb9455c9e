// The tables of the register of links. A change of them is a new migration at the end of the list.
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../shared/errors.ts'

/**
 * What opens a link is in `sealed`, apart from the row, so that a list is read without it. `search_text` is what a
 * search looks in. `next_check_ms` is null for a link nobody looks for any more.
 */
const migrations = [
  `
  CREATE TABLE keys (key_id INTEGER PRIMARY KEY, ciphertext TEXT NOT NULL, backend TEXT NOT NULL) STRICT;
  CREATE TABLE batches (batch_id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE links (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    link_id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL,
    object_key TEXT NOT NULL,
    folder TEXT NOT NULL,
    for_whom TEXT NOT NULL,
    search_text TEXT NOT NULL,
    kind TEXT NOT NULL,
    is_first_only INTEGER NOT NULL,
    batch_id TEXT,
    made_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    state INTEGER NOT NULL,
    is_new INTEGER NOT NULL DEFAULT 0,
    before TEXT,
    latest TEXT,
    arrived TEXT,
    parts TEXT,
    watch TEXT,
    error TEXT,
    last_check_ms INTEGER,
    next_check_ms INTEGER,
    pause_ms INTEGER NOT NULL DEFAULT 1
  ) STRICT;
  CREATE TABLE sealed (seq INTEGER PRIMARY KEY, key_id INTEGER NOT NULL, box BLOB NOT NULL) STRICT;
  CREATE INDEX links_by_check ON links (next_check_ms) WHERE next_check_ms IS NOT NULL;
  CREATE INDEX links_looked_for ON links (account_id, object_key) WHERE next_check_ms IS NOT NULL;
  CREATE INDEX links_by_key ON links (object_key);
  CREATE INDEX links_by_end ON links (expires_at_ms) WHERE state IN (0, 1);
  CREATE INDEX links_by_batch ON links (batch_id) WHERE batch_id IS NOT NULL;
  CREATE INDEX links_new ON links (is_new) WHERE is_new = 1;
  `,
]

/** Throws AppError `internal` for a file of a newer version of this app, or SQLite's own error for one that is not ours. */
export function migrateLinks(db: DatabaseSync): void {
  db.exec(
    'PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON',
  )
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
  if (version > migrations.length) throw new AppError('internal', { cause: `register version ${version}` })
  for (const [index, statements] of migrations.entries()) {
    if (index < version) continue
    db.exec(`BEGIN IMMEDIATE; ${statements} PRAGMA user_version = ${index + 1}; COMMIT`)
  }
}
