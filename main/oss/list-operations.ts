// ListObjectsV2. Keys come back percent-encoded (`encoding-type=url`), because XML cannot hold every character.
import { bareEtag, listedName, rootNamed, timeMs } from './answer.ts'
import type { OssRequest, OssResponse } from './types.ts'
import { childText, childrenNamed } from './xml.ts'

export type ListObjectsOptions = {
  prefix?: string
  /** Usually `/`: keys beyond it fold into `commonPrefixes`. */
  delimiter?: string
  startAfter?: string
  continuationToken?: string
  /** 1..1000, OSS's default is 100. */
  maxKeys?: number
}

export type ListedObject = {
  objectKey: string
  sizeBytes: number
  etag: string
  lastModifiedMs: number
  storageClass: string
}

export type ObjectPage = {
  objects: ListedObject[]
  commonPrefixes: string[]
  /** Present when there is another page. */
  nextContinuationToken?: string
}

export function listObjectsRequest(what: ListObjectsOptions): OssRequest {
  const query: Record<string, string> = { 'list-type': '2', 'encoding-type': 'url' }
  // An empty value would be signed and sent bare, which OSS takes for the default: leave it out.
  if (what.prefix) query['prefix'] = what.prefix
  if (what.delimiter) query['delimiter'] = what.delimiter
  if (what.startAfter) query['start-after'] = what.startAfter
  if (what.continuationToken) query['continuation-token'] = what.continuationToken
  if (what.maxKeys !== undefined) query['max-keys'] = String(what.maxKeys)
  return { method: 'GET', query, headers: {} }
}

export function parseObjectPage(response: OssResponse): ObjectPage {
  const root = rootNamed(response, 'ListBucketResult')
  const nameOf = listedName(root)
  const next = nameOf(root, 'NextContinuationToken')
  return {
    objects: childrenNamed(root, 'Contents').map((entry) => ({
      objectKey: nameOf(entry, 'Key'),
      sizeBytes: Number(childText(entry, 'Size')),
      etag: bareEtag(childText(entry, 'ETag')),
      lastModifiedMs: timeMs(childText(entry, 'LastModified')),
      storageClass: childText(entry, 'StorageClass'),
    })),
    commonPrefixes: childrenNamed(root, 'CommonPrefixes').map((entry) => nameOf(entry, 'Prefix')),
    ...(childText(root, 'IsTruncated') === 'true' && next !== '' && { nextContinuationToken: next }),
  }
}
