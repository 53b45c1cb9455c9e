// The signature itself: from a canonical request to 64 hex digits.
import { createHmac, createSecretKey, hash } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { Credentials } from './types.ts'

export const algorithm = 'OSS4-HMAC-SHA256'

/** What a signature was made from. Holds the security token of temporary credentials: for tests and self-checks. */
export type SigningSteps = { canonicalRequest: string; stringToSign: string; signature: string }

/** `20260305T083015Z` */
export function compactTime(time: Date): string {
  const iso = time.toISOString()
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

// Keeps one derived key per credentials object, for as long as that object lives: four of the six hashes of a link.
const derivedKeys = new WeakMap<Credentials, { secret: string; scope: string; key: KeyObject }>()

function signingKey(credentials: Credentials, day: string, region: string): KeyObject {
  const secret = credentials.accessKeySecret
  const scope = `${day}/${region}`
  const known = derivedKeys.get(credentials)
  if (known?.scope === scope && known.secret === secret) return known.key
  const bytes = [region, 'oss', 'aliyun_v4_request'].reduce<Buffer>(hmac, hmac(`aliyun_v4${secret}`, day))
  const key = createSecretKey(bytes)
  derivedKeys.set(credentials, { secret, scope, key })
  return key
}

/** signText for many canonical requests of one second. `time` is compactTime's. */
export function textSigner(
  time: string,
  region: string,
  credentials: Credentials,
): (canonical: string) => SigningSteps {
  const day = time.slice(0, 8)
  const head = `${algorithm}\n${time}\n${day}/${region}/oss/aliyun_v4_request\n`
  const key = signingKey(credentials, day, region)
  return (canonical) => {
    const stringToSign = head + hash('sha256', canonical, 'hex')
    const signature = createHmac('sha256', key).update(stringToSign).digest('hex')
    return { canonicalRequest: canonical, stringToSign, signature }
  }
}

/** `time` is compactTime's. */
export const signText = (canonical: string, time: string, region: string, credentials: Credentials): SigningSteps =>
  textSigner(time, region, credentials)(canonical)

/** Of a text that is signed as it stands, such as the policy of a form. `time` is compactTime's. */
export const signPlainText = (text: string, time: string, region: string, credentials: Credentials): string =>
  createHmac('sha256', signingKey(credentials, time.slice(0, 8), region))
    .update(text)
    .digest('hex')

/** The value of x-oss-credential. */
export const credentialOf = (credentials: Credentials, time: string, region: string): string =>
  `${credentials.accessKeyId}/${time.slice(0, 8)}/${region}/oss/aliyun_v4_request`
