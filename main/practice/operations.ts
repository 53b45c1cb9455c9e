// Which OSS operation a request is, and the right it needs.
import { notImplemented, Refusal } from './refusal.ts'
import type { Target } from './target.ts'

type Level = 'service' | 'bucket' | 'object'
type Rule = { method: string; level: Level; has: readonly string[]; name: string; action: string }

const rule = (method: string, level: Level, has: readonly string[], name: string, action: string): Rule => ({
  method,
  level,
  has,
  name,
  action,
})

// In order: the first that fits is it.
const rules = [
  rule('GET', 'service', [], 'ListBuckets', 'oss:ListBuckets'),
  rule('GET', 'bucket', ['list-type'], 'ListObjectsV2', 'oss:ListObjects'),
  rule('GET', 'bucket', ['uploads'], 'ListMultipartUploads', 'oss:ListMultipartUploads'),
  rule('GET', 'bucket', ['bucketInfo'], 'GetBucketInfo', 'oss:GetBucketInfo'),
  rule('GET', 'bucket', ['location'], 'GetBucketLocation', 'oss:GetBucketLocation'),
  rule('GET', 'bucket', ['cors'], 'GetBucketCors', 'oss:GetBucketCors'),
  rule('PUT', 'bucket', ['cors'], 'PutBucketCors', 'oss:PutBucketCors'),
  rule('DELETE', 'bucket', ['cors'], 'DeleteBucketCors', 'oss:DeleteBucketCors'),
  rule('POST', 'bucket', ['delete'], 'DeleteMultipleObjects', 'oss:DeleteObject'),
  rule('GET', 'bucket', [], 'ListObjects', 'oss:ListObjects'),
  rule('HEAD', 'bucket', [], 'HeadBucket', 'oss:GetBucketInfo'),
  rule('POST', 'bucket', [], 'PostObject', 'oss:PutObject'),
  rule('PUT', 'object', ['partNumber', 'uploadId'], 'UploadPart', 'oss:PutObject'),
  rule('POST', 'object', ['uploads'], 'InitiateMultipartUpload', 'oss:PutObject'),
  rule('POST', 'object', ['uploadId'], 'CompleteMultipartUpload', 'oss:PutObject'),
  rule('DELETE', 'object', ['uploadId'], 'AbortMultipartUpload', 'oss:AbortMultipartUpload'),
  rule('GET', 'object', ['uploadId'], 'ListParts', 'oss:ListParts'),
  rule('GET', 'object', ['tagging'], 'GetObjectTagging', 'oss:GetObjectTagging'),
  rule('PUT', 'object', ['tagging'], 'PutObjectTagging', 'oss:PutObjectTagging'),
  rule('DELETE', 'object', ['tagging'], 'DeleteObjectTagging', 'oss:DeleteObjectTagging'),
  rule('HEAD', 'object', [], 'HeadObject', 'oss:GetObject'),
  rule('GET', 'object', [], 'GetObject', 'oss:GetObject'),
  rule('PUT', 'object', [], 'PutObject', 'oss:PutObject'),
  rule('DELETE', 'object', [], 'DeleteObject', 'oss:DeleteObject'),
] as const satisfies readonly Rule[]

export type Operation = { name: string; action: string }

// Sub-resources of real OSS that this server does not have: refusing is honest, ignoring them would store nonsense.
const unsupported = [
  'acl', 'append', 'asyncFetch', 'comp', 'encryption', 'inventory', 'lifecycle', 'live', 'logging', 'objectMeta', 'policy',
  'position', 'qos', 'referer', 'replication', 'restore', 'seal', 'select', 'stat', 'symlink', 'torrent', 'versionId',
  'versioning', 'versions', 'website', 'worm', 'x-oss-process', 'x-oss-async-process',
] // prettier-ignore

/** Looks at method and sub-resource only; `throw`s nothing, so that it can run before the signature is checked. */
export function identify(method: string, target: Target): Operation | undefined {
  const level: Level = target.bucket === undefined ? 'service' : target.objectKey === undefined ? 'bucket' : 'object'
  const names = new Set(target.query.map(({ name }) => name))
  return rules.find(
    (each) => each.method === method && each.level === level && each.has.every((name) => names.has(name)),
  )
}

/** Refuses what real OSS has and this server has not, and methods that mean nothing. */
export function requireKnown(
  operation: Operation | undefined,
  target: Target,
  copySource: string | undefined,
): Operation {
  const strange = target.query.find(({ name }) => unsupported.includes(name))
  if (strange) throw notImplemented(strange.name)
  if (copySource !== undefined) throw notImplemented('x-oss-copy-source')
  if (operation) return operation
  const message = 'The specified method is not allowed against this resource.'
  throw new Refusal(405, 'MethodNotAllowed', message)
}
