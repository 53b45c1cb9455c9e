import * as z from 'zod'
import { ErrorView } from './error.ts'

export const AccountId = z.string().min(1).max(64).brand<'AccountId'>()
export type AccountId = z.infer<typeof AccountId>

/** `custom` is the company's own domain bound to the bucket (CNAME), or for tests an address of a local server. */
export const EndpointKind = z.enum(['public', 'internal', 'accelerate', 'accelerateOverseas', 'dualStack', 'custom'])
export type EndpointKind = z.infer<typeof EndpointKind>

/**
 * Where an account's secret is: `kept` by the keychain over restarts, only in memory for this `session`, not known
 * (`missing`), or stored but not readable on this computer now (`unreadable`; it is kept, and asked for again).
 */
export const SecretState = z.enum(['kept', 'session', 'missing', 'unreadable'])
export type SecretState = z.infer<typeof SecretState>

const place = {
  name: z.string().trim().min(1).max(80),
  region: z.string().trim().min(1).max(64),
  bucket: z.string().trim().min(1).max(63),
  /** Object key prefix this account works in; empty for the whole bucket, else ends in `/`. */
  folder: z.string().max(1023),
  endpointKind: EndpointKind,
  /** Only with `custom`: a host, or a full `http(s)://host[:port]`. */
  customDomain: z.string().trim().max(300).optional(),
}

const credentials = {
  accessKeyId: z.string().trim().min(1).max(128),
  accessKeySecret: z.string().trim().min(1).max(256),
  /** Only with temporary STS credentials. */
  securityToken: z.string().trim().max(8192).optional(),
  /** When the STS token ends, if the user knows it. */
  tokenExpiresAtMs: z.int().positive().optional(),
}

/** A secret travels in this type only, and only from renderer to main. */
export const AccountCredentials = z.strictObject(credentials)
export type AccountCredentials = z.infer<typeof AccountCredentials>

export const AccountDraft = z.strictObject({ ...place, ...credentials })
export type AccountDraft = z.infer<typeof AccountDraft>

/** What of an account may be changed. New credentials replace the old ones as a whole. */
export const AccountPatch = z.strictObject({
  accountId: AccountId,
  name: place.name.optional(),
  region: place.region.optional(),
  bucket: place.bucket.optional(),
  folder: place.folder.optional(),
  endpointKind: EndpointKind.optional(),
  customDomain: place.customDomain,
  credentials: AccountCredentials.optional(),
})
export type AccountPatch = z.infer<typeof AccountPatch>

export const AccountView = z.strictObject({
  accountId: AccountId,
  /** `practice` is the built-in bucket on this computer. */
  kind: z.enum(['oss', 'practice']),
  ...place,
  accessKeyId: z.string(),
  isTemporary: z.boolean(),
  tokenExpiresAtMs: z.int().optional(),
  secret: SecretState,
})
export type AccountView = z.infer<typeof AccountView>

export const AccountsState = z.strictObject({
  accounts: z.array(AccountView),
  selectedId: AccountId.nullable(),
  /** Whether this computer can keep secrets over a restart. */
  keychain: z.enum(['available', 'sessionOnly']),
})
export type AccountsState = z.infer<typeof AccountsState>

/**
 * What a key may do, tried without leaving anything in the bucket. Only `reach`, `key` and `write` are needed to work;
 * a key without `read` or `list` is normal.
 */
export const AccountCheck = z.strictObject({
  check: z.enum(['reach', 'key', 'write', 'read', 'list']),
  result: z.enum(['ok', 'no', 'notTried']),
  error: ErrorView.optional(),
})
export type AccountCheck = z.infer<typeof AccountCheck>

export const AccountReport = z.strictObject({
  canSend: z.boolean(),
  checks: z.array(AccountCheck),
  /** The bucket's real region when the chosen one is wrong, to be offered as a one-click fix. */
  suggestedRegion: z.string().optional(),
})
export type AccountReport = z.infer<typeof AccountReport>
