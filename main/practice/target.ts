// Bucket and object key from the raw request target and the Host header, without normalising either.
import { isIP } from 'node:net'

export type QueryParameter = { name: string; value: string }

export type Target = {
  /** Lower case, without port. */
  hostName: string
  bucket: string | undefined
  /** Undefined for a request to the bucket or the service. Null when the bytes are no UTF-8. */
  objectKey: string | null | undefined
  /** Always `/bucket/key`, whatever the URL style, re-encoded as V4 wants it. */
  canonicalUri: string
  /** In the order received; names and values as byte strings (one character per byte). */
  query: readonly QueryParameter[]
}

/** Percent-decodes once. Input and output are byte strings; what is no escape stays as it is. */
export const decodePercent = (bytes: string): string =>
  bytes.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))

/** Percent-encodes a byte string except `A-Z a-z 0-9 - . _ ~`, and `/` in a path. */
export const encodePercent = (bytes: string, keep: 'slash' | 'no slash'): string =>
  bytes.replace(keep === 'slash' ? /[^A-Za-z0-9\-._~/]/g : /[^A-Za-z0-9\-._~]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of a byte string, or undefined when it is not UTF-8. */
export function textOf(bytes: string): string | undefined {
  try {
    return strictUtf8.decode(Buffer.from(bytes, 'latin1'))
  } catch {
    return undefined
  }
}

/** The byte string of a text: what goes into HTTP headers. */
export const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

function parseQuery(raw: string): QueryParameter[] {
  const decode = (part: string): string => decodePercent(part.replaceAll('+', ' '))
  return raw
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=')
      if (equals < 0) return { name: decode(part), value: '' }
      return { name: decode(part.slice(0, equals)), value: decode(part.slice(equals + 1)) }
    })
}

const serviceHost = /^(oss-[a-z0-9-]+|[a-z0-9-]+\.oss)\.aliyuncs\.com$/

/** The region a public OSS host belongs to; undefined where the host does not say (IP, custom domain, accelerate). */
export function regionOfHost(hostName: string): string | undefined {
  const found = /(?:^|\.)(?:oss-([a-z0-9-]+)|([a-z0-9-]+)\.oss)\.aliyuncs\.com$/.exec(hostName)
  const region = (found?.[1] ?? found?.[2])?.replace(/-internal$/, '')
  return region?.startsWith('accelerate') ? undefined : region
}

/** True for a public service host, where OSS refuses `/bucket/key`. */
export const isServiceHost = (hostName: string): boolean => serviceHost.test(hostName)

/** The bucket a host names, or undefined where the path does. */
function bucketOfHost(hostName: string, domains: ReadonlyMap<string, string>): string | undefined {
  const bound = domains.get(hostName)
  if (bound !== undefined) return bound
  if (hostName === '' || isIP(hostName.replace(/^\[|\]$/g, '')) !== 0 || serviceHost.test(hostName)) return undefined
  const dot = hostName.indexOf('.')
  return dot > 0 ? hostName.slice(0, dot) : undefined
}

export function parseTarget(rawUrl: string, hostHeader: string, domains: ReadonlyMap<string, string>): Target {
  const absolute = /^https?:\/\/([^/?]*)(.*)$/i.exec(rawUrl)
  const host = absolute?.[1] ?? hostHeader
  const rest = absolute?.[2] ?? rawUrl
  const hostName = host.replace(/:\d*$/, '').toLowerCase()
  const mark = rest.indexOf('?')
  const path = decodePercent(mark < 0 ? rest : rest.slice(0, mark)).replace(/^\//, '')
  const query = mark < 0 ? [] : parseQuery(rest.slice(mark + 1))

  const hostBucket = bucketOfHost(hostName, domains)
  const slash = path.indexOf('/')
  const bucket = hostBucket ?? (slash < 0 ? path : path.slice(0, slash))
  const key = hostBucket === undefined ? (slash < 0 ? '' : path.slice(slash + 1)) : path
  if (bucket === '') return { hostName, bucket: undefined, objectKey: undefined, canonicalUri: '/', query }
  return {
    hostName,
    bucket: textOf(bucket) ?? bucket,
    objectKey: key === '' ? undefined : (textOf(key) ?? null),
    canonicalUri: encodePercent(`/${bucket}/${key}`, 'slash'),
    query,
  }
}
