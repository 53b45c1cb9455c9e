// All the upload engine knows of the world. Adapters are in main/platform; tests script them.
import type { FileId, FileStatus, ItemId, RowFilter, SendRequest, SkipReason } from '../../shared/model/upload.ts'
import type { ErrorShape } from '../../shared/errors.ts'
import type { OssClient } from '../oss/client.ts'

export type Clock = {
  /** Milliseconds since 1970, of this computer. */
  now(): number
  /** Rejects with the signal's reason when aborted. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>
  every(intervalMs: number, tick: () => void): () => void
}

export type Random = () => number
export type NewId = () => string

export type FileStat = { size: number; mtimeMs: number }

/** One thing found below a dropped path. `relativePath` uses `/`; `path` is untouched as the disk spells it. */
export type WalkEntry =
  | { kind: 'file'; path: string; relativePath: string; stat: FileStat }
  /** An empty folder is kept as an object whose key ends in `/`. */
  | { kind: 'emptyFolder'; path: string; relativePath: string }
  | { kind: 'skipped'; path: string; relativePath: string; reason: SkipReason }
  | { kind: 'failed'; path: string; relativePath: string; error: ErrorShape }

export type Sources = {
  /** What a dropped path is. Throws AppError `file.notFound`, `file.unreadable` or `file.special`. */
  inspect(path: string): Promise<{ kind: 'file'; stat: FileStat } | { kind: 'folder' }>
  /** Throws AppError `file.notFound` or `file.unreadable`. */
  stat(path: string): Promise<FileStat>
  /** Lazy; never throws for one bad entry, which is yielded as `failed` or `skipped`. */
  walk(path: string, signal: AbortSignal): AsyncIterable<WalkEntry>
}

/** Where requests of one account go. Throws AppError `account.*` when its secret is not at hand. */
export type Clients = { forAccount(accountId: string): Promise<OssClient> }

export type PartRecord = { partNumber: number; size: number; etag: string; crc64: string }

/** One file as the journal keeps it. `uploadId` with `partSize` is what a resume needs. */
export type FileRecord = {
  fileId: FileId
  itemId: ItemId
  path: string
  relativePath: string
  objectKey: string
  size: number
  mtimeMs: number
  status: FileStatus
  acceptedBytes: number
  uploadId?: string
  partSize?: number
  error?: ErrorShape
  skipReason?: SkipReason
  finishedAtMs?: number
  /** The user's answer to a taken name, for this file only. */
  decision?: 'keepBoth' | 'replace'
}

/** One dropped thing. Everything a file needs besides itself is here once, not a million times. */
export type ItemRecord = {
  itemId: ItemId
  kind: 'file' | 'folder'
  name: string
  path: string
  request: SendRequest
  addedAtMs: number
  isWalking: boolean
}

export type Counts = Record<FileStatus, number> & { found: number; totalBytes: number; acceptedBytes: number }

/**
 * The queue on disk, and the truth about it. Synchronous on purpose: SQLite in WAL mode answers in microseconds, and a
 * state change that is written before the next step cannot be lost by a crash between them.
 */
export type Journal = {
  addItem(item: ItemRecord): void
  updateItem(itemId: ItemId, change: Partial<Pick<ItemRecord, 'isWalking'>>): void
  item(itemId: ItemId): ItemRecord | undefined
  /** In the order they were added. */
  items(offset: number, limit: number): ItemRecord[]
  itemCount(): number
  removeItem(itemId: ItemId): void

  /** One transaction. */
  addFiles(files: readonly FileRecord[]): void
  updateFile(fileId: FileId, change: Partial<Omit<FileRecord, 'fileId' | 'itemId'>>): void
  file(fileId: FileId): FileRecord | undefined
  files(itemId: ItemId, filter: RowFilter, offset: number, limit: number): FileRecord[]
  fileCount(itemId: ItemId, filter: RowFilter): number
  /** The next files to start, oldest first, leaving out those in `except`. */
  nextQueued(limit: number, except: ReadonlySet<FileId>): FileRecord[]
  removeFiles(itemId: ItemId, statuses: readonly FileStatus[]): void
  setStatus(itemId: ItemId | undefined, from: readonly FileStatus[], to: FileStatus): number

  counts(itemId?: ItemId): Counts
  firstError(itemId: ItemId): ErrorShape | undefined

  parts(fileId: FileId): PartRecord[]
  addPart(fileId: FileId, part: PartRecord): void
  clearParts(fileId: FileId): void
  /** Runs `work` in one transaction. */
  batch<T>(work: () => T): T
  close(): void
}
