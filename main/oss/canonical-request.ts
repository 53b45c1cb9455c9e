// The canonical request of OSS V4: the text both sides must build alike before hashing it.
import { AppError } from '../../shared/errors.ts'
import { encodeObjectKey, percentEncode } from './encode.ts'
import type { OssRequest } from './types.ts'

type Headers = Readonly<Record<string, string>>

const headerName = /^[a-z0-9!#$%&'*+.^_`|~-]+$/
const controlCharacter = /[\u0000-\u0008\u000a-\u001f\u007f]/

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Headers as they are signed and must be sent: lower-case names, trimmed values, empty ones dropped (OSS refuses the
 * signature of a header it sees empty), repeated names joined with `,`. Throws `option.invalid` for a line break.
 */
export function cleanHeaders(headers: Headers): Record<string, string> {
  const cleaned: Record<string, string> = {}
  for (const [rawName, rawValue] of Object.entries(headers)) {
    const name = rawName.toLowerCase()
    const value = rawValue.trim()
    if (value === '') continue
    if (!headerName.test(name) || controlCharacter.test(value) || !value.isWellFormed()) {
      throw new AppError('option.invalid', { params: { detail: name } })
    }
    cleaned[name] = cleaned[name] === undefined ? value : `${cleaned[name]},${value}`
  }
  return cleaned
}

/** Whether OSS signs this header (lower-case name) without being asked. */
export const isSignedByDefault = (name: string): boolean =>
  name === 'content-type' || name === 'content-md5' || name.startsWith('x-oss-')

/** Those of the asked-for names that are present and not signed anyway: lower-case, once each, sorted. */
export function effectiveAdditionalHeaders(headers: Headers, asked: readonly string[]): string[] {
  const names = new Set(asked.map((name) => name.toLowerCase()))
  return [...names].filter((name) => Object.hasOwn(headers, name) && !isSignedByDefault(name)).sort(byCodeUnit)
}

/** Always with the bucket, whatever the address looks like; an empty bucket is a service-level request. */
export function canonicalUri(bucket: string, objectKey: string | undefined): string {
  if (bucket === '') return '/'
  return `/${percentEncode(bucket)}/${objectKey === undefined ? '' : encodeObjectKey(objectKey)}`
}

/** Sorted by encoded name; an empty value leaves the bare name. Also what is written into the URL. */
export function canonicalQuery(query: OssRequest['query']): string {
  return Object.entries(query)
    .map(([name, value]): [string, string] => [percentEncode(name), percentEncode(value)])
    .sort((a, b) => byCodeUnit(a[0], b[0]))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join('&')
}

/** The part of `headers` (cleaned) that takes part in the signature. */
export function signedHeadersOf(headers: Headers, additionalHeaders: readonly string[]): Record<string, string> {
  const names = Object.keys(headers).filter((name) => isSignedByDefault(name) || additionalHeaders.includes(name))
  return Object.fromEntries(names.sort(byCodeUnit).map((name) => [name, headers[name] ?? '']))
}

/** `signedHeaders` come from signedHeadersOf. The body is never hashed: OSS V4 signs UNSIGNED-PAYLOAD. */
export function canonicalRequest(
  method: OssRequest['method'],
  uri: string,
  query: string,
  signedHeaders: Headers,
  additionalHeaders: readonly string[],
): string {
  const headerLines = Object.entries(signedHeaders).map(([name, value]) => `${name}:${value}\n`)
  const payload = signedHeaders['x-oss-content-sha256'] ?? 'UNSIGNED-PAYLOAD'
  return [method, uri, query, headerLines.join(''), additionalHeaders.join(';'), payload].join('\n')
}
