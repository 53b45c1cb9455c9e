import * as z from 'zod'
import { AccountId } from './account.ts'
import { ErrorView } from './error.ts'
import { ObjectLabels, StorageClass } from './object-options.ts'

/** One dropped or chosen thing, a file or a folder: what the list shows as one row. */
export const ItemId = z.string().min(1).max(64).brand<'ItemId'>()
export type ItemId = z.infer<typeof ItemId>
/** One file to send. Ours; `uploadId` is always the id OSS gave a multipart upload. */
export const FileId = z.string().min(1).max(64).brand<'FileId'>()
export type FileId = z.infer<typeof FileId>

/**
 * What to do when the object key is taken. Nothing is ever replaced unless `replace` or `changed` was chosen: with
 * `changed` a file whose size and CRC64 are those of the object is skipped, and any other replaces it.
 */
export const ConflictPolicy = z.enum(['ask', 'keepBoth', 'skip', 'replace', 'changed'])
export type ConflictPolicy = z.infer<typeof ConflictPolicy>

export const SendOptions = z.strictObject({
  onConflict: ConflictPolicy,
  /** Absent: the bucket's own class. */
  storageClass: StorageClass.optional(),
  /** Absent: by each file's name. */
  contentType: z.string().trim().min(1).max(255).optional(),
  cacheControl: z.string().trim().min(1).max(255).optional(),
  contentDisposition: z.string().trim().min(1).max(1024).optional(),
  metadata: ObjectLabels,
  tags: ObjectLabels,
})
export type SendOptions = z.infer<typeof SendOptions>

/** Where dropped things go and how. `destination` is an object key prefix: empty, or ending in `/`. */
export const SendRequest = z.strictObject({
  accountId: AccountId,
  destination: z.string().max(1023),
  options: SendOptions,
})
export type SendRequest = z.infer<typeof SendRequest>

export const FileStatus = z.enum([
  'queued',
  'uploading',
  'paused',
  'completing',
  'completed',
  'skipped',
  'failed',
  'canceled',
])
export type FileStatus = z.infer<typeof FileStatus>

/** Why a file was skipped. */
export const SkipReason = z.enum(['nameTaken', 'junk', 'unchanged', 'special', 'brokenLink', 'loop'])
export type SkipReason = z.infer<typeof SkipReason>

const count = z.int().nonnegative()

/** found = queued + going + paused + sent + skipped + failed + canceled, always. */
export const Totals = z.strictObject({
  found: count,
  queued: count,
  going: count,
  paused: count,
  sent: count,
  skipped: count,
  failed: count,
  canceled: count,
  /** Of those sent: OSS said nothing to check them by. */
  unchecked: count,
  /** Of those failed: they wait for the user's answer, and sending them again would only ask once more. */
  undecided: count,
  /** Of those queued: they wait, with everything of their account, until the user has seen to it. */
  held: count,
  /** Of those going: nothing of them moves until their next try. */
  waiting: count,
  /** Of those going: nothing of them gets anywhere for want of a network. They try again by themselves, as long as it takes. */
  offline: count,
  /** What is to be in the bucket in the end: without what was skipped, failed or canceled. Ends equal to acceptedBytes. */
  totalBytes: count,
  /** Acknowledged by OSS. Never goes backwards. */
  acceptedBytes: count,
  /** Shown progress, as the rows show it: accepted plus on the wire, never backwards, at most totalBytes. */
  shownBytes: count,
  /** Smoothed, of what left this computer; 0 when nothing is going, or everything that is waits. */
  bytesPerSecond: z.number().nonnegative(),
  /** Null when it cannot be told. */
  secondsLeft: z.number().nonnegative().nullable(),
  /** Whether folders are still being read, so `found` still grows. */
  isWalking: z.boolean(),
})
export type Totals = z.infer<typeof Totals>

const row = {
  itemId: ItemId,
  accountId: AccountId,
  name: z.string(),
  objectKey: z.string(),
  totalBytes: count,
  /** Shown progress: accepted plus on the wire, never backwards, at most totalBytes. */
  shownBytes: count,
  bytesPerSecond: z.number().nonnegative(),
  secondsLeft: z.number().nonnegative().nullable(),
}

/** A single file: a dropped one, or (`isChild`) one inside an expanded folder. */
export const FileRow = z.strictObject({
  kind: z.literal('file'),
  ...row,
  fileId: FileId,
  isChild: z.boolean(),
  status: FileStatus,
  /** Multipart only. */
  parts: z.strictObject({ accepted: count, planned: count }).optional(),
  /** With `failed`: why. `object.exists` waits for the user's decision. With `queued` or `uploading`: why it waits. */
  error: ErrorView.optional(),
  skipReason: SkipReason.optional(),
  /** The next try, when it waits for one. */
  retryAtMs: z.int().optional(),
  finishedAtMs: z.int().optional(),
  /** The file was checked after sending: sizes and CRC64 agree. */
  isChecked: z.boolean(),
})
export type FileRow = z.infer<typeof FileRow>

export const FolderRow = z.strictObject({
  kind: z.literal('folder'),
  ...row,
  totals: Totals,
  isExpanded: z.boolean(),
  /** The first reason among failures, so that a folder can say what is wrong without being opened. */
  firstError: ErrorView.optional(),
  /** Why nothing of it moves: what every file of its account waits for. */
  trouble: ErrorView.optional(),
})
export type FolderRow = z.infer<typeof FolderRow>

export const UploadRow = z.discriminatedUnion('kind', [FileRow, FolderRow])
export type UploadRow = z.infer<typeof UploadRow>

export const RowFilter = z.enum(['all', 'going', 'failed', 'finished'])
export type RowFilter = z.infer<typeof RowFilter>

/** The rows on screen, never the whole list: a batch may hold a million files. */
export const WindowQuery = z.strictObject({
  offset: count,
  limit: z.int().min(1).max(200),
  expanded: z.array(ItemId).max(1000),
  /** In place of `expanded`: every folder shows its files, but these. */
  allButCollapsed: z.array(ItemId).max(1000).optional(),
  filter: RowFilter,
})
export type WindowQuery = z.infer<typeof WindowQuery>

export const RowWindow = z.strictObject({
  revision: z.int(),
  totalRows: count,
  /** The offset the rows start at: less than asked for when the list became shorter. */
  offset: count,
  rows: z.array(UploadRow),
  totals: Totals,
})
export type RowWindow = z.infer<typeof RowWindow>

export const ActionTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('item'), itemId: ItemId }),
  z.strictObject({ kind: z.literal('file'), fileId: FileId }),
])
export type ActionTarget = z.infer<typeof ActionTarget>
/** Everything of one account, after what was wrong with the account was put right. */
export const AccountTarget = z.strictObject({ kind: z.literal('account'), accountId: AccountId })
export type AccountTarget = z.infer<typeof AccountTarget>

/**
 * `remove` takes finished, failed, skipped and canceled rows off the list (never the object); `clear` the same but for
 * those that failed, which still need the user. `retry` leaves out what waits for an answer. `decide` gives it; with
 * target `all` or `item` to every open question there.
 */
export const UploadAction = z.discriminatedUnion('action', [
  z.strictObject({ action: z.enum(['pause', 'resume', 'cancel', 'remove', 'clear']), target: ActionTarget }),
  z.strictObject({ action: z.literal('retry'), target: z.union([ActionTarget, AccountTarget]) }),
  z.strictObject({
    action: z.literal('decide'),
    target: ActionTarget,
    decision: z.enum(['keepBoth', 'skip', 'replace']),
  }),
])
export type UploadAction = z.infer<typeof UploadAction>

/** Which files a saved list is to hold. */
export const ReportScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('item'), itemId: ItemId }),
])
export type ReportScope = z.infer<typeof ReportScope>
