// What the register needs of the world. Adapters are in main/platform.
import type { ErrorCode, ErrorShape } from '../../../shared/errors.ts'
import type { LinkId, LinkKind, LinkRequest, LinkView } from '../../../shared/model/link.ts'
import type { LinkBatch, LinkCounts, LinkQuery, LinkRow, LinkScope, LinkState } from '../../../shared/model/register.ts'
import type { OssClient } from '../../oss/client.ts'

export type Batch = { batchId: string; name: string }

/** A link to be remembered. `kit` is JSON of whoever makes kits; it is kept sealed, like the link itself. */
export type NewLink = { view: LinkView; request: LinkRequest; kit?: unknown; batchId?: string }

/** All of a link, opened. */
export type OpenedLink = { view: LinkView; request: LinkRequest; kit?: unknown }

/** An object as HEAD or a list tells of it. A list says nothing of `crc64`. */
export type SeenObject = { etag: string; bytes: number; lastModifiedMs: number; crc64?: string }

/** Senders name their files themselves: what comes into the folder after that moment. */
export type FolderWatch = { prefix: string; sinceMs: number }

/** What deciding about a link needs to know of it. */
export type WatchedLink = {
  linkId: LinkId
  accountId: string
  objectKey: string
  /** With its slash; empty when the key has none. */
  folder: string
  kind: LinkKind
  isFirstUploadOnly: boolean
  madeAtMs: number
  expiresAtMs: number
  state: LinkState
  /** What was there when the link was made. Undefined until somebody has looked. */
  before?: SeenObject | 'nothing'
  /** What came, when it was last looked at. */
  latest?: SeenObject
  watch?: FolderWatch
  /** Of a watched folder: how many files have come. */
  arrivedFiles?: number
  /** When it was last looked for with success. */
  lastCheckMs?: number
  error?: ErrorShape
}

/** Absent: as it was. `null`: no more. */
export type LinkChange = {
  linkId: LinkId
  state?: LinkState
  before?: SeenObject | 'nothing'
  latest?: SeenObject
  isNew?: boolean
  /** Of a watched folder. */
  arrived?: { objectKey: string; files: number }
  parts?: { accepted: number; planned: number }
  watch?: FolderWatch
  lastCheckMs?: number
  error?: ErrorShape | null
  /** When to look next. `null`: never again. */
  nextCheckMs?: number | null
  /** The pause it comes after, by which lateness is measured. */
  pauseMs?: number
}

/** A folder with its slash; the whole account without. */
export type LinkPlace = { accountId: string; folder?: string }

export type NumberedWindow = { total: number; rows: LinkRow[]; counts: LinkCounts }

/**
 * Keeps links over restarts. Everything is synchronous, and each call is one transaction. What opens a link (its URL,
 * headers, request and kit) is sealed.
 */
export type LinkStore = {
  /** Whether what is added will be there after a restart. */
  readonly isKept: boolean
  add(links: readonly NewLink[], firstCheckMs: number, batch?: Batch): void
  /** Throws AppError `link.notFound`, or `link.unreadable` when the key it was sealed with cannot be had. */
  open(linkId: LinkId): OpenedLink
  setKit(linkId: LinkId, kit: unknown): void
  /** Undefined for an unknown one. */
  row(linkId: LinkId): LinkRow | undefined
  watched(linkId: LinkId): WatchedLink | undefined
  window(query: LinkQuery): NumberedWindow
  counts(scope: Omit<LinkScope, 'filter'>): LinkCounts
  newCount(): number
  /** Newest first, read a few at a time. */
  each(scope: LinkScope): Iterable<LinkRow>
  /** Links of that kind which wait or arrive, and those expired that were not finished or given up. */
  ofKind(kind: LinkKind, states: readonly LinkState[]): LinkId[]
  batches(): LinkBatch[]
  /** The most overdue first, measured by the pause each came after. */
  due(nowMs: number, limit: number): WatchedLink[]
  /** Those of an account that are still looked for by their key, from this one on, as OSS sorts them. */
  lookedFor(accountId: string, fromKey: string, limit: number): WatchedLink[]
  /** How many are still looked for there by their key. */
  waitingIn(place: LinkPlace): number
  /** Whether a link of the account is for exactly this key. */
  hasKey(accountId: string, objectKey: string): boolean
  /** When the next one is due. */
  nextDueMs(): number | undefined
  /** When the next one ends. */
  nextEndMs(): number | undefined
  change(changes: readonly LinkChange[]): void
  /** Those still looked for there wait until then, at least. With an error, they say why. */
  hold(where: LinkPlace, untilMs: number, error?: ErrorShape): void
  /** Those held for that reason, or for any, are looked for again, now. */
  release(where: LinkPlace, nowMs: number, code?: ErrorCode): void
  /** The newest waiting ones that nobody has looked for since then are due now. */
  hurry(limit: number, sinceMs: number, nowMs: number): void
  /** Waiting ones whose time is over become expired. Answers them. */
  expire(nowMs: number): LinkId[]
  /** All, without ids. */
  markSeen(linkIds?: readonly LinkId[]): void
  remove(linkIds: readonly LinkId[]): void
  close(): void
}

export type RegisterClock = {
  now(): number
  /** Rejects with the signal's reason. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>
}

/** What looking for files needs of an account's client. */
export type LookingClient = Pick<OssClient, 'now' | 'headObject' | 'listObjects' | 'putObject'>
