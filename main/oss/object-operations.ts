// Put, head, get and delete: their requests, and what their answers say.
import { checkObjectKey } from '../../shared/oss/object-key.ts'
import { metadataOf } from '../../shared/oss/metadata.ts'
import { answerFacts, timeMs } from './answer.ts'
import type { AnswerFacts } from './answer.ts'
import type { OssRequest, OssResponse } from './types.ts'

type Headers = Readonly<Record<string, string>>

/** What OSS says of an object it has just stored. `etag` is without quotes, `crc64` an unsigned decimal. */
export type StoredObject = AnswerFacts

export type ObjectInfo = AnswerFacts & {
  sizeBytes: number
  contentType: string
  /** 0 when OSS did not say. */
  lastModifiedMs: number
  storageClass: string
  /** User metadata by lower-case name without its prefix, decoded. */
  metadata: Readonly<Record<string, string>>
  /** All answer headers, lower-case names. */
  headers: Headers
}

/** `end` is exclusive. */
export type GetObjectOptions = { range?: { start: number; end: number } }
export type ObjectBytes = { info: ObjectInfo; bytes: Uint8Array }

/** Throws `object.invalidKey` or `object.keyTooLong` before anything is sent. */
export function putObjectRequest(objectKey: string, headers: Headers): OssRequest {
  checkObjectKey(objectKey)
  return { method: 'PUT', objectKey, query: {}, headers }
}

export const parseStoredObject = (response: OssResponse): StoredObject => answerFacts(response)

export const headObjectRequest = (objectKey: string): OssRequest => ({
  method: 'HEAD',
  objectKey,
  query: {},
  headers: {},
})

export function parseObjectInfo(response: OssResponse): ObjectInfo {
  const { headers } = response
  return {
    ...answerFacts(response),
    sizeBytes: Number(headers['content-length'] ?? response.body.length),
    contentType: headers['content-type'] ?? '',
    lastModifiedMs: timeMs(headers['last-modified']),
    storageClass: headers['x-oss-storage-class'] ?? 'Standard',
    metadata: metadataOf(headers),
    headers,
  }
}

/** Without `standard`, OSS answers a range beyond the end with the whole object. */
export const getObjectRequest = (objectKey: string, { range }: GetObjectOptions): OssRequest => ({
  method: 'GET',
  objectKey,
  query: {},
  headers: range ? { range: `bytes=${range.start}-${range.end - 1}`, 'x-oss-range-behavior': 'standard' } : {},
})

export const parseObjectBytes = (response: OssResponse): ObjectBytes => ({
  info: parseObjectInfo(response),
  bytes: response.body,
})

export const deleteObjectRequest = (objectKey: string): OssRequest => ({
  method: 'DELETE',
  objectKey,
  query: {},
  headers: {},
})
