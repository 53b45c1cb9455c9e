// What every answer of OSS is asked for: its headers, its XML root, its times.
import { AppError } from '../../shared/errors.ts'
import type { OssResponse } from './types.ts'
import { childText, parseXml } from './xml.ts'
import type { XmlElement } from './xml.ts'
import { decodeListedName } from './encode.ts'

/** Any answer of OSS carries at least x-oss-request-id; a captive portal or another web server has no such header. */
export const isFromOss = (response: OssResponse): boolean =>
  Object.keys(response.headers).some((name) => name.startsWith('x-oss-'))

export const bodyText = (response: OssResponse): string => new TextDecoder().decode(response.body)

/** The XML of an answer that must have it. Throws `server.error`, retryable: it was cut or garbled on the way. */
export function rootNamed(response: OssResponse, name: string): XmlElement {
  const root = parseXml(bodyText(response))
  if (root?.name === name) return root
  throw new AppError('server.error', { isRetryable: true, cause: new Error(`expected ${name} in the answer`) })
}

/** Milliseconds since 1970, 0 when the text is no time. */
export function timeMs(text: string | undefined): number {
  const ms = Date.parse(text ?? '')
  return Number.isNaN(ms) ? 0 : ms
}

/** OSS quotes ETags; everything here keeps them bare. */
export const bareEtag = (text: string): string => text.replace(/^"|"$/g, '')

/** Object keys and markers of a listing asked for with `encoding-type=url`; servers without it answer plainly. */
export function listedName(root: XmlElement): (parent: XmlElement, name: string) => string {
  const isEncoded = childText(root, 'EncodingType') === 'url'
  return (parent, name) => (isEncoded ? decodeListedName(childText(parent, name)) : childText(parent, name))
}

/** Milliseconds for which OSS held the request up to keep to a limit; undefined when it did not. */
export function throttledMs(headers: OssResponse['headers']): number | undefined {
  const text = headers['x-oss-qos-delay-time']?.trim() ?? ''
  return /^\d{1,9}$/.test(text) && Number(text) > 0 ? Number(text) : undefined
}

export type AnswerFacts = { etag: string; crc64?: string; requestId: string; versionId?: string; throttledMs?: number }

export function answerFacts({ headers }: OssResponse): AnswerFacts {
  const crc64 = headers['x-oss-hash-crc64ecma']
  const versionId = headers['x-oss-version-id']
  const heldUpMs = throttledMs(headers)
  return {
    etag: bareEtag(headers['etag'] ?? ''),
    requestId: headers['x-oss-request-id'] ?? '',
    ...(crc64 !== undefined && { crc64 }),
    ...(versionId !== undefined && { versionId }),
    ...(heldUpMs !== undefined && { throttledMs: heldUpMs }),
  }
}
