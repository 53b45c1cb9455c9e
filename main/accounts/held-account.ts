// One account in memory: its place, its key, and where its secret is.
import * as z from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { AccountCredentials, AccountView, SecretState } from '../../shared/model/account.ts'
import type { Credentials } from '../oss/types.ts'
import type { AccountRecord, SealedSecret } from './account-record.ts'
import type { Place } from './place.ts'
import type { SecretBox } from './ports.ts'

const Secret = z.strictObject({ accessKeySecret: z.string(), securityToken: z.string().optional() })
type Secret = z.infer<typeof Secret>

/** JSON.parse would quote the secret in its error. */
function parseSecret(text: string): Secret {
  try {
    return Secret.parse(JSON.parse(text))
  } catch {
    throw new Error('The opened secret is not in our form')
  }
}

type KeyFacts = { accessKeyId: string; isTemporary: boolean; tokenExpiresAtMs?: number }

export type HeldAccount = {
  accountId: string
  place: Place
  key?: KeyFacts
  /** Kept even while it cannot be opened; replaced only by new credentials. */
  sealed?: SealedSecret
  secret?: Secret
  state: SecretState
}

/** What rests on disk. Without a sealed secret nothing of the credentials does. */
export function recordOf({ accountId, place, key, sealed }: HeldAccount): AccountRecord {
  return { accountId, ...place, ...(key && sealed ? { credentials: { ...key, sealed } } : {}) }
}

export function viewOf({ accountId, place, key, state }: HeldAccount): AccountView {
  return {
    // Made by newId, and checked by the contract's schema on its way out.
    accountId: accountId as AccountView['accountId'],
    kind: 'oss',
    ...place,
    accessKeyId: key?.accessKeyId ?? '',
    isTemporary: key?.isTemporary ?? false,
    ...(key?.tokenExpiresAtMs === undefined ? {} : { tokenExpiresAtMs: key.tokenExpiresAtMs }),
    secret: state,
  }
}

/** Throws `account.secretMissing` or `account.secretUnreadable`. */
export function credentialsOf({ place, key, secret, state }: HeldAccount): Credentials {
  if (key && secret) {
    const { accessKeySecret, securityToken } = secret
    return { accessKeyId: key.accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) }
  }
  const code = state === 'unreadable' ? 'account.secretUnreadable' : 'account.secretMissing'
  throw new AppError(code, { params: { account: place.name } })
}

/** An account as it comes back from disk. A secret that does not open is reported and kept as it is. */
export async function reopen(
  record: AccountRecord,
  box: SecretBox,
  report: (error: unknown) => void,
): Promise<HeldAccount> {
  const { accountId, credentials, customDomain, ...rest } = record
  const place: Place = { ...rest, ...(customDomain === undefined ? {} : { customDomain }) }
  if (!credentials) return { accountId, place, state: 'missing' }
  const { sealed, tokenExpiresAtMs, ...facts } = credentials
  const key: KeyFacts = { ...facts, ...(tokenExpiresAtMs === undefined ? {} : { tokenExpiresAtMs }) }
  try {
    return { accountId, place, key, sealed, secret: parseSecret(await box.open(sealed)), state: 'kept' }
  } catch (error) {
    report(error)
    return { accountId, place, key, sealed, state: 'unreadable' }
  }
}

/**
 * The account with new credentials. Without a keychain they are held for this session only; a secret sealed earlier
 * stays when it belongs to the same key, so that it works again once the keychain does.
 */
export async function withCredentials(
  account: HeldAccount,
  given: AccountCredentials,
  box: SecretBox,
  report: (error: unknown) => void,
): Promise<HeldAccount> {
  const { accountId, place, key: oldKey, sealed: oldSealed } = account
  const { accessKeyId, accessKeySecret, securityToken, tokenExpiresAtMs } = given
  const secret: Secret = { accessKeySecret, ...(securityToken ? { securityToken } : {}) }
  const key: KeyFacts = {
    accessKeyId,
    isTemporary: Boolean(securityToken),
    ...(tokenExpiresAtMs === undefined ? {} : { tokenExpiresAtMs }),
  }
  if ((await box.keychain()) !== undefined) {
    try {
      return { accountId, place, key, sealed: await box.seal(JSON.stringify(secret)), secret, state: 'kept' }
    } catch (error) {
      report(error)
    }
  }
  const stays = oldKey?.accessKeyId === accessKeyId && oldSealed !== undefined
  return { accountId, place, key, ...(stays ? { sealed: oldSealed } : {}), secret, state: 'session' }
}
