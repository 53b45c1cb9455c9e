// A kit: every request of one multipart upload that its sender needs, each signed beforehand.
import type { KitDocument } from '../../../shared/model/kit.ts'
import { partNumberPlace, signaturePlace } from '../../../shared/model/kit.ts'
import { planKit } from '../../../shared/oss/kit-size.ts'
import { presignUrl } from '../../oss/sign-v4.ts'
import type { Credentials, OssRequest, OssTarget } from '../../oss/types.ts'
import type { OpenKit } from './ports.ts'

export type Signer = {
  target: OssTarget
  credentials: Credentials
  /** By the server's clock, as far as it is known. */
  nowMs: number
}

type NameAndValue = { name: string; value: string }

/** As many as OSS lists in one answer. */
const partsListed = 1000
const signatureLength = 64

/** Bytes of part `number`, when all of them are known beforehand. */
const exactSizeOf = (number: number, partSize: number, totalBytes: number): number =>
  Math.min(partSize, totalBytes - (number - 1) * partSize)

/**
 * Signed anew from what is remembered of the upload, so that nothing secret has to be kept. It ends when the link does,
 * whenever it was signed. `headers`: of Complete.
 */
export function signKit(kit: OpenKit, headers: readonly NameAndValue[], signer: Signer): KitDocument {
  const { objectKey, uploadId, expiresAtMs, partSize, exactBytes, trafficLimitBitsPerSecond } = kit
  const { target, credentials } = signer
  const signedAtMs = Math.floor(signer.nowMs / 1000) * 1000
  const expiresSeconds = Math.floor((expiresAtMs - signedAtMs) / 1000)
  const sign = (
    method: OssRequest['method'],
    query: Record<string, string>,
    sent: Record<string, string> = {},
    additionalHeaders: readonly string[] = [],
  ): string => {
    const request = { method, objectKey, query: { uploadId, ...query }, headers: sent }
    return presignUrl(request, target, credentials, new Date(signedAtMs), { expiresSeconds, additionalHeaders }).url
  }
  const partCount = exactBytes === undefined ? planKit(kit.maxBytes).partCount : Math.ceil(exactBytes / partSize)
  const limit = trafficLimitBitsPerSecond === undefined ? {} : { 'x-oss-traffic-limit': `${trafficLimitBitsPerSecond}` }
  const partUrl = (number: number): string => {
    const query = { partNumber: String(number), ...limit }
    if (exactBytes === undefined) return sign('PUT', query)
    return sign('PUT', query, { 'content-length': `${exactSizeOf(number, partSize, exactBytes)}` }, ['content-length'])
  }
  const urls = Array.from({ length: Math.max(1, partCount) }, (_, index) => partUrl(index + 1))
  const list = Array.from({ length: Math.ceil(urls.length / partsListed) }, (_, page) =>
    sign('GET', {
      'max-parts': String(partsListed),
      ...(page > 0 && { 'part-number-marker': String(page * partsListed) }),
    }),
  )
  const sent = Object.fromEntries(headers.map(({ name, value }) => [name, value]))
  const all = { name: 'x-oss-complete-all', value: 'yes' }
  return {
    format: 'oss-courier-link',
    version: 1,
    kind: 'multipart',
    objectKey,
    uploadId,
    madeAtMs: kit.madeAtMs,
    expiresAtMs,
    ...(kit.contentType === undefined ? {} : { contentType: kit.contentType }),
    maxBytes: kit.maxBytes,
    ...(exactBytes === undefined ? {} : { exactBytes }),
    isFirstUploadOnly: kit.isFirstUploadOnly,
    partSize,
    part: { url: templateOf(urls[0] ?? ''), signatures: urls.map((url) => url.slice(-signatureLength)) },
    list,
    complete: { url: sign('POST', {}, sent), headers: [...headers] },
    completeAll: { url: sign('POST', {}, { ...sent, [all.name]: all.value }), headers: [...headers, all] },
    abort: sign('DELETE', {}),
  }
}

/** The addresses of parts differ in their number, which sorts first in the query, and in the signature, which ends them. */
const templateOf = (first: string): string =>
  first.slice(0, -signatureLength).replace('?partNumber=1&', `?partNumber=${partNumberPlace}&`) + signaturePlace

/** The address of one part. */
export const partUrlOf = ({ part }: Pick<KitDocument, 'part'>, number: number): string =>
  part.url.replace(partNumberPlace, String(number)).replace(signaturePlace, part.signatures[number - 1] ?? '')
