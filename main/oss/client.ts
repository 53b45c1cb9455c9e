// One bucket of OSS as typed calls: signs at send time, maps errors, checks checksums, follows the server's clock.
import type { GetObjectOptions, ObjectBytes, ObjectInfo, StoredObject } from './object-operations.ts'
import type { ListObjectsOptions, ObjectPage } from './list-operations.ts'
import type {
  CompletedUpload,
  InitiatedUpload,
  ListedPart,
  PartToComplete,
  StoredPart,
  UnfinishedUpload,
  UploadRef,
} from './multipart-operations.ts'
import type { RequestBody } from './types.ts'

export type CallOptions = {
  signal: AbortSignal
  /** Bytes of the body handed to the network by this attempt, as the transport reports them. */
  onSent?: (bytes: number) => void
}

type Headers = Readonly<Record<string, string>>

/**
 * Every call throws AppError (`isRetryable` says whether the same call may succeed later) or the signal's reason.
 * Nothing is retried here, except once after the clock offset was corrected from the server's time.
 */
export type OssClient = {
  /** Milliseconds since 1970 by the server's clock, as far as known: what links must be signed with. */
  now(): number
  /** One request for the whole object. 203 throws `callback.failed`: the object is stored. */
  putObject(objectKey: string, body: RequestBody, headers: Headers, options: CallOptions): Promise<StoredObject>
  headObject(objectKey: string, options: CallOptions): Promise<ObjectInfo>
  /** For small objects and ranges: at most 8 MiB arrive. */
  getObject(objectKey: string, what: GetObjectOptions, options: CallOptions): Promise<ObjectBytes>
  /** Also succeeds when there was no such object. */
  deleteObject(objectKey: string, options: CallOptions): Promise<void>
  /** One page, at most 1000 entries. */
  listObjects(what: ListObjectsOptions, options: CallOptions): Promise<ObjectPage>
  /** Headers of the object to be (type, class, metadata, tags) go here, not on the parts. */
  initiateMultipartUpload(objectKey: string, headers: Headers, options: CallOptions): Promise<InitiatedUpload>
  uploadPart(part: UploadRef & { partNumber: number }, body: RequestBody, options: CallOptions): Promise<StoredPart>
  /** Every part OSS has, all pages, by ascending part number. */
  listParts(upload: UploadRef, options: CallOptions): Promise<ListedPart[]>
  /**
   * `expectedCrc64` is the combined checksum of the parts: a different one throws `upload.checksumMismatch`, not
   * retryable because the upload ID is spent. Headers may carry x-oss-forbid-overwrite and x-oss-callback.
   */
  completeMultipartUpload(
    upload: UploadRef & { parts: readonly PartToComplete[]; expectedCrc64?: string; headers?: Headers },
    options: CallOptions,
  ): Promise<CompletedUpload>
  /** Throws `upload.notFound` when it was finished or aborted before. */
  abortMultipartUpload(upload: UploadRef, options: CallOptions): Promise<void>
  /** Every unfinished upload under the prefix, all pages. */
  listMultipartUploads(what: { prefix?: string }, options: CallOptions): Promise<UnfinishedUpload[]>
}
