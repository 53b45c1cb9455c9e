// The six calls of a multipart upload: their requests, and what their answers say.
import { AppError } from '../../shared/errors.ts'
import { checkObjectKey } from '../../shared/oss/object-key.ts'
import { answerFacts, bareEtag, bodyText, listedName, rootNamed, timeMs } from './answer.ts'
import type { AnswerFacts } from './answer.ts'
import type { OssRequest, OssResponse } from './types.ts'
import { childText, childrenNamed, escapeXml, parseXml } from './xml.ts'

export type UploadRef = { objectKey: string; uploadId: string }
export type InitiatedUpload = { uploadId: string; requestId: string }
export type StoredPart = AnswerFacts
export type ListedPart = { partNumber: number; etag: string; sizeBytes: number; crc64?: string; lastModifiedMs: number }
export type PartToComplete = { partNumber: number; etag: string }
export type CompletedUpload = AnswerFacts
export type UnfinishedUpload = UploadRef & { initiatedMs: number }

/** One page of a listing; `next` is present when there is another. */
type Page<Entry, Marker> = { entries: Entry[]; next?: Marker }
type UploadsMarker = { keyMarker: string; uploadIdMarker: string }

type Headers = Readonly<Record<string, string>>
const encoded = { 'encoding-type': 'url' }

/** Throws `object.invalidKey` or `object.keyTooLong` before anything is sent. */
export function initiateUploadRequest(objectKey: string, headers: Headers): OssRequest {
  checkObjectKey(objectKey)
  return { method: 'POST', objectKey, query: { uploads: '', ...encoded }, headers }
}

export function parseInitiatedUpload(response: OssResponse): InitiatedUpload {
  const uploadId = childText(rootNamed(response, 'InitiateMultipartUploadResult'), 'UploadId')
  return { uploadId, requestId: answerFacts(response).requestId }
}

export const uploadPartRequest = (part: UploadRef & { partNumber: number }): OssRequest => ({
  method: 'PUT',
  objectKey: part.objectKey,
  query: { partNumber: String(part.partNumber), uploadId: part.uploadId },
  headers: {},
})

/** Throws `server.error`, retryable, without an ETag: the part could not be named in Complete. */
export function parseStoredPart(response: OssResponse): StoredPart {
  const facts = answerFacts(response)
  if (facts.etag === '') throw new AppError('server.error', { isRetryable: true })
  return facts
}

export const listPartsRequest = ({ objectKey, uploadId }: UploadRef, partNumberMarker: number): OssRequest => ({
  method: 'GET',
  objectKey,
  query: {
    uploadId,
    'max-parts': '1000',
    ...(partNumberMarker > 0 && { 'part-number-marker': String(partNumberMarker) }),
    ...encoded,
  },
  headers: {},
})

export function parsePartsPage(response: OssResponse): Page<ListedPart, number> {
  const root = rootNamed(response, 'ListPartsResult')
  const entries = childrenNamed(root, 'Part').map((part): ListedPart => {
    const crc64 = childText(part, 'HashCrc64ecma')
    return {
      partNumber: Number(childText(part, 'PartNumber')),
      etag: bareEtag(childText(part, 'ETag')),
      sizeBytes: Number(childText(part, 'Size')),
      lastModifiedMs: timeMs(childText(part, 'LastModified')),
      ...(crc64 !== '' && { crc64 }),
    }
  })
  const next = Number(childText(root, 'NextPartNumberMarker'))
  return { entries, ...(childText(root, 'IsTruncated') === 'true' && next > 0 && { next }) }
}

export const completeUploadRequest = ({ objectKey, uploadId }: UploadRef, headers: Headers): OssRequest => ({
  method: 'POST',
  objectKey,
  query: { uploadId, ...encoded },
  headers,
})

/** Ascending by part number, as OSS demands. */
export function completeUploadBody(parts: readonly PartToComplete[]): Uint8Array {
  const list = parts
    .toSorted((a, b) => a.partNumber - b.partNumber)
    .map(({ partNumber, etag }) => {
      const quoted = escapeXml(`"${bareEtag(etag)}"`)
      return `<Part><PartNumber>${partNumber}</PartNumber><ETag>${quoted}</ETag></Part>`
    })
  return new TextEncoder().encode(`<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`)
}

/** With an upload callback the body is the callback server's own answer, so the XML may be missing. */
export function parseCompletedUpload(response: OssResponse): CompletedUpload {
  const facts = answerFacts(response)
  const root = parseXml(bodyText(response))
  const etag = root?.name === 'CompleteMultipartUploadResult' ? bareEtag(childText(root, 'ETag')) : ''
  return { ...facts, etag: etag || facts.etag }
}

export const abortUploadRequest = ({ objectKey, uploadId }: UploadRef): OssRequest => ({
  method: 'DELETE',
  objectKey,
  query: { uploadId },
  headers: {},
})

export const listUploadsRequest = (prefix: string, marker: UploadsMarker | undefined): OssRequest => ({
  method: 'GET',
  query: {
    uploads: '',
    'max-uploads': '1000',
    ...(prefix !== '' && { prefix }),
    ...(marker && { 'key-marker': marker.keyMarker }),
    ...(marker?.uploadIdMarker && { 'upload-id-marker': marker.uploadIdMarker }),
    ...encoded,
  },
  headers: {},
})

export function parseUploadsPage(response: OssResponse): Page<UnfinishedUpload, UploadsMarker> {
  const root = rootNamed(response, 'ListMultipartUploadsResult')
  const nameOf = listedName(root)
  const entries = childrenNamed(root, 'Upload').map((upload) => ({
    objectKey: nameOf(upload, 'Key'),
    uploadId: childText(upload, 'UploadId'),
    initiatedMs: timeMs(childText(upload, 'Initiated')),
  }))
  const keyMarker = nameOf(root, 'NextKeyMarker')
  const next = { keyMarker, uploadIdMarker: childText(root, 'NextUploadIdMarker') }
  return { entries, ...(childText(root, 'IsTruncated') === 'true' && keyMarker !== '' && { next }) }
}
