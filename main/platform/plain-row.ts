/** A file's row as SQLite gives it, of one that was never sent nor stopped. */
export type PlainRow = {
  seq: number
  item_seq: number
  path: string
  relative_path: string
  object_key: string
  size: number
  mtime_ms: number
  status: number
  upload_id: null
  part_size: null
  error: null
  skip_reason: null
  finished_at_ms: null
  decision: null
  is_unanswered: number
  is_checked: number
  crc64: null
}

/** Nearly all rows that are about to be sent. Asked before a parser, which costs five times as much. */
export const isPlainRow = (row: Record<string, unknown>): row is PlainRow =>
  Number.isSafeInteger(row['seq']) &&
  Number.isSafeInteger(row['item_seq']) &&
  Number.isSafeInteger(row['size']) &&
  Number.isSafeInteger(row['status']) &&
  Number.isSafeInteger(row['is_unanswered']) &&
  Number.isSafeInteger(row['is_checked']) &&
  Number.isFinite(row['mtime_ms']) &&
  typeof row['path'] === 'string' &&
  typeof row['relative_path'] === 'string' &&
  typeof row['object_key'] === 'string' &&
  row['upload_id'] === null &&
  row['part_size'] === null &&
  row['error'] === null &&
  row['skip_reason'] === null &&
  row['finished_at_ms'] === null &&
  row['decision'] === null &&
  row['crc64'] === null
