// The register: every link that was made, and what became of it. Rows never carry a URL; links.open gives one.
import * as z from 'zod'
import { AccountId } from './account.ts'
import { ErrorView } from './error.ts'
import { ForWhom, LinkId, LinkKind } from './link.ts'

/**
 * `arriving`: parts of a kit are there. `replaced`: another upload came after the first. `expired`: nothing came in time.
 * `closed`: ended early by its owner.
 */
export const LinkState = z.enum(['waiting', 'arriving', 'received', 'replaced', 'expired', 'closed'])
export type LinkState = z.infer<typeof LinkState>

/** `attention`: something came twice, or whether anything came cannot be seen. `ended`: expired unused, or closed. */
export const linkFilters = ['all', 'waiting', 'received', 'attention', 'ended'] as const
export const LinkFilter = z.enum(linkFilters)
export type LinkFilter = z.infer<typeof LinkFilter>

export const BatchId = z.string().min(1).max(64)

/** What arrived last. */
export const ReceivedFile = z.strictObject({
  bytes: z.int().nonnegative(),
  /** By the server's clock. */
  atMs: z.int(),
  /** Where senders name their files themselves: under which key it is, and how many have come. */
  objectKey: z.string().optional(),
  files: z.int().positive().optional(),
})
export type ReceivedFile = z.infer<typeof ReceivedFile>

export const LinkRow = z.strictObject({
  linkId: LinkId,
  accountId: AccountId,
  forWhom: ForWhom,
  objectKey: z.string(),
  kind: LinkKind,
  /** Only the first upload counts, so it can be closed early. */
  isFirstUploadOnly: z.boolean(),
  /** Senders name their files themselves; those arrive in this folder. */
  watchedFolder: z.string().optional(),
  madeAtMs: z.int(),
  expiresAtMs: z.int(),
  state: LinkState,
  /** Something came that nobody has seen in the list yet. */
  isNew: z.boolean(),
  received: ReceivedFile.optional(),
  parts: z.strictObject({ accepted: z.int().nonnegative(), planned: z.int().positive() }).optional(),
  check: z.strictObject({
    lastAtMs: z.int().optional(),
    /** Why it cannot be seen whether something came; `object.exists`: the name was taken before, so nothing can come. */
    error: ErrorView.optional(),
  }),
  batchId: BatchId.optional(),
})
export type LinkRow = z.infer<typeof LinkRow>

const Count = z.int().nonnegative()
export const LinkCounts = z.strictObject({
  all: Count,
  waiting: Count,
  received: Count,
  attention: Count,
  ended: Count,
})
export type LinkCounts = z.infer<typeof LinkCounts>

export const LinkScope = z.strictObject({
  /** Looked for in the key and in for whom it is, whatever the case. */
  search: z.string().max(200),
  filter: LinkFilter,
  batchId: BatchId.optional(),
})
export type LinkScope = z.infer<typeof LinkScope>

export const LinkQuery = LinkScope.extend({ offset: Count, limit: z.int().min(1).max(200) })
export type LinkQuery = z.infer<typeof LinkQuery>

export const LinkWindow = z.strictObject({
  revision: z.int(),
  /** Of the filter. */
  total: Count,
  offset: Count,
  rows: z.array(LinkRow).max(200),
  /** Of the search and the batch, whatever the filter. */
  counts: LinkCounts,
})
export type LinkWindow = z.infer<typeof LinkWindow>

/** Several at once, as far as they can be seen in a list. */
export const LinkIds = z.strictObject({ linkIds: z.array(LinkId).min(1).max(200) })

/** `received`: the file had come before. `taken`: something is there, but this key may not see what. */
export const CloseResult = z.strictObject({ result: z.enum(['closed', 'received', 'taken']) })
export type CloseResult = z.infer<typeof CloseResult>

export const LinkExport = LinkScope.extend({
  /** Also the links themselves: whoever has the file can then use them. */
  withLinks: z.boolean(),
})
export type LinkExport = z.infer<typeof LinkExport>

/** One list of links made together. */
export const LinkBatch = z.strictObject({
  batchId: BatchId,
  name: z.string().max(200),
  madeAtMs: z.int(),
  links: Count,
  delivered: Count,
})
export type LinkBatch = z.infer<typeof LinkBatch>

export const LinksChange = z.strictObject({ revision: z.int(), counts: LinkCounts, newCount: Count })
export type LinksChange = z.infer<typeof LinksChange>
