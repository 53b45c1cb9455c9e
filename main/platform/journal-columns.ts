// From what changes of a file to the columns it is written to.
import type { FileStatus } from '../../shared/model/upload.ts'
import type { FileChange, NewFile } from '../uploads/ports.ts'
import { groupOf, keyHash, statusNumber } from './journal-rows.ts'
import type { SqlValue } from './journal-rows.ts'

/** `names` is the same array for all changes of the same fields. */
type Columns = { names: readonly string[]; values: SqlValue[] }
type Writer<K extends keyof FileChange> = {
  names: readonly string[]
  add: (values: SqlValue[], value: FileChange[K]) => void
}
const bit = (value: boolean | undefined): number => (value ? 1 : 0)

/** The columns each field is written to. The group is written with the status. */
const writers: { readonly [K in keyof Required<FileChange>]: Writer<K> } = {
  objectKey: { names: ['object_key', 'key_hash'], add: (to, key = '') => to.push(key, keyHash(key)) },
  size: { names: ['size'], add: (to, size = 0) => to.push(size) },
  mtimeMs: { names: ['mtime_ms'], add: (to, mtimeMs = 0) => to.push(mtimeMs) },
  status: { names: ['status'], add: (to, status = 'queued') => to.push(statusNumber(status)) },
  multipart: {
    names: ['upload_id', 'part_size'],
    add: (to, held) => to.push(held?.uploadId ?? null, held?.partSize ?? null),
  },
  error: {
    names: ['error', 'error_code'],
    add: (to, error) => to.push(error ? JSON.stringify(error) : null, error?.code ?? null),
  },
  skipReason: { names: ['skip_reason'], add: (to, reason) => to.push(reason ?? null) },
  finishedAtMs: { names: ['finished_at_ms'], add: (to, atMs) => to.push(atMs ?? null) },
  decision: { names: ['decision'], add: (to, decision) => to.push(decision ?? null) },
  isUnanswered: { names: ['is_unanswered'], add: (to, is) => to.push(bit(is)) },
  isChecked: { names: ['is_checked'], add: (to, is) => to.push(bit(is)) },
  crc64: { names: ['crc64'], add: (to, crc64) => to.push(crc64 ?? null) },
}
// `writers` is declared with these keys.
const fields = Object.keys(writers) as (keyof FileChange)[]

/** By a bit for each field, and one for the group. */
const namesOf = new Map<number, readonly string[]>()

function namesFor(mask: number): readonly string[] {
  const known = namesOf.get(mask)
  if (known) return known
  const names = fields.flatMap((field, at) => (mask & (1 << at) ? writers[field].names : []))
  if (mask & (1 << fields.length)) names.push('row_group')
  namesOf.set(mask, names)
  return names
}

/** With the status a row had before, its group is left alone where it stays the same: that is an index less to write. */
export function changedColumns(change: FileChange, before?: FileStatus): Columns {
  const values: SqlValue[] = []
  let mask = 0
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at]
    if (field === undefined || !(field in change)) continue
    mask |= 1 << at
    // Each field's value is of its writer's type, which indexing by a union cannot express.
    writers[field].add(values, change[field] as never)
  }
  const group = change.status === undefined ? undefined : groupOf(change.status)
  if (group !== undefined && (before === undefined || groupOf(before) !== group)) {
    mask |= 1 << fields.length
    values.push(group)
  }
  return { names: namesFor(mask), values }
}

const queuedColumns = [
  ...['item_seq', 'path', 'relative_path', 'object_key', 'key_hash', 'size', 'mtime_ms'],
  ...['status', 'row_group', 'is_unanswered', 'is_checked'],
]

export function newFileColumns(file: NewFile, itemSeq: number): Columns {
  const { objectKey, size, mtimeMs, status, error, skipReason, finishedAtMs, isUnanswered, isChecked } = file
  const base = [itemSeq, file.path, file.relativePath, objectKey, keyHash(objectKey), size, mtimeMs]
  const state = [statusNumber(status), groupOf(status), bit(isUnanswered), bit(isChecked)]
  if (status === 'queued') return { names: queuedColumns, values: [...base, ...state] }
  const end = changedColumns({ error, skipReason, finishedAtMs })
  return { names: [...queuedColumns, ...end.names], values: [...base, ...state, ...end.values] }
}
