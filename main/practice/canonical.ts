// The server's own reading of V4: written from the protocol description, sharing nothing with the client's signer.
// All strings here are byte strings (one character per byte), so that header bytes are hashed as they came.
import { createHash, createHmac } from 'node:crypto'
import type { Headers } from './headers.ts'
import { encodePercent, type QueryParameter } from './target.ts'

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function canonicalQuery(query: readonly QueryParameter[]): string {
  return query
    .filter(({ name }) => name !== 'x-oss-signature')
    .map(({ name, value }) => ({
      name: encodePercent(name, 'no slash'),
      value: encodePercent(value, 'no slash'),
    }))
    .sort((a, b) => byName(a.name, b.name) || byName(a.value, b.value))
    .map(({ name, value }) => (value === '' ? name : `${name}=${value}`))
    .join('&')
}

const isAlwaysSigned = (name: string): boolean =>
  name === 'content-type' || name === 'content-md5' || name.startsWith('x-oss-')

/** Not trim(): in a byte string that would also cut the last byte of a letter such as à. */
const trimmed = (value: string): string => value.replace(/^[ \t]+|[ \t]+$/g, '')

function canonicalHeaders(headers: Headers, additional: readonly string[]): string {
  return headers
    .names()
    .filter((name) => isAlwaysSigned(name) || additional.includes(name))
    .sort(byName)
    .map((name) => `${name}:${trimmed(headers.bytes(name) ?? '')}\n`)
    .join('')
}

export function canonicalRequest(request: {
  method: string
  canonicalUri: string
  query: readonly QueryParameter[]
  headers: Headers
  additional: readonly string[]
}): string {
  return [
    request.method,
    request.canonicalUri,
    canonicalQuery(request.query),
    canonicalHeaders(request.headers, request.additional),
    request.additional.join(';'),
    request.headers.bytes('x-oss-content-sha256') ?? 'UNSIGNED-PAYLOAD',
  ].join('\n')
}

export const stringToSign = (date: string, scope: string, canonical: string): string =>
  ['OSS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical, 'latin1').digest('hex')].join('\n')

/** Lower-case hex. `scope` is `<yyyymmdd>/<region>/oss/aliyun_v4_request`. */
export function signatureOf(accessKeySecret: string, scope: string, text: string): string {
  let key: Buffer | string = `aliyun_v4${accessKeySecret}`
  for (const step of scope.split('/')) key = createHmac('sha256', key).update(step).digest()
  return createHmac('sha256', key).update(text, 'latin1').digest('hex')
}
