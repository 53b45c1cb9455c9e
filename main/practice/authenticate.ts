// Who sent this request: V4 in the query (a presigned URL) or in the Authorization header.
import { canonicalRequest, signatureOf, stringToSign } from './canonical.ts'
import { isoSeconds, maxSkewMs, parseV4Date } from './clock.ts'
import type { Headers } from './headers.ts'
import { findKey, isSameSignature, type PracticeKey } from './keys.ts'
import { invalidArgument, Refusal } from './refusal.ts'
import { invalidRegion, parseCredential, type Credential } from './scope.ts'
import { regionOfHost, textOf, type Target } from './target.ts'

export type Signer = { key: PracticeKey; region: string }

type Request = { method: string; target: Target; headers: Headers }
type Claim = { credential: Credential; date: string; additional: readonly string[]; signature: string; token?: string }

const algorithm = 'OSS4-HMAC-SHA256'
const maxExpiresSeconds = 604_800

/** The one value of a query parameter; undefined when absent, refused when it is there twice. */
function queryValue(target: Target, name: string): string | undefined {
  const found = target.query.filter((parameter) => parameter.name === name)
  if (found.length > 1) throw invalidArgument(`${name} must appear once only.`, '', { ArgumentName: name })
  const value = found[0]?.value
  return value === undefined ? undefined : (textOf(value) ?? value)
}

function required(value: string | undefined, name: string, ec = ''): string {
  if (value === undefined || value === '') throw invalidArgument(`${name} is missing.`, ec, { ArgumentName: name })
  return value
}

function parseDate(text: string): number {
  const ms = parseV4Date(text)
  if (ms === undefined)
    throw invalidArgument('x-oss-date must look like 20260305T083015Z.', '', { ArgumentValue: text })
  return ms
}

function parseAdditional(text: string, headers: Headers): string[] {
  const names = text.split(';')
  const isInOrder = names.every(
    (name, index) => /^[a-z0-9-]+$/.test(name) && (index === 0 || name > (names[index - 1] ?? '')),
  )
  if (!isInOrder) throw invalidArgument('Additional headers must be lower case, sorted and each given once.')
  const missing = names.find((name) => headers.count(name) === 0)
  if (missing !== undefined) throw invalidArgument(`The additional header ${missing} was not sent.`)
  return names
}

/** EC 0002-00000235 and -236: a link works from 15 minutes before its date until its date plus its validity. */
function checkValidity(dateMs: number, expires: string, nowMs: number): void {
  const seconds = /^\d{1,9}$/.test(expires) ? Number(expires) : 0
  if (seconds < 1 || seconds > maxExpiresSeconds) {
    throw invalidArgument('x-oss-expires must be a whole number from 1 to 604800.', '0002-00000232')
  }
  const details = { Expires: isoSeconds(dateMs + seconds * 1000), ServerTime: isoSeconds(nowMs) }
  if (Math.floor(nowMs / 1000) > dateMs / 1000 + seconds) {
    throw new Refusal(403, 'AccessDenied', 'Request has expired.', { ec: '0002-00000236', details })
  }
  if (dateMs - nowMs > maxSkewMs) {
    throw new Refusal(403, 'AccessDenied', 'Request is not valid yet.', { ec: '0002-00000235', details })
  }
}

function claimOfQuery({ target, headers }: Request, nowMs: number): Claim {
  const value = (name: string, ec?: string): string => required(queryValue(target, name), name, ec)
  if (value('x-oss-signature-version') !== algorithm)
    throw invalidArgument(`x-oss-signature-version must be ${algorithm}.`)
  const date = value('x-oss-date')
  const dateMs = parseDate(date)
  const credential = parseCredential(value('x-oss-credential'), date)
  const signature = value('x-oss-signature')
  checkValidity(dateMs, value('x-oss-expires', '0002-00000215'), nowMs)
  const listed = queryValue(target, 'x-oss-additional-headers')
  const token = queryValue(target, 'x-oss-security-token')
  const additional = listed === undefined ? [] : parseAdditional(listed, headers)
  return { credential, date, additional, signature, ...(token === undefined ? {} : { token }) }
}

function authorizationFields(text: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const part of text.slice(algorithm.length).split(',')) {
    const equals = part.indexOf('=')
    const name = part.slice(0, equals).trim()
    if (equals < 0 || fields.has(name) || !['Credential', 'AdditionalHeaders', 'Signature'].includes(name)) {
      throw invalidArgument('The Authorization header is malformed.')
    }
    fields.set(name, part.slice(equals + 1).trim())
  }
  return fields
}

function claimOfHeader({ headers }: Request, authorization: string, nowMs: number): Claim {
  const fields = authorizationFields(authorization)
  if (headers.count('x-oss-date') !== 1) {
    throw new Refusal(403, 'AccessDenied', 'OSS authentication requires a valid x-oss-date.')
  }
  const date = headers.text('x-oss-date') ?? ''
  const dateMs = parseDate(date)
  const credential = parseCredential(required(fields.get('Credential'), 'Credential'), date)
  const signature = required(fields.get('Signature'), 'Signature')
  if (Math.abs(nowMs - dateMs) > maxSkewMs) {
    const message = 'The difference between the request time and the current time is too large.'
    throw new Refusal(403, 'RequestTimeTooSkewed', message, {
      ec: '0002-00000504',
      details: {
        RequestTime: isoSeconds(dateMs),
        ServerTime: isoSeconds(nowMs),
        MaxAllowedSkewMilliseconds: String(maxSkewMs),
      },
    })
  }
  const listed = fields.get('AdditionalHeaders')
  if (listed === '') throw invalidArgument('AdditionalHeaders must not be empty.', '0002-00000209')
  const token = headers.text('x-oss-security-token')
  const additional = listed === undefined ? [] : parseAdditional(listed, headers)
  return { credential, date, additional, signature, ...(token === undefined ? {} : { token }) }
}

/** What the request claims, or undefined when it is not signed at all. */
function readClaim(request: Request, nowMs: number): Claim | undefined {
  const authorization = request.headers.text('authorization')
  const names = new Set(request.target.query.map(({ name }) => name))
  const isQuerySigned = ['x-oss-signature', 'x-oss-credential', 'x-oss-signature-version'].some((name) =>
    names.has(name),
  )
  if (authorization !== undefined && (isQuerySigned || names.has('Signature'))) {
    const message =
      'Either the Signature query string parameter or the Authorization header should be specified, not both.'
    throw invalidArgument(message)
  }
  if (isQuerySigned) return claimOfQuery(request, nowMs)
  if (names.has('Signature') || names.has('OSSAccessKeyId') || authorization?.startsWith('OSS ')) {
    throw invalidArgument('The practice server takes V4 signatures (OSS4-HMAC-SHA256) only.')
  }
  if (authorization === undefined) return undefined
  if (!authorization.startsWith(`${algorithm} `)) throw invalidArgument('Unsupported authorization type.')
  return claimOfHeader(request, authorization, nowMs)
}

function checkSignature(request: Request, claim: Claim, key: PracticeKey): void {
  const canonical = canonicalRequest({
    method: request.method,
    canonicalUri: request.target.canonicalUri,
    query: request.target.query,
    headers: request.headers,
    additional: claim.additional,
  })
  const text = stringToSign(claim.date, claim.credential.scope, canonical)
  if (isSameSignature(claim.signature, signatureOf(key.accessKeySecret, claim.credential.scope, text))) return
  const message =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.'
  throw new Refusal(403, 'SignatureDoesNotMatch', message, {
    ec: '0002-00000201',
    details: {
      OSSAccessKeyId: key.accessKeyId,
      SignatureProvided: claim.signature,
      StringToSign: text,
      StringToSignBytes: Buffer.from(text, 'latin1')
        .toString('hex')
        .toUpperCase()
        .replace(/..(?=.)/g, '$& '),
      CanonicalRequest: textOf(canonical) ?? canonical,
    },
  })
}

/**
 * The signer of a request, or undefined for an unsigned one. `bucketRegion` is that of the bucket addressed, undefined
 * when there is none of that name. Throws Refusal for everything that is wrong with the signature.
 */
export function authenticate(
  request: Request,
  world: { keys: readonly PracticeKey[]; nowMs: number; bucketRegion: string | undefined },
): Signer | undefined {
  const claim = readClaim(request, world.nowMs)
  if (!claim) return undefined
  const key = findKey(world.keys, claim.credential.accessKeyId, claim.token, world.nowMs)
  // A host of one region accepts only that region's signatures. Hosts that name no region (an IP address, where this
  // server usually stands) count as the endpoint of whatever region was signed for.
  const hostRegion = regionOfHost(request.target.hostName)
  if (hostRegion !== undefined && hostRegion !== claim.credential.region) throw invalidRegion(claim.credential.region)
  checkSignature(request, claim, key)
  if (world.bucketRegion !== undefined && world.bucketRegion !== claim.credential.region) {
    const message =
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.'
    throw new Refusal(403, 'AccessDenied', message, {
      ec: '0003-00001403',
      details: { Bucket: request.target.bucket ?? '', Endpoint: `oss-${world.bucketRegion}.aliyuncs.com` },
    })
  }
  return { key, region: claim.credential.region }
}
