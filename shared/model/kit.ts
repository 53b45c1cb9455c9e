// Large files by link: a multipart upload that was begun for somebody, with every request signed that it still takes.
import * as z from 'zod'
import { LinkId } from './link.ts'

/** Signed addresses alone: names and values to send with them, exactly so. */
const SignedCall = z.strictObject({
  url: z.string().min(1),
  headers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
})

/** Where the number and the signature of a part go in `part.url`. */
export const partNumberPlace = '{partNumber}'
export const signaturePlace = '{signature}'

/**
 * The file `.courier-link`. Whoever has it can send one file until it ends, so it is as secret as a link. Part n is
 * `partSize` bytes from (n - 1) * partSize on, the last one what is left; the last one is sent first, so that whoever
 * looks at the parts knows how many there will be.
 */
export const KitDocument = z.strictObject({
  format: z.literal('oss-courier-link'),
  version: z.literal(1),
  kind: z.literal('multipart'),
  objectKey: z.string().min(1),
  uploadId: z.string().min(1),
  madeAtMs: z.int(),
  expiresAtMs: z.int(),
  contentType: z.string().optional(),
  maxBytes: z.int().positive(),
  /** The file has this size and no other; each part is signed with its own. */
  exactBytes: z.int().nonnegative().optional(),
  isFirstUploadOnly: z.boolean(),
  partSize: z.int().min(102_400),
  /** PUT. One address for all parts: its `{partNumber}` counts from 1, and `{signature}` is the one of that number. */
  part: z.strictObject({ url: z.string(), signatures: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(10_000) }),
  /** GET. The first gives parts 1 to 1000, the second 1001 to 2000, and so on. */
  list: z.array(z.string()).min(1).max(10),
  /** POST. With a body that names every part and its ETag. */
  complete: SignedCall,
  /** POST, with no body: of whatever parts there are. */
  completeAll: SignedCall,
  /** DELETE. Ends the link. */
  abort: z.string(),
})
export type KitDocument = z.infer<typeof KitDocument>

export const KitRef = z.strictObject({ linkId: LinkId })
export type KitRef = z.infer<typeof KitRef>

/** What has arrived so far. `isWhole`: nothing is missing between the first part and the last. */
export const KitParts = z.strictObject({
  accepted: z.int().nonnegative(),
  /** As far as can be told; 0 while nothing is there. */
  planned: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  isWhole: z.boolean(),
  /** By the server's clock: when what is unfinished will be removed. */
  removedAtMs: z.int(),
})
export type KitParts = z.infer<typeof KitParts>

/** `isNotified` is false when the file is stored and the asker's own server could not be told so. */
export const KitFinished = z.strictObject({ bytes: z.int().nonnegative(), isNotified: z.boolean() })
export type KitFinished = z.infer<typeof KitFinished>

/**
 * What the bucket's CORS rules let a page do. `open`: everything. `partly`: it can send and finish, but not go on after it
 * was closed, or not discard. `closed`: it cannot send, or not finish.
 */
export const KitAccess = z.strictObject({ access: z.enum(['open', 'partly', 'closed']), isEtagReadable: z.boolean() })
export type KitAccess = z.infer<typeof KitAccess>

export const KitPageRequest = z.strictObject({
  linkId: LinkId,
  locale: z.enum(['en', 'zh-CN']),
  /** Who asks, as the page says it. */
  asker: z.string().trim().min(1).max(80),
})
export type KitPageRequest = z.infer<typeof KitPageRequest>

export const KitMessageRequest = z.strictObject({ linkId: LinkId, locale: z.enum(['en', 'zh-CN']) })
export type KitMessageRequest = z.infer<typeof KitMessageRequest>
