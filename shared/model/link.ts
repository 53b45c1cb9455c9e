import * as z from 'zod'
import { AccountId } from './account.ts'
import { ObjectLabels, StorageClass } from './object-options.ts'

export const LinkId = z.string().min(1).max(64).brand<'LinkId'>()
export type LinkId = z.infer<typeof LinkId>

export const Validity = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('seconds'), seconds: z.int().min(60).max(604_800) }),
  z.strictObject({ kind: z.literal('until'), atMs: z.int().positive() }),
])
export type Validity = z.infer<typeof Validity>

export const LinkRequest = z.strictObject({
  accountId: AccountId,
  /** The full object key, the account's folder included. */
  objectKey: z.string().min(1).max(4096),
  validity: Validity,
  contentType: z.string().trim().min(1).max(255).optional(),
  storageClass: StorageClass.optional(),
  metadata: ObjectLabels,
  /** Signs `x-oss-forbid-overwrite: true`. */
  isFirstUploadOnly: z.boolean(),
})
export type LinkRequest = z.infer<typeof LinkRequest>

export const LinkView = z.strictObject({
  linkId: LinkId,
  accountId: AccountId,
  objectKey: z.string(),
  /** A bearer secret: shown to be copied, never logged. */
  url: z.string(),
  madeAtMs: z.int(),
  expiresAtMs: z.int(),
  /** Why it ends sooner than asked: OSS's 7 days, 12 h with STS, or the end of the STS token. */
  cappedBy: z.enum(['maximum', 'stsMaximum', 'tokenEnd']).optional(),
  /** What the sender must send, exactly so, with the file. */
  headers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
})
export type LinkView = z.infer<typeof LinkView>
