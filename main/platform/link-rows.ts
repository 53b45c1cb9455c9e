// Between a row of SQLite and a link of the register.
import * as z from 'zod'
import { ErrorView } from '../../shared/model/error.ts'
import { LinkId, LinkKind } from '../../shared/model/link.ts'
import type { LinkFilter, LinkRow, LinkState, ReceivedFile } from '../../shared/model/register.ts'
import type { LinkChange, NewLink, SeenObject, WatchedLink } from '../links/register/ports.ts'
import { AccountId } from '../../shared/model/account.ts'

/** Stored as their place in this list: only ever append. */
export const linkStates = [
  'waiting',
  'arriving',
  'received',
  'replaced',
  'expired',
  'closed',
] as const satisfies readonly LinkState[]
export const stateNumber = (state: LinkState): number => linkStates.indexOf(state)

export type SqlValue = string | number | null | Uint8Array

const numbers = (...states: LinkState[]): string => states.map(stateNumber).join(', ')
/** Each filter as a condition. A wait that cannot be watched, and a second upload, ask for a look. */
export const filterSql: Record<LinkFilter, string> = {
  all: '1',
  waiting: `state IN (${numbers('waiting', 'arriving')})`,
  received: `state IN (${numbers('received', 'replaced')})`,
  attention: `(state = ${stateNumber('replaced')} OR (error IS NOT NULL AND state IN (${numbers('waiting', 'arriving')})))`,
  ended: `state IN (${numbers('expired', 'closed')})`,
}

/** The same text whatever the case or the Unicode form. */
export const searchText = (text: string): string => text.normalize('NFC').toLowerCase()

export const folderOf = (objectKey: string): string => objectKey.slice(0, objectKey.lastIndexOf('/') + 1)

const Seen = z.strictObject({
  etag: z.string(),
  bytes: z.int().nonnegative(),
  lastModifiedMs: z.int(),
  crc64: z.string().optional(),
})
const Watch = z.strictObject({ prefix: z.string(), sinceMs: z.int() })
const Arrived = z.strictObject({ objectKey: z.string(), files: z.int().positive() })
const Parts = z.strictObject({ accepted: z.int().nonnegative(), planned: z.int().positive() })

const parsed =
  <T extends z.ZodType>(schema: T) =>
  (text: string): z.output<T> =>
    schema.parse(JSON.parse(text))

const Stored = z.object({
  link_id: LinkId,
  account_id: AccountId,
  object_key: z.string(),
  folder: z.string(),
  for_whom: z.string(),
  kind: LinkKind,
  is_first_only: z.int(),
  batch_id: z.string().nullable(),
  made_at_ms: z.int(),
  expires_at_ms: z.int(),
  state: z
    .int()
    .min(0)
    .max(linkStates.length - 1),
  is_new: z.int(),
  before: z.string().nullable(),
  latest: z.string().nullable(),
  arrived: z.string().nullable(),
  parts: z.string().nullable(),
  watch: z.string().nullable(),
  error: z.string().nullable(),
  last_check_ms: z.int().nullable(),
})
type Stored = z.infer<typeof Stored>

const none = '"nothing"'
const seenText = (seen: SeenObject): string => JSON.stringify(Seen.parse(seen))

// zod says `crc64?: string | undefined` of an optional field; ours are absent, never undefined.
const toSeen = (text: string): SeenObject => parsed(Seen)(text) as SeenObject
const stateOf = (row: Stored): LinkState => linkStates[row.state] ?? 'waiting'

function receivedOf(row: Stored): ReceivedFile | undefined {
  if (row.latest === null) return undefined
  const { bytes, lastModifiedMs } = toSeen(row.latest)
  return { bytes, atMs: lastModifiedMs, ...(row.arrived === null ? {} : parsed(Arrived)(row.arrived)) }
}

/** Throws when the row is not one of ours. */
export function toLinkRow(raw: unknown): LinkRow {
  const row = Stored.parse(raw)
  const received = receivedOf(row)
  return {
    linkId: row.link_id,
    accountId: row.account_id,
    forWhom: row.for_whom,
    objectKey: row.object_key,
    kind: row.kind,
    isFirstUploadOnly: row.is_first_only === 1,
    ...(row.watch === null ? {} : { watchedFolder: parsed(Watch)(row.watch).prefix }),
    madeAtMs: row.made_at_ms,
    expiresAtMs: row.expires_at_ms,
    state: stateOf(row),
    isNew: row.is_new === 1,
    ...(received ? { received } : {}),
    ...(row.parts === null ? {} : { parts: parsed(Parts)(row.parts) }),
    check: {
      ...(row.last_check_ms === null ? {} : { lastAtMs: row.last_check_ms }),
      ...(row.error === null ? {} : { error: parsed(ErrorView)(row.error) }),
    },
    ...(row.batch_id === null ? {} : { batchId: row.batch_id }),
  }
}

/** Throws when the row is not one of ours. */
export function toWatched(raw: unknown): WatchedLink {
  const row = Stored.parse(raw)
  return {
    linkId: row.link_id,
    accountId: row.account_id,
    objectKey: row.object_key,
    folder: row.folder,
    kind: row.kind,
    isFirstUploadOnly: row.is_first_only === 1,
    madeAtMs: row.made_at_ms,
    expiresAtMs: row.expires_at_ms,
    state: stateOf(row),
    ...(row.before === null ? {} : { before: row.before === none ? 'nothing' : toSeen(row.before) }),
    ...(row.latest === null ? {} : { latest: toSeen(row.latest) }),
    ...(row.watch === null ? {} : { watch: parsed(Watch)(row.watch) }),
    ...(row.arrived === null ? {} : { arrivedFiles: parsed(Arrived)(row.arrived).files }),
    ...(row.last_check_ms === null ? {} : { lastCheckMs: row.last_check_ms }),
    // As in toSeen: an absent `oss` is absent.
    ...(row.error === null ? {} : { error: parsed(ErrorView)(row.error) as NonNullable<WatchedLink['error']> }),
  }
}

/** The columns of a new link. */
export function newColumns({ view, request, batchId }: NewLink, firstCheckMs: number): Record<string, SqlValue> {
  const { linkId, accountId, objectKey, forWhom, kind, madeAtMs, expiresAtMs } = view
  return {
    link_id: linkId,
    account_id: accountId,
    object_key: objectKey,
    folder: folderOf(objectKey),
    for_whom: forWhom,
    search_text: searchText(`${objectKey}\n${forWhom}`),
    kind,
    is_first_only: request.isFirstUploadOnly ? 1 : 0,
    batch_id: batchId ?? null,
    made_at_ms: madeAtMs,
    expires_at_ms: expiresAtMs,
    state: stateNumber('waiting'),
    next_check_ms: firstCheckMs,
  }
}

/** The columns a change is about. */
export function changedColumns(change: LinkChange): Record<string, SqlValue> {
  const { state, before, latest, isNew, arrived, parts, watch, lastCheckMs, error, nextCheckMs, pauseMs } = change
  return {
    ...(state === undefined ? {} : { state: stateNumber(state) }),
    ...(before === undefined ? {} : { before: before === 'nothing' ? none : seenText(before) }),
    ...(latest === undefined ? {} : { latest: seenText(latest) }),
    ...(isNew === undefined ? {} : { is_new: isNew ? 1 : 0 }),
    ...(arrived === undefined ? {} : { arrived: JSON.stringify(arrived) }),
    ...(parts === undefined ? {} : { parts: JSON.stringify(parts) }),
    ...(watch === undefined ? {} : { watch: JSON.stringify(watch) }),
    ...(lastCheckMs === undefined ? {} : { last_check_ms: lastCheckMs }),
    ...(error === undefined ? {} : { error: error === null ? null : JSON.stringify(error) }),
    ...(nextCheckMs === undefined ? {} : { next_check_ms: nextCheckMs }),
    ...(pauseMs === undefined ? {} : { pause_ms: Math.max(1, pauseMs) }),
  }
}

export const insertLink = (columns: readonly string[]): string =>
  `INSERT INTO links (${columns.join(', ')}) VALUES (${columns.map((column) => `:${column}`).join(', ')})`
