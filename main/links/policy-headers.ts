// A link's policy as the headers that are signed, and the sender must send.
import { AppError } from '../../shared/errors.ts'
import type { Encryption, LinkCallback, LinkPolicy } from '../../shared/model/link.ts'
import { callbackHeaders, callbackProblem } from '../../shared/oss/callback.ts'
import { metadataHeaders } from '../../shared/oss/metadata.ts'
import { isHeaderText, pinnedProblem } from '../../shared/oss/pinned-headers.ts'
import { taggingHeader } from '../../shared/oss/tags.ts'
import { isTrafficLimit, trafficLimitBits } from '../../shared/oss/traffic-limit.ts'

type Headers = Record<string, string>

export type PolicyHeaders = {
  /** By lower-case name. Values are printable ASCII. */
  headers: Headers
  /** Those OSS would not sign by itself: without being named they could be left out or changed. */
  additionalHeaders: string[]
}

/** Throws `link.headerValue` for what no header can carry. */
function text(name: string, value: string | undefined): Headers {
  if (value === undefined) return {}
  if (!isHeaderText(value)) throw new AppError('link.headerValue', { params: { header: name } })
  return { [name]: value.trim() }
}

function encryptionHeaders(encryption: Encryption | undefined): Headers {
  if (encryption === undefined) return {}
  const keyId = encryption.kind === 'KMS' ? encryption.keyId : undefined
  return {
    'x-oss-server-side-encryption': encryption.kind,
    ...text('x-oss-server-side-encryption-key-id', keyId),
  }
}

function trafficLimit(bitsPerSecond: number | undefined): Headers {
  if (bitsPerSecond === undefined) return {}
  if (!isTrafficLimit(bitsPerSecond)) {
    const { min, max } = trafficLimitBits
    throw new AppError('link.speedLimit', { params: { min: min / 8192, max: max / 8192 / 1024 } })
  }
  return { 'x-oss-traffic-limit': String(bitsPerSecond) }
}

function notification(callback: LinkCallback | undefined): Headers {
  if (callback === undefined) return {}
  const found = callbackProblem(callback)
  if (found !== undefined) throw new AppError('link.callback', { params: { part: found.part } })
  return callbackHeaders(callback)
}

function pinned(headers: Readonly<Headers>): Headers {
  const found = pinnedProblem(headers)
  if (found !== undefined) throw new AppError('link.pinnedHeader', { params: { header: found.name } })
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.trim().toLowerCase(), value.trim()]))
}

/** Whole seconds, as HTTP dates have them. */
const expiry = (atMs: number | undefined): Headers =>
  atMs === undefined ? {} : { expires: new Date(atMs).toUTCString() }

/**
 * Throws `link.headerValue`, `link.pinnedHeader`, `link.speedLimit`, `link.callback`, and `option.invalid` for labels and
 * tags, when OSS would turn the upload down or no sender could send it.
 */
export function policyHeaders(policy: Omit<LinkPolicy, 'validity'>): PolicyHeaders {
  const { contentType, storageClass, acl, exactBytes } = policy
  const tagging = taggingHeader(policy.tags)
  const unsigned = {
    ...text('cache-control', policy.cacheControl),
    ...text('content-disposition', policy.contentDisposition),
    ...text('content-encoding', policy.contentEncoding),
    ...expiry(policy.expires),
    ...(exactBytes === undefined ? {} : { 'content-length': String(exactBytes) }),
    ...pinned(policy.pinnedHeaders),
  }
  return {
    headers: {
      ...unsigned,
      ...metadataHeaders(policy.metadata),
      ...text('content-type', contentType),
      ...(storageClass === undefined ? {} : { 'x-oss-storage-class': storageClass }),
      ...(acl === undefined ? {} : { 'x-oss-object-acl': acl }),
      ...encryptionHeaders(policy.encryption),
      ...(tagging === undefined ? {} : { 'x-oss-tagging': tagging }),
      ...trafficLimit(policy.trafficLimitBitsPerSecond),
      ...(policy.isFirstUploadOnly ? { 'x-oss-forbid-overwrite': 'true' } : {}),
      ...notification(policy.callback),
    },
    additionalHeaders: Object.keys(unsigned),
  }
}

/** As people write them; OSS's own stay in lower case. */
const spelled = (name: string): string => {
  if (name.startsWith('x-')) return name
  return name === 'content-md5' ? 'Content-MD5' : name.replace(/(?:^|-)[a-z]/g, (found) => found.toUpperCase())
}

/** What the sender must send, by name. `signed` comes from the signer. */
export const listedHeaders = (signed: Readonly<Headers>): { name: string; value: string }[] =>
  Object.entries(signed)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name: spelled(name), value }))
