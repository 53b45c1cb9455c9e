// OSS V4 signing (OSS4-HMAC-SHA256), pure: the same arguments give the same signature.
import { AppError } from '../../shared/errors.ts'
import {
  canonicalQuery,
  canonicalRequest,
  canonicalUri,
  cleanHeaders,
  effectiveAdditionalHeaders,
  signedHeadersOf,
} from './canonical-request.ts'
import { algorithm, compactTime, credentialOf, signText, textSigner } from './signature.ts'
import type { SigningSteps } from './signature.ts'
import type { Credentials, OssRequest, OssTarget, SignedRequest } from './types.ts'

/** Seven days, and twelve hours with temporary credentials: what OSS accepts in x-oss-expires. */
export const maxExpiresSeconds = { longTerm: 604_800, temporary: 43_200 } as const

export type HeaderOptions = { additionalHeaders?: readonly string[] }
export type PresignOptions = HeaderOptions & { expiresSeconds: number }

export type PresignedUrl = {
  url: string
  /** Must be sent exactly so, by lower-case name. */
  signedHeaders: Readonly<Record<string, string>>
  /** Names signed beyond those OSS signs by default. `host` is sent by every HTTP client by itself. */
  additionalHeaders: readonly string[]
}

/** The canonical URI always begins with the bucket; the address only does in path style. */
export const pathOf = (uri: string, { bucket, endpoint }: OssTarget): string =>
  endpoint.style === 'path' || bucket === '' ? uri : uri.slice(uri.indexOf('/', 1))

/** Signing may be asked to pin the host, which no caller writes among its headers. */
function headersToSign(plain: Headers, target: OssTarget, asked: readonly string[]): Record<string, string> {
  const headers = cleanHeaders(plain)
  if (asked.some((name) => name.toLowerCase() === 'host')) headers['host'] ??= target.endpoint.host
  return headers
}

type Headers = OssRequest['headers']
type Signed<Result> = { result: Result; steps: SigningSteps }

/** What a signature needs of everything but method, key and query. `headers` is the caller's own copy. */
type Prepared = {
  time: string
  headers: Record<string, string>
  signed: Record<string, string>
  additional: string[]
  /** Up to the signature. */
  authorization: string
}

function prepareAnew(
  plain: Headers,
  target: OssTarget,
  credentials: Credentials,
  signTime: Date,
  additionalHeaders: readonly string[],
): Prepared {
  const time = compactTime(signTime)
  const headers = headersToSign(plain, target, additionalHeaders)
  headers['x-oss-date'] = time
  headers['x-oss-content-sha256'] = 'UNSIGNED-PAYLOAD'
  if (credentials.securityToken) headers['x-oss-security-token'] = credentials.securityToken
  const additional = effectiveAdditionalHeaders(headers, additionalHeaders)
  const signed = signedHeadersOf(headers, additional)
  headers['date'] = signTime.toUTCString()
  const named = additional.length > 0 ? `AdditionalHeaders=${additional.join(';')},` : ''
  const credential = credentialOf(credentials, time, target.region)
  return {
    time,
    headers,
    signed,
    additional,
    authorization: `${algorithm} Credential=${credential},${named}Signature=`,
  }
}

type Kept = { second: number; target: OssTarget; credentials: Credentials; secrets: string; prepared: Prepared }
/** By the very object of headers: a thousand small files of one second differ in their keys alone. */
const kept = new WeakMap<Headers, Kept>()

function prepare(...args: Parameters<typeof prepareAnew>): Prepared {
  const [plain, target, credentials, signTime, additionalHeaders] = args
  const second = Math.floor(signTime.getTime() / 1000)
  const secrets = `${credentials.accessKeyId} ${credentials.securityToken ?? ''}`
  const before = kept.get(plain)
  const isSame = before?.second === second && before.target === target && before.credentials === credentials
  if (isSame && before.secrets === secrets && additionalHeaders.length === 0)
    return { ...before.prepared, headers: { ...before.prepared.headers } }
  const prepared = prepareAnew(...args)
  if (additionalHeaders.length === 0 && Object.isFrozen(plain))
    kept.set(plain, { second, target, credentials, secrets, prepared })
  return { ...prepared, headers: { ...prepared.headers } }
}

/** signHeaders with the steps it took. */
export function signHeadersInSteps(
  request: OssRequest,
  target: OssTarget,
  credentials: Credentials,
  signTime: Date,
  { additionalHeaders = [] }: HeaderOptions = {},
): Signed<SignedRequest> {
  const { time, headers, signed, additional, authorization } = prepare(
    ...[request.headers, target, credentials, signTime, additionalHeaders],
  )
  const query = canonicalQuery(request.query)
  const uri = canonicalUri(target.bucket, request.objectKey)
  const canonical = canonicalRequest(request.method, uri, query, signed, additional)
  const steps = signText(canonical, time, target.region, credentials)
  headers['authorization'] = authorization + steps.signature
  const { protocol, host } = target.endpoint
  const path = pathOf(uri, target) + (query === '' ? '' : `?${query}`)
  return { result: { method: request.method, protocol, host, path, headers }, steps }
}

/** The request with its Authorization header. Good for 15 minutes either side of `signTime` by OSS's clock. */
export function signHeaders(
  request: OssRequest,
  target: OssTarget,
  credentials: Credentials,
  signTime: Date,
  options: HeaderOptions = {},
): SignedRequest {
  return signHeadersInSteps(request, target, credentials, signTime, options).result
}

type UrlSigner = (objectKey: string | undefined) => Signed<PresignedUrl>

/** All of a signed URL that does not depend on the key is worked out once. */
function urlSigner(
  asked: Omit<OssRequest, 'objectKey'>,
  target: OssTarget,
  credentials: Credentials,
  signTime: Date,
  { expiresSeconds, additionalHeaders = [] }: PresignOptions,
): UrlSigner {
  const longest = credentials.securityToken ? maxExpiresSeconds.temporary : maxExpiresSeconds.longTerm
  if (!Number.isInteger(expiresSeconds) || expiresSeconds < 1 || expiresSeconds > longest) {
    throw new AppError('option.invalid', { params: { detail: 'expiresSeconds' } })
  }
  const time = compactTime(signTime)
  const headers = headersToSign(asked.headers, target, additionalHeaders)
  const additional = effectiveAdditionalHeaders(headers, additionalHeaders)
  const query = canonicalQuery({
    ...asked.query,
    'x-oss-signature-version': algorithm,
    'x-oss-credential': credentialOf(credentials, time, target.region),
    'x-oss-date': time,
    'x-oss-expires': String(expiresSeconds),
    ...(additional.length > 0 && { 'x-oss-additional-headers': additional.join(';') }),
    ...(credentials.securityToken && { 'x-oss-security-token': credentials.securityToken }),
  })
  const signedHeaders = signedHeadersOf(headers, additional)
  const afterUri = canonicalRequest(asked.method, '', query, signedHeaders, additional).slice(asked.method.length + 1)
  const sign = textSigner(time, target.region, credentials)
  const { protocol, host } = target.endpoint
  return (objectKey) => {
    const uri = canonicalUri(target.bucket, objectKey)
    const steps = sign(`${asked.method}\n${uri}${afterUri}`)
    const url = `${protocol}//${host}${pathOf(uri, target)}?${query}&x-oss-signature=${steps.signature}`
    return { result: { url, signedHeaders, additionalHeaders: additional }, steps }
  }
}

/** presignUrl with the steps it took. */
export const presignUrlInSteps = (
  request: OssRequest,
  target: OssTarget,
  credentials: Credentials,
  signTime: Date,
  options: PresignOptions,
): Signed<PresignedUrl> => urlSigner(request, target, credentials, signTime, options)(request.objectKey)

/**
 * presignUrl for many keys that share everything else. Signing time and credentials are those of this call: an answer
 * is good for as long as one of presignUrl made now.
 */
export function presignFor(
  asked: Omit<OssRequest, 'objectKey'>,
  target: OssTarget,
  credentials: Credentials,
  signTime: Date,
  options: PresignOptions,
): (objectKey: string) => PresignedUrl {
  const sign = urlSigner(asked, target, credentials, signTime, options)
  return (objectKey) => sign(objectKey).result
}

/**
 * A URL that carries its own signature, valid for `expiresSeconds` from `signTime`: 1..604800, or ..43200 with
 * temporary credentials (and never longer than their token). Throws `option.invalid` outside that.
 */
export const presignUrl = (
  request: OssRequest,
  target: OssTarget,
  credentials: Credentials,
  signTime: Date,
  options: PresignOptions,
): PresignedUrl => urlSigner(request, target, credentials, signTime, options)(request.objectKey).result
