// Between a row of SQLite and a record of the engine.
import * as z from 'zod'
import { AppError } from '../../shared/errors.ts'
import { ErrorView } from '../../shared/model/error.ts'
import { ItemId, SendOptions, SendRequest, SkipReason } from '../../shared/model/upload.ts'
import type { ErrorCode, ErrorShape } from '../../shared/errors.ts'
import type { FileId, FileStatus } from '../../shared/model/upload.ts'
import type {
  FileChange,
  FileRecord,
  ItemRecord,
  ItemSummary,
  PartRecord,
  PendingAbort,
  RowGroup,
} from '../uploads/ports.ts'
import { isPlainRow } from './plain-row.ts'

/** Stored as their place in this list: only ever append. */
export const statuses = [
  'queued',
  'uploading',
  'paused',
  'completing',
  'completed',
  'skipped',
  'failed',
  'canceled',
] as const satisfies readonly FileStatus[]

export type SqlValue = string | number | null
type SqlRow = Record<string, unknown>

const groups = { going: 0, failed: 1, finished: 2 } as const
const groupByStatus: Record<FileStatus, number> = {
  queued: groups.going,
  uploading: groups.going,
  paused: groups.going,
  completing: groups.going,
  failed: groups.failed,
  completed: groups.finished,
  skipped: groups.finished,
  canceled: groups.finished,
}
export const groupOf = (status: FileStatus): number => groupByStatus[status]

export const statusNumber = (status: FileStatus): number => statuses.indexOf(status)

/** Of a row, in SQL. */
export const isInGroup: Readonly<Record<Exclude<RowGroup, 'all'>, string>> = {
  going: `row_group = ${groups.going}`,
  queued: `row_group = ${groups.going} AND status = ${statusNumber('queued')}`,
  begun: `row_group = ${groups.going} AND status <> ${statusNumber('queued')}`,
  failed: `row_group = ${groups.failed}`,
  finished: `row_group = ${groups.finished}`,
}

/** Failures that are questions to the user. */
const questionCodes: readonly string[] = ['object.exists', 'file.duplicateKey'] satisfies ErrorCode[]
/** What Counts calls marked: of a row, in SQL. */
export const isMarked = `((status = ${statusNumber('completed')} AND is_checked = 0)
  OR (status = ${statusNumber('failed')} AND coalesce(error_code IN ('${questionCodes.join("', '")}'), 0)))`
/** The same, 1 or 0. */
export function markOf(status: FileStatus, errorCode: string | null | undefined, isChecked: boolean): number {
  if (status === 'completed') return isChecked ? 0 : 1
  return status === 'failed' && questionCodes.includes(errorCode ?? '') ? 1 : 0
}

const slash = '/'.charCodeAt(0)

/**
 * 53 bits: 20 of the folder, 33 of the whole key (after cyrb53). Equal keys have equal hashes, and others nearly never.
 * What lies in one folder lies together in the index, too: files that are found together are written to a few pages of
 * it, and not each to one of its own.
 */
export function keyHash(objectKey: string): number {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  let folder = 0
  for (let index = 0; index < objectKey.length; index++) {
    const unit = objectKey.charCodeAt(index)
    a = Math.imul(a ^ unit, 2654435761)
    b = Math.imul(b ^ unit, 1597334677)
    if (unit === slash) folder = Math.imul(a ^ (b >>> 15), 2246822507) >>> 12
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return folder * 2 ** 33 + (b & 1) * 2 ** 32 + (a >>> 0)
}

const optional = <T extends z.ZodType>(type: T) => type.nullable()
const FileRow = z.object({
  seq: z.int(),
  item_seq: z.int(),
  path: z.string(),
  relative_path: z.string(),
  object_key: z.string(),
  size: z.int(),
  mtime_ms: z.number(),
  status: z.int(),
  upload_id: optional(z.string()),
  part_size: optional(z.int()),
  error: optional(z.string()),
  skip_reason: optional(SkipReason),
  finished_at_ms: optional(z.int()),
  decision: optional(z.enum(['keepBoth', 'replace'])),
  is_unanswered: z.int(),
  is_checked: z.int(),
  crc64: optional(z.string()),
})

const parseError = (text: string): ErrorShape => {
  const { oss, ...rest } = ErrorView.parse(JSON.parse(text))
  return oss ? { ...rest, oss } : rest
}

export const fileSeq = (fileId: FileId): number => (/^\d{1,15}$/.test(fileId) ? Number(fileId) : -1)
// A number from SQLite is a well-formed id.
export const fileIdOf = (seq: number): FileId => String(seq) as FileId

/** Throws ZodError when the row is not one of ours. */
export function toFile(sqlRow: SqlRow, itemIdOf: (itemSeq: number) => ItemId | undefined): FileRecord {
  const row = isPlainRow(sqlRow) ? sqlRow : FileRow.parse(sqlRow)
  const itemId = itemIdOf(row.item_seq)
  const status = statuses[row.status]
  if (itemId === undefined || status === undefined) throw new AppError('internal')
  return {
    fileId: fileIdOf(row.seq),
    itemId,
    path: row.path,
    relativePath: row.relative_path,
    objectKey: row.object_key,
    size: row.size,
    mtimeMs: row.mtime_ms,
    status,
    ...(row.upload_id !== null && row.part_size !== null
      ? { multipart: { uploadId: row.upload_id, partSize: row.part_size } }
      : {}),
    ...(row.error === null ? {} : { error: parseError(row.error) }),
    ...(row.skip_reason === null ? {} : { skipReason: row.skip_reason }),
    ...(row.finished_at_ms === null ? {} : { finishedAtMs: row.finished_at_ms }),
    ...(row.decision === null ? {} : { decision: row.decision }),
    isUnanswered: row.is_unanswered === 1,
    isChecked: row.is_checked === 1,
    ...(row.crc64 === null ? {} : { crc64: row.crc64 }),
  }
}

/** What makes a file's row readable again that was not one of ours: it fails alone. A sent file stays sent. */
export const mended = (isSent: boolean): FileChange => ({
  ...{ error: undefined, skipReason: undefined, decision: undefined, crc64: undefined },
  ...(isSent ? {} : { status: 'failed', error: new AppError('internal').shape, finishedAtMs: undefined, mtimeMs: 0 }),
})

/** What is kept in memory of every item. Throws ZodError when the row is not one of ours. */
export function toItemHead(sqlRow: SqlRow): Omit<ItemSummary, 'counts'> {
  const { item_id, account_id, kind, is_walking } = ItemHead.parse(sqlRow)
  return { itemId: item_id, accountId: account_id, kind, isWalking: is_walking === 1 }
}

const TallyRow = z.object({
  ...{ item_seq: z.int(), stretch: z.int(), status: z.int() },
  ...{ files: z.int(), bytes: z.int(), marked: z.int() },
})
type Tally = { itemSeq: number; stretch: number; status: FileStatus; files: number; bytes: number; marked: number }

export function toTally(sqlRow: SqlRow): Tally {
  const { item_seq, stretch, status, files, bytes, marked } = TallyRow.parse(sqlRow)
  const name = statuses[status]
  if (name === undefined) throw new AppError('internal')
  return { itemSeq: item_seq, stretch, status: name, files, bytes, marked }
}

const ItemHead = z.object({
  item_id: ItemId,
  account_id: z.string(),
  kind: z.enum(['file', 'folder']),
  is_walking: z.int(),
})

const ItemRow = z.object({
  item_id: ItemId,
  batch_id: z.string(),
  kind: z.enum(['file', 'folder']),
  name: z.string(),
  path: z.string(),
  request: z.string(),
  added_at_ms: z.int(),
  is_walking: z.int(),
  is_paused: z.int(),
})

const { onConflict, metadata, tags } = SendOptions.shape
/** A request as an older or newer version of this app wrote it: what it lacks is the default, what it has more is left out. */
const SavedRequest = z.object({
  ...SendRequest.shape,
  options: z.object({
    ...SendOptions.shape,
    onConflict: onConflict.default('ask'),
    metadata: metadata.default({}),
    tags: tags.default({}),
  }),
})

/** Throws ZodError or SyntaxError when the text is not one of ours. */
export const toRequest = (text: string): SendRequest => SavedRequest.parse(JSON.parse(text))

/** Throws ZodError or SyntaxError when the row is not one of ours. */
export function toItem(sqlRow: SqlRow): ItemRecord {
  const row = ItemRow.parse(sqlRow)
  return {
    itemId: row.item_id,
    batchId: row.batch_id,
    kind: row.kind,
    name: row.name,
    path: row.path,
    request: toRequest(row.request),
    addedAtMs: row.added_at_ms,
    isWalking: row.is_walking === 1,
    isPaused: row.is_paused === 1,
  }
}

const PartRow = z.object({ part_number: z.int(), size: z.int(), etag: z.string(), crc64: optional(z.string()) })

export function toPart(sqlRow: SqlRow): PartRecord {
  const { part_number, size, etag, crc64 } = PartRow.parse(sqlRow)
  return crc64 === null ? { partNumber: part_number, size, etag } : { partNumber: part_number, size, etag, crc64 }
}

const AbortRow = z.object({ account_id: z.string(), object_key: z.string(), upload_id: z.string(), file_seq: z.int() })

export function toAbort(sqlRow: SqlRow): PendingAbort {
  const { account_id, object_key, upload_id, file_seq } = AbortRow.parse(sqlRow)
  return { accountId: account_id, objectKey: object_key, uploadId: upload_id, fileId: fileIdOf(file_seq) }
}
