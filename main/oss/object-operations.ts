/** What OSS says of an object it has just stored. `etag` is without quotes, `crc64` an unsigned decimal. */
export type StoredObject = { etag: string; crc64?: string; requestId: string; versionId?: string }

export type ObjectInfo = {
  sizeBytes: number
  etag: string
  /** Absent for copies and very old objects, which is not a mismatch. */
  crc64?: string
  contentType: string
  lastModifiedMs: number
  storageClass: string
  /** User metadata by lower-case name without its prefix, decoded. */
  metadata: Readonly<Record<string, string>>
  /** All answer headers, lower-case names. */
  headers: Readonly<Record<string, string>>
  requestId: string
  versionId?: string
}

/** `end` is exclusive. */
export type GetObjectOptions = { range?: { start: number; end: number } }
export type ObjectBytes = { info: ObjectInfo; bytes: Uint8Array }
