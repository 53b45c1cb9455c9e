import { describe, expect, it } from 'vitest'
import { listObjectsRequest, parseObjectPage } from './list-operations.ts'
import {
  completeUploadBody,
  initiateUploadRequest,
  listPartsRequest,
  listUploadsRequest,
  parseCompletedUpload,
  parseInitiatedUpload,
  parsePartsPage,
  parseStoredPart,
  parseUploadsPage,
  uploadPartRequest,
} from './multipart-operations.ts'
import { getObjectRequest, parseObjectInfo, putObjectRequest } from './object-operations.ts'
import type { OssResponse } from './types.ts'

const answer = (body: string, headers: Record<string, string> = {}): OssResponse => ({
  status: 200,
  headers: { 'x-oss-request-id': 'R1', ...headers },
  body: new TextEncoder().encode(body),
})

describe('objects', () => {
  it.each(['', '/a', 'a\ud800', '中'.repeat(342)])('does not begin to send under the name %j', (objectKey) => {
    const code = objectKey.length > 300 ? 'object.keyTooLong' : 'object.invalidKey'
    expect(() => putObjectRequest(objectKey, {})).toThrow(expect.objectContaining({ code }))
    expect(() => initiateUploadRequest(objectKey, {})).toThrow(expect.objectContaining({ code }))
  })

  it('asks for a range with an exclusive end, and wants no whole object instead of it', () => {
    expect(getObjectRequest('k', { range: { start: 0, end: 10 } }).headers).toEqual({
      range: 'bytes=0-9',
      'x-oss-range-behavior': 'standard',
    })
    expect(getObjectRequest('k', {}).headers).toEqual({})
  })

  it('reads what HEAD says', () => {
    const headers = {
      'content-length': '5368709120',
      'content-type': 'image/png',
      etag: '"ABC-2"',
      'last-modified': 'Fri, 20 Nov 2026 12:00:00 GMT',
      'x-oss-hash-crc64ecma': '11051210869376104954',
      'x-oss-meta-city': '%E4%B8%8A%E6%B5%B7',
      'x-oss-request-id': 'R1',
      'x-oss-storage-class': 'IA',
      'x-oss-version-id': 'V1',
    }
    expect(parseObjectInfo({ status: 200, headers, body: new Uint8Array() })).toEqual({
      sizeBytes: 5_368_709_120,
      contentType: 'image/png',
      etag: 'ABC-2',
      lastModifiedMs: Date.UTC(2026, 10, 20, 12),
      crc64: '11051210869376104954',
      metadata: { city: '上海' },
      storageClass: 'IA',
      requestId: 'R1',
      versionId: 'V1',
      headers,
    })
  })
})

describe('listing objects', () => {
  it('leaves out what was not asked for', () => {
    expect(listObjectsRequest({}).query).toEqual({ 'list-type': '2', 'encoding-type': 'url' })
    expect(
      listObjectsRequest({ prefix: 'a/', delimiter: '/', startAfter: 'a/b', continuationToken: 'T', maxKeys: 10 })
        .query,
    ).toEqual({
      'list-type': '2',
      'encoding-type': 'url',
      prefix: 'a/',
      delimiter: '/',
      'start-after': 'a/b',
      'continuation-token': 'T',
      'max-keys': '10',
    })
  })

  const entry = (key: string): string =>
    `<Contents><Key>${key}</Key><LastModified>2020-05-18T05:45:43.000Z</LastModified><ETag>"E"</ETag><Size>7</Size><StorageClass>Standard</StorageClass></Contents>`

  it('decodes keys, folders and the token of a URL-encoded page, but not ETags', () => {
    const page = parseObjectPage(
      answer(
        `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>${entry('a%20b%01%2B.txt')}` +
          `<CommonPrefixes><Prefix>%E6%96%87%2F</Prefix></CommonPrefixes><NextContinuationToken>T%3D</NextContinuationToken></ListBucketResult>`,
      ),
    )
    expect(page).toEqual({
      objects: [
        {
          objectKey: 'a b\u0001+.txt',
          sizeBytes: 7,
          etag: 'E',
          lastModifiedMs: Date.UTC(2020, 4, 18, 5, 45, 43),
          storageClass: 'Standard',
        },
      ],
      commonPrefixes: ['文/'],
      nextContinuationToken: 'T=',
    })
  })

  it('takes keys of a plain page as they are, numbers and percent signs too', () => {
    const page = parseObjectPage(
      answer(`<ListBucketResult>${entry('007')}${entry('100%25+ &amp; ')}</ListBucketResult>`),
    )
    expect(page.objects.map(({ objectKey }) => objectKey)).toEqual(['007', '100%25+ & '])
    expect(page).not.toHaveProperty('nextContinuationToken')
  })

  it.each(['', '<ListBucketResult><Contents>', '<html></html>', '{}'])(
    'does not take %j for an empty bucket',
    (body) => {
      expect(() => parseObjectPage(answer(body))).toThrow(
        expect.objectContaining({ code: 'server.error', isRetryable: true }),
      )
    },
  )
})

describe('multipart', () => {
  it('sends headers with Initiate', () => {
    expect(initiateUploadRequest('k', { 'content-type': 'a/b' })).toEqual({
      method: 'POST',
      objectKey: 'k',
      query: { uploads: '', 'encoding-type': 'url' },
      headers: { 'content-type': 'a/b' },
    })
    const body = '<InitiateMultipartUploadResult><UploadId>U1</UploadId></InitiateMultipartUploadResult>'
    expect(parseInitiatedUpload(answer(body))).toEqual({ uploadId: 'U1', requestId: 'R1' })
  })

  it('needs the ETag of a part, without which the upload cannot be completed', () => {
    expect(uploadPartRequest({ objectKey: 'k', uploadId: 'U', partNumber: 3 }).query).toEqual({
      partNumber: '3',
      uploadId: 'U',
    })
    expect(parseStoredPart(answer('', { etag: '"E"', 'x-oss-hash-crc64ecma': '9' }))).toEqual({
      etag: 'E',
      crc64: '9',
      requestId: 'R1',
    })
    expect(() => parseStoredPart(answer(''))).toThrow(
      expect.objectContaining({ code: 'server.error', isRetryable: true }),
    )
  })

  it('reads parts, a lone one too, with ETags however quoted, and where the next page begins', () => {
    expect(listPartsRequest({ objectKey: 'k', uploadId: 'U' }, 0).query).toEqual({
      uploadId: 'U',
      'max-parts': '1000',
      'encoding-type': 'url',
    })
    expect(listPartsRequest({ objectKey: 'k', uploadId: 'U' }, 5).query).toMatchObject({ 'part-number-marker': '5' })
    const body =
      '<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker>' +
      '<Part><PartNumber>1</PartNumber><LastModified>2026-11-20T12:00:00.000Z</LastModified><ETag>&#34;E&#34;</ETag>' +
      '<HashCrc64ecma>18446744073709551615</HashCrc64ecma><Size>102400</Size></Part></ListPartsResult>'
    expect(parsePartsPage(answer(body))).toEqual({
      entries: [
        {
          partNumber: 1,
          etag: 'E',
          sizeBytes: 102_400,
          crc64: '18446744073709551615',
          lastModifiedMs: Date.UTC(2026, 10, 20, 12),
        },
      ],
      next: 1,
    })
  })

  it('completes in ascending order with quoted ETags', () => {
    const parts = [
      { partNumber: 10, etag: '"B"' },
      { partNumber: 2, etag: 'A' },
    ]
    expect(new TextDecoder().decode(completeUploadBody(parts))).toBe(
      '<CompleteMultipartUpload><Part><PartNumber>2</PartNumber><ETag>"A"</ETag></Part>' +
        '<Part><PartNumber>10</PartNumber><ETag>"B"</ETag></Part></CompleteMultipartUpload>',
    )
  })

  it("reads the result of Complete, also when the body is a callback server's", () => {
    const body = '<CompleteMultipartUploadResult><ETag>"X-2"</ETag></CompleteMultipartUploadResult>'
    expect(parseCompletedUpload(answer(body, { 'x-oss-hash-crc64ecma': '5' }))).toEqual({
      etag: 'X-2',
      crc64: '5',
      requestId: 'R1',
    })
    expect(parseCompletedUpload(answer('{"ok":true}', { etag: '"Y-2"' })).etag).toBe('Y-2')
  })

  it('lists unfinished uploads with both markers', () => {
    const marker = { keyMarker: 'k', uploadIdMarker: 'U' }
    expect(listUploadsRequest('in/', marker).query).toEqual({
      uploads: '',
      'max-uploads': '1000',
      prefix: 'in/',
      'key-marker': 'k',
      'upload-id-marker': 'U',
      'encoding-type': 'url',
    })
    const body =
      '<ListMultipartUploadsResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>' +
      '<NextKeyMarker>a%20b</NextKeyMarker><NextUploadIdMarker>U1</NextUploadIdMarker>' +
      '<Upload><Key>a%20b</Key><UploadId>U1</UploadId><Initiated>2026-11-20T12:00:00.000Z</Initiated></Upload></ListMultipartUploadsResult>'
    expect(parseUploadsPage(answer(body))).toEqual({
      entries: [{ objectKey: 'a b', uploadId: 'U1', initiatedMs: Date.UTC(2026, 10, 20, 12) }],
      next: { keyMarker: 'a b', uploadIdMarker: 'U1' },
    })
  })
})
