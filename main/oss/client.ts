// One bucket of OSS as typed calls: signs at send time, maps errors, checks checksums, follows the server's clock.
import { AppError } from '../../shared/errors.ts'
import type { CorsRule } from '../../shared/oss/cors-rule.ts'
import { allPages } from './all-pages.ts'
import {
  addCorsRuleBody,
  getCorsRequest,
  hasCorsRule,
  isNoCors,
  isPreflightAnswer,
  pageRights,
  parseCors,
  preflightRequest,
  putCorsRequest,
} from './cors-operations.ts'
import type { CorsConfiguration, PageRights, PageWish } from './cors-operations.ts'
import { listObjectsRequest, parseObjectPage } from './list-operations.ts'
import type { ListObjectsOptions, ObjectPage } from './list-operations.ts'
import {
  abortUploadRequest,
  completeUploadBody,
  completeUploadRequest,
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
import type {
  CompletedUpload,
  InitiatedUpload,
  ListedPart,
  PartToComplete,
  StoredPart,
  UnfinishedUpload,
  UploadRef,
} from './multipart-operations.ts'
import {
  deleteObjectRequest,
  getObjectRequest,
  headObjectRequest,
  parseObjectBytes,
  parseObjectInfo,
  parseStoredObject,
  putObjectRequest,
} from './object-operations.ts'
import type { GetObjectOptions, ObjectBytes, ObjectInfo, StoredObject } from './object-operations.ts'
import { createSender } from './send.ts'
import type { Sender, SenderParts, SendOptions } from './send.ts'
import type { Exchange, FileFacts, RequestBody } from './types.ts'

/** `onSent`: bytes of the body handed to the network, as the transport reports them. */
export type CallOptions = SendOptions

type Headers = Readonly<Record<string, string>>

/**
 * Every call throws AppError (`isRetryable` says whether the same call may succeed later) or the signal's reason.
 * `upload.checksumMismatch` has the checksum OSS says it stored as param `storedCrc64`. A put object's `crc64` has been
 * compared with what was sent; absent, nothing could be compared.
 * Nothing is retried here, except once after the clock offset was corrected from the server's time.
 */
export type OssClient = {
  /** Milliseconds since 1970 by the server's clock, as far as known: what links must be signed with. */
  now(): number
  /** One request for the whole object. 203 throws `callback.failed`: the object is stored. `fileNow`: see Exchange. */
  putObject(
    objectKey: string,
    body: RequestBody,
    headers: Headers,
    options: CallOptions,
  ): Promise<StoredObject & { fileNow?: FileFacts }>
  headObject(objectKey: string, options: CallOptions): Promise<ObjectInfo>
  /** For small objects and ranges: at most 8 MiB arrive. */
  getObject(objectKey: string, what: GetObjectOptions, options: CallOptions): Promise<ObjectBytes>
  /** Also succeeds when there was no such object. */
  deleteObject(objectKey: string, options: CallOptions): Promise<void>
  /** One page, at most 1000 entries. */
  listObjects(what: ListObjectsOptions, options: CallOptions): Promise<ObjectPage>
  /** Headers of the object to be (type, class, metadata, tags) go here, not on the parts. */
  initiateMultipartUpload(objectKey: string, headers: Headers, options: CallOptions): Promise<InitiatedUpload>
  /** `crc64` is our own of what was sent, so that the whole can be compared even where OSS says none of a part. */
  uploadPart(
    part: UploadRef & { partNumber: number },
    body: RequestBody,
    options: CallOptions,
  ): Promise<StoredPart & { crc64: string }>
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
  /** Every unfinished upload under the prefix, all pages; with `limit`, no further page once there are so many. */
  listMultipartUploads(what: { prefix?: string; limit?: number }, options: CallOptions): Promise<UnfinishedUpload[]>
  /** Asks as a browser does, unsigned, whether a page may do this. Needs no right of the key. */
  isPageAllowed(wish: PageWish, options: CallOptions): Promise<boolean>
  /** The same, and which headers of the answer it may read. */
  pageRights(wish: PageWish, options: CallOptions): Promise<PageRights>
  /** Adds the rule to those of the bucket, which stay; nothing is sent when it is there. */
  addCorsRule(rule: CorsRule, options: CallOptions): Promise<void>
}

const none: RequestBody = { kind: 'none' }
const emptyCrc64 = '0'

/**
 * Our own checksum of what was sent, compared with OSS's where it gives one: not every server has one to give. An
 * answer that came before the whole body was sent has nothing to stand for, whatever it says: throws
 * `upload.incompleteBody`, retryable, with `storedCrc64` where something was stored.
 */
function checkSent(body: RequestBody, { sentCrc64, response }: Exchange): string {
  const stored = response.headers['x-oss-hash-crc64ecma']
  const params = stored === undefined ? {} : { storedCrc64: stored }
  const sent = body.kind === 'none' ? emptyCrc64 : sentCrc64
  if (sent === undefined) throw new AppError('upload.incompleteBody', { isRetryable: true, params })
  if (stored === undefined || stored === sent) return sent
  throw new AppError('upload.checksumMismatch', { isRetryable: true, params })
}

async function sendBody(
  send: Sender['send'],
  ...args: Parameters<Sender['send']>
): Promise<Exchange & { sentCrc64: string }> {
  const exchange = await send(...args)
  return { ...exchange, sentCrc64: checkSent(args[1], exchange) }
}

async function complete(
  send: Sender['send'],
  ...[upload, options]: Parameters<OssClient['completeMultipartUpload']>
): Promise<CompletedUpload> {
  const body: RequestBody = { kind: 'bytes', bytes: completeUploadBody(upload.parts) }
  const { response } = await send(completeUploadRequest(upload, upload.headers ?? {}), body, options)
  const completed = parseCompletedUpload(response)
  const { crc64 } = completed
  if (upload.expectedCrc64 !== undefined && crc64 !== undefined && crc64 !== upload.expectedCrc64) {
    throw new AppError('upload.checksumMismatch', { params: { storedCrc64: crc64 } })
  }
  return completed
}

async function corsOf(send: Sender['send'], options: CallOptions): Promise<CorsConfiguration | undefined> {
  try {
    return parseCors((await send(getCorsRequest, none, options)).response)
  } catch (error) {
    if (isNoCors(error)) return undefined
    throw error
  }
}

async function addRule(send: Sender['send'], rule: CorsRule, options: CallOptions): Promise<void> {
  const existing = await corsOf(send, options)
  if (hasCorsRule(existing, rule)) return
  const bytes = addCorsRuleBody(existing, rule)
  await send(putCorsRequest(bytes), { kind: 'bytes', bytes }, options)
}

async function askAsPage(
  { transport, target }: SenderParts,
  wish: PageWish,
  options: CallOptions,
): Promise<PageRights> {
  const { response } = await transport.send(preflightRequest(wish, target), none, options)
  if (isPreflightAnswer(response)) return pageRights(response, wish)
  throw new AppError('endpoint.notOss', { params: { host: target.endpoint.host } })
}

export type OssClientParts = SenderParts

export function createOssClient(parts: OssClientParts): OssClient {
  const { now, send } = createSender(parts)
  return {
    now,
    putObject: async (objectKey, body, headers, options) => {
      const { response, fileNow } = await sendBody(send, putObjectRequest(objectKey, headers), body, options)
      return { ...parseStoredObject(response), ...(fileNow === undefined ? {} : { fileNow }) }
    },
    headObject: async (objectKey, options) =>
      parseObjectInfo((await send(headObjectRequest(objectKey), none, options)).response),
    getObject: async (objectKey, what, options) =>
      parseObjectBytes((await send(getObjectRequest(objectKey, what), none, options)).response),
    deleteObject: async (objectKey, options) => {
      await send(deleteObjectRequest(objectKey), none, options)
    },
    listObjects: async (what, options) =>
      parseObjectPage((await send(listObjectsRequest(what), none, options)).response),
    initiateMultipartUpload: async (objectKey, headers, options) =>
      parseInitiatedUpload((await send(initiateUploadRequest(objectKey, headers), none, options)).response),
    uploadPart: async (part, body, options) => {
      const { response, sentCrc64 } = await sendBody(send, uploadPartRequest(part), body, options)
      return { ...parseStoredPart(response), crc64: sentCrc64 }
    },
    listParts: (upload, options) =>
      allPages<ListedPart, number>(async (marker) =>
        parsePartsPage((await send(listPartsRequest(upload, marker ?? 0), none, options)).response),
      ),
    completeMultipartUpload: (upload, options) => complete(send, upload, options),
    abortMultipartUpload: async (upload, options) => {
      await send(abortUploadRequest(upload), none, options)
    },
    listMultipartUploads: ({ prefix = '', limit = Infinity }, options) =>
      allPages<UnfinishedUpload, { keyMarker: string; uploadIdMarker: string }>(
        async (marker) => parseUploadsPage((await send(listUploadsRequest(prefix, marker), none, options)).response),
        limit,
      ),
    isPageAllowed: async (wish, options) => (await askAsPage(parts, wish, options)).isAllowed,
    pageRights: (wish, options) => askAsPage(parts, wish, options),
    addCorsRule: (rule, options) => addRule(send, rule, options),
  }
}
