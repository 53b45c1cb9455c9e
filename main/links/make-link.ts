// An upload link: what was asked for, held to OSS's limits, and signed.
import { AppError } from '../../shared/errors.ts'
import type { LinkRequest, LinkView, Validity } from '../../shared/model/link.ts'
import { breaksInLinks, checkObjectKey, normalizeObjectKey } from '../../shared/oss/object-key.ts'
import { metadataHeaders } from '../../shared/oss/metadata.ts'
import { maxExpiresSeconds, presignUrl } from '../oss/sign-v4.ts'
import type { Credentials, OssTarget } from '../oss/types.ts'

export type LinkFacts = {
  linkId: string
  /** The account's folder: empty, or ending in `/`. */
  folder: string
  target: OssTarget
  credentials: Credentials
  /** When temporary credentials end, if that is known. */
  tokenExpiresAtMs?: number
  /** Now, by the server's clock as far as it is known: a link signed with a wrong clock would be refused. */
  nowMs: number
}

/** Shorter than a minute is no time to send anything in. */
const minExpiresSeconds = 60

/**
 * Throws `object.invalidKey`, `object.keyTooLong`, `object.outsideFolder`, `option.invalid`, or `auth.tokenExpired` when
 * the temporary credentials end within a minute.
 */
export function makeLink(request: LinkRequest, facts: LinkFacts): LinkView {
  const { target, credentials, linkId, folder } = facts
  const objectKey = linkKey(request.objectKey, folder)
  // x-oss-date has whole seconds, and the validity counts from there.
  const madeAtMs = Math.floor(facts.nowMs / 1000) * 1000
  const { expiresSeconds, cappedBy } = validitySeconds(request.validity, { ...facts, nowMs: madeAtMs })
  const asked = { method: 'PUT' as const, objectKey, query: {}, headers: headersFor(request) }
  const { url, signedHeaders } = presignUrl(asked, target, credentials, new Date(madeAtMs), { expiresSeconds })
  const headers = Object.entries(signedHeaders)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name: name === 'content-type' ? 'Content-Type' : name, value }))
  return {
    // The contract's schema checks the ids on their way out.
    linkId: linkId as LinkView['linkId'],
    accountId: request.accountId,
    objectKey,
    forWhom: request.forWhom,
    kind: 'put',
    url,
    madeAtMs,
    expiresAtMs: madeAtMs + expiresSeconds * 1000,
    ...(cappedBy === undefined ? {} : { cappedBy }),
    headers,
  }
}

/** The key a link may be for. Throws `object.invalidKey`, `object.keyTooLong` or `object.outsideFolder`. */
export function linkKey(typed: string, folder: string): string {
  const objectKey = normalizeObjectKey(typed)
  checkObjectKey(objectKey)
  // Browsers and HTTP clients collapse `.` and `..`, and the signature would no longer fit.
  if (breaksInLinks(objectKey)) throw new AppError('object.invalidKey')
  if (!objectKey.startsWith(folder) || objectKey === folder) {
    throw new AppError('object.outsideFolder', { params: { folder } })
  }
  return objectKey
}

function headersFor({ contentType, storageClass, metadata, isFirstUploadOnly }: LinkRequest): Record<string, string> {
  if (contentType !== undefined && !/^[\x20-\x7e]+$/.test(contentType)) {
    throw new AppError('option.invalid', { params: { detail: contentType } })
  }
  return {
    ...metadataHeaders(metadata),
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...(storageClass === undefined ? {} : { 'x-oss-storage-class': storageClass }),
    ...(isFirstUploadOnly ? { 'x-oss-forbid-overwrite': 'true' } : {}),
  }
}

type Cap = { seconds: number; reason: NonNullable<LinkView['cappedBy']> }

/** An absolute end wins over the seconds it takes to sign; the tightest limit wins over both. */
export function validitySeconds(
  validity: Validity,
  { credentials, tokenExpiresAtMs, nowMs }: Pick<LinkFacts, 'credentials' | 'tokenExpiresAtMs' | 'nowMs'>,
): { expiresSeconds: number; cappedBy?: LinkView['cappedBy'] } {
  const secondsUntil = (atMs: number) => Math.floor((atMs - nowMs) / 1000)
  const asked = validity.kind === 'seconds' ? validity.seconds : secondsUntil(validity.atMs)
  if (asked < minExpiresSeconds) throw new AppError('option.invalid', { params: { detail: 'validity' } })
  const caps: Cap[] = [{ seconds: maxExpiresSeconds.longTerm, reason: 'maximum' }]
  if (credentials.securityToken) {
    caps.push({ seconds: maxExpiresSeconds.temporary, reason: 'stsMaximum' })
    if (tokenExpiresAtMs !== undefined) caps.push({ seconds: secondsUntil(tokenExpiresAtMs), reason: 'tokenEnd' })
  }
  const tightest = caps.reduce((low, cap) => (cap.seconds < low.seconds ? cap : low))
  if (tightest.seconds < minExpiresSeconds) throw new AppError('auth.tokenExpired')
  if (asked <= tightest.seconds) return { expiresSeconds: asked }
  return { expiresSeconds: tightest.seconds, cappedBy: tightest.reason }
}
