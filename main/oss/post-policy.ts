// PostObject, the upload by a plain HTML form: its policy says what the form may hold, and is signed as it stands.
import { AppError } from '../../shared/errors.ts'
import { canonicalUri } from './canonical-request.ts'
import { pathOf } from './sign-v4.ts'
import { algorithm, compactTime, credentialOf, signPlainText } from './signature.ts'
import type { Credentials, OssTarget } from './types.ts'

/** Of one upload by form. The documents say 5 GB, the official SDK 5 GiB: the smaller is right in both readings. */
export const maxFormBytes = 5_000_000_000

export type PolicyCondition =
  | ['eq' | 'starts-with', `$${string}`, string]
  | ['in', `$${string}`, readonly string[]]
  | ['content-length-range', number, number]
  | Readonly<Record<string, string>>

export type FormSignature = {
  /** The fields that sign the form. They go before the file. */
  fields: Readonly<Record<string, string>>
  /** What was signed, for tests and self-checks. */
  policy: { expiration: string; conditions: readonly PolicyCondition[] }
}

type Asked = { conditions: readonly PolicyCondition[]; expiresAtMs: number }

/** Where the form is posted: the bucket, without a key. */
export function formAction(target: OssTarget): string {
  const { protocol, host } = target.endpoint
  return `${protocol}//${host}${pathOf(canonicalUri(target.bucket, undefined), target)}`
}

/**
 * Signs `conditions`, to which the bucket and the signature's own fields are added: OSS wants them pinned. A field that
 * no condition names may be changed or left out by whoever holds the form.
 * Throws `option.invalid` when the form would end before `signTime`.
 */
export function signPostPolicy(
  { conditions, expiresAtMs }: Asked,
  { bucket, region }: OssTarget,
  credentials: Credentials,
  signTime: Date,
): FormSignature {
  if (expiresAtMs <= signTime.getTime()) throw new AppError('option.invalid', { params: { detail: 'expiration' } })
  const time = compactTime(signTime)
  const signing = {
    'x-oss-signature-version': algorithm,
    'x-oss-credential': credentialOf(credentials, time, region),
    'x-oss-date': time,
    ...(credentials.securityToken ? { 'x-oss-security-token': credentials.securityToken } : {}),
  }
  const pinned = Object.entries({ bucket, ...signing }).map(([name, value]) => ({ [name]: value }))
  const policy = { expiration: new Date(expiresAtMs).toISOString(), conditions: [...pinned, ...conditions] }
  const encoded = base64(JSON.stringify(policy))
  const signature = signPlainText(encoded, time, region, credentials)
  return { fields: { ...signing, policy: encoded, 'x-oss-signature': signature }, policy }
}

/** Of the UTF-8 bytes: a key may hold any character. */
const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))
