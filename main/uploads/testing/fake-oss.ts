import { AppError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { CallOptions } from '../../oss/client.ts'
import type { ObjectInfo } from '../../oss/object-operations.ts'
import type { RequestBody } from '../../oss/types.ts'
import { metadataOf } from '../../../shared/oss/metadata.ts'
import { combineCrc64 } from '../../oss/crc64.ts'
import type { StopSignal } from '../../oss/stop.ts'
import type { UploadClient } from '../ports.ts'
import type { FakeDisk } from './fake-disk.ts'

type Headers = Readonly<Record<string, string>>
type Stored = { size: number; crc64: string; etag: string }
export type StoredObject = Stored & { headers: Headers }
type Upload = { objectKey: string; headers: Headers; parts: Map<number, Stored>; initiatedMs: number }

/** `before`: the request has no effect. `after`: it has, but its answer is lost. `hang`: no answer until aborted. */
export type Fault = { before: AppError } | { after: AppError } | { hang: true }
const retryable = new Set<ErrorCode>([
  'net.reset',
  'net.offline',
  'net.hostNotFound',
  'net.timeout',
  'net.proxyRefused',
  'net.refused',
  'server.busy',
  'server.error',
  'upload.checksumMismatch',
])
export const failure = (code: ErrorCode, params: Record<string, number | string> = {}): AppError =>
  new AppError(code, { isRetryable: retryable.has(code), params })

const isForbidden = (headers: Headers | undefined): boolean => headers?.['x-oss-forbid-overwrite'] === 'true'

/** A bucket in memory that keeps a list of what it was asked, and fails as a test tells it to. */
export class FakeOss implements UploadClient {
  readonly operations: string[] = []
  readonly objects = new Map<string, StoredObject>()
  readonly uploads = new Map<string, Upload>()
  /** Asked for every operation, e.g. `uploadPart U1 #3`, with how often it came before. */
  fault: (operation: string, count: number) => Fault | undefined = () => undefined
  /** Held up before it is answered; an abort ends the wait. */
  delay: (operation: string) => Promise<void> = () => Promise.resolve()
  running = 0
  mostRunning = 0
  partBytes = 0
  /** By the server's clock, which stands still. */
  nowMs = Date.UTC(2026, 10, 20, 8)
  readonly #disk: FakeDisk
  #uploadCount = 0

  constructor(disk: FakeDisk) {
    this.#disk = disk
  }

  async putObject(objectKey: string, body: RequestBody, headers: Headers, options: CallOptions) {
    this.#open(body)
    return this.#do(`put ${objectKey}`, options, () => {
      if (isForbidden(headers) && this.objects.has(objectKey)) throw failure('object.exists')
      const stored = this.#store(body, options)
      this.objects.set(objectKey, { ...stored, headers })
      return { etag: stored.etag, crc64: stored.crc64, requestId: 'R' }
    })
  }

  headObject(objectKey: string, options: CallOptions): Promise<ObjectInfo> {
    return this.#do(`head ${objectKey}`, options, () => {
      const found = this.objects.get(objectKey)
      if (!found) throw failure('object.notFound')
      const contentType = found.headers['content-type'] ?? ''
      const metadata = metadataOf(found.headers)
      const rest = { contentType, lastModifiedMs: 0, storageClass: 'Standard', metadata, headers: {} }
      return { sizeBytes: found.size, etag: found.etag, crc64: found.crc64, requestId: 'R', ...rest }
    })
  }

  initiateMultipartUpload(objectKey: string, headers: Headers, options: CallOptions) {
    return this.#do(`initiate ${objectKey}`, options, () => {
      const uploadId = `U${++this.#uploadCount}`
      this.uploads.set(uploadId, { objectKey, headers, parts: new Map(), initiatedMs: this.nowMs })
      return { uploadId, requestId: 'R' }
    })
  }

  uploadPart(
    part: { objectKey: string; uploadId: string; partNumber: number },
    body: RequestBody,
    options: CallOptions,
  ) {
    return this.#do(`uploadPart ${part.uploadId} #${part.partNumber}`, options, () => {
      const upload = this.#upload(part.uploadId)
      const stored = this.#store(body, options)
      this.partBytes += stored.size
      upload.parts.set(part.partNumber, stored)
      return { etag: stored.etag, crc64: stored.crc64, requestId: 'R' }
    })
  }

  listParts({ uploadId }: { uploadId: string }, options: CallOptions) {
    return this.#do(`listParts ${uploadId}`, options, () =>
      [...this.#upload(uploadId).parts].map(([partNumber, { etag, size, crc64 }]) => {
        return { partNumber, etag, sizeBytes: size, crc64, lastModifiedMs: 0 }
      }),
    )
  }

  completeMultipartUpload(what: Parameters<UploadClient['completeMultipartUpload']>[0], options: CallOptions) {
    const numbers = what.parts.map(({ partNumber }) => partNumber).join(',')
    return this.#do(`complete ${what.uploadId} [${numbers}]`, options, () => {
      const upload = this.#upload(what.uploadId)
      let size = 0
      let crc64 = '0'
      for (const { partNumber, etag } of what.parts) {
        const part = upload.parts.get(partNumber)
        if (part?.etag !== etag) throw failure('upload.partRejected')
        size += part.size
        crc64 = combineCrc64(crc64, part.crc64, part.size)
      }
      const isTaken = this.objects.has(upload.objectKey)
      if (isTaken && (isForbidden(what.headers) || isForbidden(upload.headers))) throw failure('object.exists')
      this.uploads.delete(what.uploadId)
      this.objects.set(upload.objectKey, { size, crc64, etag: `${what.uploadId}-n`, headers: upload.headers })
      if (what.expectedCrc64 !== undefined && what.expectedCrc64 !== crc64)
        throw new AppError('upload.checksumMismatch')
      return { etag: `${what.uploadId}-n`, crc64, requestId: 'R' }
    })
  }

  abortMultipartUpload({ uploadId }: { uploadId: string }, options: CallOptions): Promise<void> {
    return this.#do(`abort ${uploadId}`, options, () => {
      this.#upload(uploadId)
      this.uploads.delete(uploadId)
    })
  }

  listMultipartUploads({ prefix = '' }: { prefix?: string }, options: CallOptions) {
    return this.#do(`listUploads ${prefix}`, options, () =>
      [...this.uploads]
        .filter(([, { objectKey }]) => objectKey.startsWith(prefix))
        .map(([uploadId, { objectKey, initiatedMs }]) => ({ objectKey, uploadId, initiatedMs })),
    )
  }

  now(): number {
    return this.nowMs
  }

  count(start: string): number {
    return this.operations.filter((operation) => operation.startsWith(start)).length
  }

  #upload(uploadId: string): Upload {
    const upload = this.uploads.get(uploadId)
    if (!upload) throw failure('upload.notFound')
    return upload
  }

  #open(body: RequestBody): void {
    if (body.kind !== 'file' || body.mtimeMs === undefined) return
    const found = this.#disk.files.get(body.path)
    if (!found) throw failure('file.notFound')
    if (found.size !== body.end || found.mtimeMs !== body.mtimeMs) throw failure('file.changed')
  }

  #store(body: RequestBody, options: CallOptions): Stored {
    if (body.kind !== 'file') return { size: 0, crc64: '0', etag: 'E0' }
    const { path, start, end } = body
    const crc64 = this.#disk.checksum(path, start, end)
    options.onSent?.(end - start)
    return { size: end - start, crc64, etag: `E${crc64}` }
  }

  async #do<T>(operation: string, { signal }: CallOptions, work: () => T): Promise<T> {
    signal.throwIfAborted()
    const fault = this.fault(operation, this.operations.filter((earlier) => earlier === operation).length)
    this.operations.push(operation)
    this.mostRunning = Math.max(this.mostRunning, ++this.running)
    try {
      await Promise.race([this.delay(operation), aborted(signal)])
      if (fault && 'hang' in fault) await aborted(signal)
      if (fault && 'before' in fault) throw fault.before
      const result = work()
      if (fault && 'after' in fault) throw fault.after
      return result
    } finally {
      this.running--
    }
  }
}

const aborted = (signal: StopSignal): Promise<never> =>
  new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
