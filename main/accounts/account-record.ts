// An account as it rests on disk: never with a secret in the clear.
import * as z from 'zod'
import { EndpointKind } from '../../shared/model/account.ts'

/** A secret as the keychain's key encrypted it, and which keychain that was. */
export const SealedSecret = z.strictObject({ ciphertext: z.base64(), backend: z.string() })
export type SealedSecret = z.infer<typeof SealedSecret>

export const AccountRecord = z.strictObject({
  accountId: z.string().min(1).max(64),
  name: z.string(),
  region: z.string(),
  bucket: z.string(),
  folder: z.string(),
  endpointKind: EndpointKind,
  customDomain: z.string().optional(),
  /** Absent, like the rest of the credentials, when they were kept for one session only. */
  credentials: z
    .strictObject({
      accessKeyId: z.string(),
      isTemporary: z.boolean(),
      tokenExpiresAtMs: z.int().optional(),
      sealed: SealedSecret,
    })
    .optional(),
})
export type AccountRecord = z.infer<typeof AccountRecord>
