// All the upload engine knows of the world. Adapters are in main/platform; tests script them.
import type { ErrorCode, ErrorShape } from '../../shared/errors.ts'
import type {
  ActionTarget,
  FileId,
  FileStatus,
  ItemId,
  RowFilter,
  SendRequest,
  SkipReason,
} from '../../shared/model/upload.ts'
import type { OssClient } from '../oss/client.ts'

export type Clock = {
  /** Milliseconds since 1970, of this computer. */
  now(): number
  /** Rejects with the signal's reason when aborted. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>
  every(intervalMs: number, tick: () => void): () => void
}

/** From 0 up to, not including, 1. */
export type Random = () => number
export type NewId = () => string

export type FileStat = { size: number; mtimeMs: number }

/** One thing found below a dropped path. `relativePath` uses `/`; `path` is untouched as the disk spells it. */
export type WalkEntry =
  | { kind: 'file'; path: string; relativePath: string; stat: FileStat }
  /** An empty folder is kept as an object whose key ends in `/`. */
  | { kind: 'emptyFolder'; path: string; relativePath: string }
  /** `size` where there is one: links and folders have none. */
  | { kind: 'skipped'; path: string; relativePath: string; reason: SkipReason; size?: number }
  | { kind: 'failed'; path: string; relativePath: string; error: ErrorShape }

export type Sources = {
  /** What a dropped path is. Throws AppError `file.notFound`, `file.unreadable` or `file.special`. */
  inspect(path: string): Promise<{ kind: 'file'; stat: FileStat } | { kind: 'folder' }>
  /** Throws AppError `file.notFound` or `file.unreadable`. */
  stat(path: string): Promise<FileStat>
  /** Lazy; never throws for one bad entry, which is yielded as `failed` or `skipped`. */
  walk(path: string, signal: AbortSignal): AsyncIterable<WalkEntry>
  /**
   * CRC64 of the whole file as it is on the disk now, unsigned decimal. Needed to recognise our own object when the
   * answer to a PUT was lost (without it such a file is shown as "name taken"), and to find a file unchanged.
   */
  crc64?(path: string, signal: AbortSignal): Promise<string>
}

/** The calls of one bucket the engine makes. */
export type UploadClient = Pick<
  OssClient,
  | 'putObject'
  | 'headObject'
  | 'initiateMultipartUpload'
  | 'uploadPart'
  | 'listParts'
  | 'completeMultipartUpload'
  | 'abortMultipartUpload'
  | 'listMultipartUploads'
  | 'now'
>

/** Where requests of one account go. Throws AppError `account.*` when its secret is not at hand. */
export type Clients = { forAccount(accountId: string): Promise<UploadClient> }

/** The connections as a whole. */
export type Line = {
  /** Of everything that is sent, together; null lifts the limit. */
  setSpeedLimit(bytesPerSecond: number | null): void
  /**
   * How many requests may be on the line at once. With it, small files may be handed over ahead of their turn, which
   * they then wait for there: so the line has something to do while this thread has, too.
   */
  setRequestsAtOnce?(count: number): void
  /** Closes connections nobody uses: after sleep or a change of network they are dead and do not know it. */
  dropIdle(): void
}

/** `crc64` is absent when OSS did not say it. */
export type PartRecord = { partNumber: number; size: number; etag: string; crc64?: string }

/**
 * A multipart upload OSS holds for a file: all a resume needs besides the parts. Before its ID is known, `uploadId` says
 * since when it may be there (see unheard-upload.ts).
 */
export type Multipart = { uploadId: string; partSize: number }

/** One file as the journal keeps it. */
export type FileRecord = {
  fileId: FileId
  itemId: ItemId
  path: string
  relativePath: string
  objectKey: string
  size: number
  mtimeMs: number
  status: FileStatus
  multipart?: Multipart
  /** With `failed` the reason; with `canceled` why the server's parts could not be removed. */
  error?: ErrorShape
  skipReason?: SkipReason
  finishedAtMs?: number
  /** The user's answer to a taken name, for this file only. */
  decision?: 'keepBoth' | 'replace'
  /** A PUT or Complete was sent and its answer is not known: the object may be there, and ours. */
  isUnanswered: boolean
  /** Size and CRC64 of what OSS stored agree with what was read. */
  isChecked: boolean
  /** CRC64 of the object we stored under `objectKey`. With `failed`: it is there, but the file has changed since. */
  crc64?: string
}

export type NewFile = Omit<FileRecord, 'fileId' | 'multipart' | 'decision'>

/** `undefined` clears a field. */
export type FileChange = {
  [
    K in
      | 'objectKey'
      | 'size'
      | 'mtimeMs'
      | 'status'
      | 'multipart'
      | 'error'
      | 'skipReason'
      | 'finishedAtMs'
      | 'decision'
      | 'isUnanswered'
      | 'isChecked'
      | 'crc64'
  ]?: FileRecord[K] | undefined
}

/** One dropped thing. Everything a file needs besides itself is here once, not a million times. */
export type ItemRecord = {
  itemId: ItemId
  /** What was dropped together; two files of one batch must not share an object key. */
  batchId: string
  kind: 'file' | 'folder'
  name: string
  path: string
  request: SendRequest
  addedAtMs: number
  /** The folder has not been read to its end yet. */
  isWalking: boolean
  /** Files still to be found below it are not to be started. */
  isPaused: boolean
}

/**
 * Files by status, their bytes, and of those the bytes of parts OSS acknowledged (none once a file is completed).
 * `marked`: of the completed files those that were not checked, of the failed ones those that ask for a decision.
 */
export type Counts = {
  readonly [S in FileStatus]: {
    readonly files: number
    readonly bytes: number
    readonly partBytes: number
    readonly marked: number
  }
}

/** What of an item is at hand without reading the disk. */
export type ItemSummary = {
  readonly itemId: ItemId
  readonly accountId: string
  readonly kind: 'file' | 'folder'
  readonly isWalking: boolean
  readonly counts: Counts
}

/** What the list filters by; and of what is going, that which is only queued, and the rest. */
export type RowGroup = RowFilter | 'queued' | 'begun'

export type FileSelection = {
  target: Exclude<ActionTarget, { kind: 'all' }>
  statuses: readonly FileStatus[]
  /** Only files whose error has (or, with `isExcluded`, has not) one of these codes. */
  errors?: { codes: readonly ErrorCode[]; isExcluded: boolean }
}

/** Bulk work goes page by page, so that a million rows never hold up the event loop. `after` starts at 0. */
export type Page = { after: number; limit: number }
export type PageResult = { fileIds: FileId[]; next?: number }

/** A multipart upload nobody wants any more, to be removed on the server. It outlives its row. */
export type PendingAbort = { accountId: string; objectKey: string; uploadId: string; fileId: FileId }

/**
 * The queue on disk, and the truth about it. Synchronous on purpose: SQLite in WAL mode answers in microseconds. What
 * files change in the same moment is written together; whoever takes a step that others can see (a request, the end of
 * a file) waits for `written` first, so that no crash in between loses a change.
 */
export type Journal = {
  addItem(item: ItemRecord): void
  updateItem(itemId: ItemId, change: Partial<Pick<ItemRecord, 'isWalking' | 'isPaused'>>): void
  item(itemId: ItemId): ItemRecord | undefined
  /** All items in the order they were added; from memory, so it may be asked often. */
  summaries(): readonly ItemSummary[]
  summary(itemId: ItemId): ItemSummary | undefined
  removeItem(itemId: ItemId): void

  /** One transaction. The journal gives the ids. */
  addFiles(files: readonly NewFile[]): void
  /**
   * Written together with what else is changed in the same moment, which `written` waits for. Where that fails, none of
   * it happened. A file that becomes `completed` loses its multipart and parts: OSS has neither any more.
   */
  updateFile(fileId: FileId, change: FileChange): void
  file(fileId: FileId): FileRecord | undefined
  /** In the order they were found. */
  files(itemId: ItemId, group: RowGroup, offset: number, limit: number): FileRecord[]
  fileCount(itemId: ItemId, group: RowGroup): number
  /** In the order they were found, those behind `after` (an item's first page: undefined). For reading all of them. */
  filesAfter(itemId: ItemId, after: FileId | undefined, limit: number): FileRecord[]
  /** The files of a batch found with this object key, whatever became of them, also under another key since. */
  filesByKey(batchId: string, objectKey: string): FileRecord[]
  /** The next files to start, oldest first. */
  nextQueued(limit: number, exceptAccounts: ReadonlySet<string>): FileRecord[]
  /**
   * Changes a page of files in one transaction. Where they become `canceled` or the change clears `multipart`, what OSS
   * still holds of them goes to `pendingAborts`.
   */
  changeFiles(selection: FileSelection, change: FileChange, page: Page): PageResult
  /** Takes a page of files off the list; a multipart one of them still has goes to `pendingAborts`. */
  removeFiles(selection: FileSelection, page: Page): PageResult

  /** Of one item, or of all. From memory. */
  counts(itemId?: ItemId): Counts
  firstError(itemId: ItemId): ErrorShape | undefined

  /** By ascending part number. */
  parts(fileId: FileId): PartRecord[]
  partsTotal(fileId: FileId): { parts: number; bytes: number }
  /** Written together with others, as `updateFile`. */
  addPart(fileId: FileId, part: PartRecord): void
  /** Forgets the multipart upload and its parts: OSS has it no more. */
  forgetMultipart(fileId: FileId): void
  /** The same, but OSS still has it: it goes to `pendingAborts`. */
  abandonMultipart(fileId: FileId): void
  /**
   * Takes over, with its parts, the multipart upload that another row of the very same sending left unfinished: same
   * file, size, modified time, object key, account and options, failed or paused. Undefined when there is none.
   */
  adoptMultipart(fileId: FileId): Multipart | undefined

  /** Whether a row, or an abort still to be made, stands for this upload. */
  holdsUpload(objectKey: string, uploadId: string): boolean
  pendingAborts(limit: number): PendingAbort[]
  pendingAbortsOf(accountId: string): PendingAbort[]
  removeAbort(uploadId: string): void
  /** Whose an upload is: of a file in the `list`, `abandoned` by one and yet to be removed, or not begun here. */
  ownerOf(upload: { objectKey: string; uploadId: string }): 'list' | 'abandoned' | undefined
  /** Runs `work` in one transaction. */
  batch<T>(work: () => T): T
  /**
   * Resolves when all that was changed so far is on the disk; rejects when some of it could not be written, or when that
   * happened before, since `undone` was `since`: then whoever has gone on since knows things the journal does not.
   */
  written(since?: number): Promise<void>
  /** How often changes written together could not be written, and were taken back. */
  readonly undone: number
  close(): void
}
