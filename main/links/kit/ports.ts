// What kits need of the world. Adapters are in main/platform.
import type { LinkId } from '../../../shared/model/link.ts'
import type { OssClient } from '../../oss/client.ts'
import type { Credentials, OssTarget } from '../../oss/types.ts'

/** What is remembered of a kit. No secret: what opens it is signed anew when it is handed over. */
export type KitRecord = {
  linkId: string
  accountId: string
  objectKey: string
  /** Undefined from before OSS is asked until it has answered: it may have begun one all the same. */
  uploadId?: string
  /** By the server's clock, as the two below. */
  askedAtMs: number
  madeAtMs: number
  expiresAtMs: number
  maxBytes: number
  exactBytes?: number
  partSize: number
  contentType?: string
  isFirstUploadOnly: boolean
  trafficLimitBitsPerSecond?: number
  /** To be removed at OSS, as soon as that can be done. */
  isUnwanted: boolean
}
export type OpenKit = KitRecord & { uploadId: string }

/** Remembers over restarts what was begun at OSS. Synchronous: nothing is asked of OSS before it is written. */
export type KitStore = {
  put(record: KitRecord): void
  get(linkId: string): KitRecord | undefined
  /** Oldest first. */
  all(): KitRecord[]
  remove(linkId: string): void
  close(): void
}

export type KitClient = Pick<
  OssClient,
  | 'now'
  | 'initiateMultipartUpload'
  | 'listParts'
  | 'completeMultipartUpload'
  | 'abortMultipartUpload'
  | 'listMultipartUploads'
>

export type KitAccount = {
  client: KitClient
  /** The account's folder: empty, or ending in `/`. */
  folder: string
  target: OssTarget
  credentials: Credentials
  tokenExpiresAtMs?: number
}

/** Why a kit is no more. `gone`: finished by its sender, or removed by somebody else. */
export type KitEnd = 'finished' | 'discarded' | 'expired' | 'gone'

export type KitClock = {
  now(): number
  /** Rejects with the signal's reason when aborted. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>
  every(intervalMs: number, tick: () => void): () => void
}

export type KitsOptions = {
  store: KitStore
  /** Throws AppError `account.*`. */
  account(accountId: string): Promise<KitAccount>
  clock: KitClock
  /** Whether something else here goes on with that upload. */
  isHeld(objectKey: string, uploadId: string): boolean
  onParts(linkId: LinkId, parts: { accepted: number; planned: number }): void
  /** `parts`: how many were thrown away. */
  onEnd(link: Pick<KitRecord, 'linkId' | 'accountId' | 'objectKey'>, end: KitEnd, parts: number): void
  report(error: unknown): void
}
