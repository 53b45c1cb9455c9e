import * as z from 'zod'
import { maxKitBytes } from '../oss/kit-size.ts'
import { AccountId } from './account.ts'
import { ObjectLabels, StorageClass } from './object-options.ts'

export const LinkId = z.string().min(1).max(64).brand<'LinkId'>()
export type LinkId = z.infer<typeof LinkId>

export const Validity = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('seconds'), seconds: z.int().min(60).max(604_800) }),
  z.strictObject({ kind: z.literal('until'), atMs: z.int().positive() }),
])
export type Validity = z.infer<typeof Validity>

/** Who may read what was sent. Absent in a policy: as the bucket is set. */
export const objectAcls = ['private', 'public-read', 'public-read-write'] as const
export const ObjectAcl = z.enum(objectAcls)
export type ObjectAcl = z.infer<typeof ObjectAcl>

export const Encryption = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['AES256', 'SM4']) }),
  /** Without an id: the key OSS keeps in KMS for the bucket. */
  z.strictObject({ kind: z.literal('KMS'), keyId: z.string().trim().min(1).max(255).optional() }),
])
export type Encryption = z.infer<typeof Encryption>

export const callbackBodyTypes = ['application/x-www-form-urlencoded', 'application/json'] as const

/** Whom OSS tells when a file has arrived. The rules are in shared/oss/callback.ts and checked in main again. */
export const LinkCallback = z.strictObject({
  /** One to five addresses, joined with `;`, tried in this order. */
  url: z.string().trim().min(1).max(5120),
  /** The Host header of that request. Absent: from the address. */
  host: z.string().trim().min(1).max(255).optional(),
  /** With the placeholders of OSS, `${bucket}`, and own ones, `${x:name}`. */
  body: z.string().min(1).max(5120),
  bodyType: z.enum(callbackBodyTypes),
  /** By name without `x:`. */
  variables: ObjectLabels,
  /** Absent: OSS sends no server name in TLS. */
  isSni: z.boolean().optional(),
})
export type LinkCallback = z.infer<typeof LinkCallback>

const headerText = (max: number) => z.string().trim().min(1).max(max)

/** What a link allows and asks for, apart from where it leads: what a preset keeps and a batch shares. */
export const LinkPolicy = z.strictObject({
  validity: Validity,
  contentType: headerText(255).optional(),
  cacheControl: headerText(255).optional(),
  contentDisposition: headerText(1024).optional(),
  contentEncoding: headerText(255).optional(),
  /** When caches should ask again: the Expires header of what was sent, to the second. */
  expires: z.int().positive().max(8.64e15).optional(),
  acl: ObjectAcl.optional(),
  encryption: Encryption.optional(),
  storageClass: StorageClass.optional(),
  metadata: ObjectLabels,
  tags: ObjectLabels,
  /** Signs `x-oss-forbid-overwrite: true`. */
  isFirstUploadOnly: z.boolean(),
  /** OSS takes 819,200 to 838,860,800. */
  trafficLimitBitsPerSecond: z.int().positive().optional(),
  /** Signs `content-length`: a file of any other size is refused. */
  exactBytes: z.int().nonnegative().max(5_368_709_120).optional(),
  /** Further headers by name, signed although OSS would not sign them by itself. */
  pinnedHeaders: ObjectLabels,
  callback: LinkCallback.optional(),
})
export type LinkPolicy = z.infer<typeof LinkPolicy>

/** `put` is one signed URL. `multipart` is a kit of them: one per part, for large files and weak lines. */
export const LinkKind = z.enum(['put', 'multipart'])
export type LinkKind = z.infer<typeof LinkKind>

/** For the asker's own list: it is no part of what is signed. */
export const ForWhom = z.string().trim().max(200)

export const LinkRequest = LinkPolicy.extend({
  accountId: AccountId,
  /** The full object key, the account's folder included. */
  objectKey: z.string().min(1).max(4096),
  forWhom: ForWhom,
  /** Absent: `put`. */
  kind: LinkKind.optional(),
  /** Of a `multipart` link: the largest file it is for. It decides how many parts are signed. */
  maxBytes: z.int().positive().max(maxKitBytes).optional(),
})
export type LinkRequest = z.infer<typeof LinkRequest>

export const LinkView = z.strictObject({
  linkId: LinkId,
  accountId: AccountId,
  objectKey: z.string(),
  forWhom: z.string(),
  kind: LinkKind,
  /** A bearer secret: shown to be copied, never logged. Empty for a `multipart` link, which has many. */
  url: z.string(),
  madeAtMs: z.int(),
  expiresAtMs: z.int(),
  /** Why it ends sooner than asked: OSS's 7 days, 12 h with STS, or the end of the STS token. */
  cappedBy: z.enum(['maximum', 'stsMaximum', 'tokenEnd']).optional(),
  /** What the sender must send, exactly so, with the file. */
  headers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
})
export type LinkView = z.infer<typeof LinkView>
