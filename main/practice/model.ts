// What the practice server keeps.

/** A stretch of an object's bytes: one data file. */
export type Extent = { file: string; size: number }

/** Everything about an object but its bytes, as decided when it was put or its multipart upload began. */
export type ObjectOptions = {
  /** Headers given back on HEAD and GET: content-type, cache-control, x-oss-meta-*, encryption and so on. */
  headers: Readonly<Record<string, string>>
  storageClass: string
  acl: string
  tags: Readonly<Record<string, string>>
}

export type StoredObject = {
  objectKey: string
  type: 'Normal' | 'Multipart'
  size: number
  /** Without quotes. */
  etag: string
  crc64: string
  /** Base64; only for what came in one request. */
  md5?: string
  modifiedMs: number
  options: ObjectOptions
  extents: readonly Extent[]
}

export type Part = {
  partNumber: number
  size: number
  etag: string
  crc64: string
  modifiedMs: number
  extents: readonly Extent[]
}

export type Upload = {
  uploadId: string
  objectKey: string
  initiatedMs: number
  isOverwriteForbidden: boolean
  options: ObjectOptions
  parts: Map<number, Part>
}

export type CorsRule = {
  allowedOrigins: readonly string[]
  allowedMethods: readonly string[]
  allowedHeaders?: readonly string[]
  exposeHeaders?: readonly string[]
  maxAgeSeconds?: number
}

export type BucketConfig = {
  name: string
  region: string
  /** Custom domains bound to the bucket, without port. */
  cname?: readonly string[]
  /** The rules to begin with; rules set later through the API are kept in the storage folder and win. */
  cors?: readonly CorsRule[]
}
