import type { OssRequest } from './types.ts'

type Rule = { method: OssRequest['method']; query?: string; action: string }

const objectRules: readonly Rule[] = [
  { method: 'PUT', action: 'oss:PutObject' },
  { method: 'POST', action: 'oss:PutObject' },
  { method: 'GET', query: 'uploadId', action: 'oss:ListParts' },
  { method: 'GET', action: 'oss:GetObject' },
  { method: 'HEAD', action: 'oss:GetObject' },
  { method: 'DELETE', query: 'uploadId', action: 'oss:AbortMultipartUpload' },
  { method: 'DELETE', action: 'oss:DeleteObject' },
]

const bucketRules: readonly Rule[] = [
  { method: 'GET', query: 'uploads', action: 'oss:ListMultipartUploads' },
  { method: 'GET', query: 'bucketInfo', action: 'oss:GetBucketInfo' },
  { method: 'GET', query: 'cors', action: 'oss:GetBucketCors' },
  { method: 'PUT', query: 'cors', action: 'oss:PutBucketCors' },
  { method: 'GET', action: 'oss:ListObjects' },
]

/**
 * The RAM permission a request needs, as policies name it: what to ask for when OSS says no without saying what is
 * missing. `oss:*` for a request not in the table.
 */
export function ramAction(request: OssRequest): string {
  const rules = request.objectKey === undefined ? bucketRules : objectRules
  const rule = rules.find(
    ({ method, query }) => method === request.method && (query === undefined || Object.hasOwn(request.query, query)),
  )
  return rule?.action ?? 'oss:*'
}

/** As policies name it: `acs:oss:*:*:bucket/key`. */
export const ramResource = (bucket: string, objectKey: string | undefined): string =>
  `acs:oss:*:*:${bucket}${objectKey === undefined ? '' : `/${objectKey}`}`
