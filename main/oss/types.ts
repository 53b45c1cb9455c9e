// The nouns of the OSS protocol layer: what is signed, what is sent, what comes back.
import type { StopSignal } from './stop.ts'

/** Long-term keys, or temporary STS keys with their token. Held in memory only while needed. */
export type Credentials = {
  accessKeyId: string
  accessKeySecret: string
  securityToken?: string
}

export type AddressingStyle = 'virtual' | 'path' | 'cname'

/** Where requests for one bucket go. `host` is what the Host header says: for `virtual` with the bucket in front. */
export type Endpoint = { protocol: 'https:' | 'http:'; host: string; style: AddressingStyle }

export type OssTarget = {
  bucket: string
  /** Signing region, `cn-hangzhou`, never `oss-cn-hangzhou`. */
  region: string
  endpoint: Endpoint
}

/** One request before signing. Query and headers are decoded; an empty query value is written bare (`uploads`). */
export type OssRequest = {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  /** Undefined for a bucket-level request. */
  objectKey?: string
  query: Readonly<Record<string, string>>
  headers: Readonly<Record<string, string>>
}

/** One request as it goes on the wire. `path` is the raw request target and must not be normalised on the way. */
export type SignedRequest = {
  /** OPTIONS is a browser's question, which is never signed. */
  method: OssRequest['method'] | 'OPTIONS'
  protocol: 'https:' | 'http:'
  /** Host with port when it is not the scheme's default. */
  host: string
  path: string
  headers: Readonly<Record<string, string>>
}

/**
 * `file` bytes [start, end) are read, checksummed and sent by the transport itself, so they never cross a thread. With
 * `mtimeMs` they are the whole of a file last modified then: of any other nothing is sent (AppError `file.changed`), and
 * the answer says what the file is now.
 */
export type RequestBody =
  | { kind: 'none' }
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'file'; path: string; start: number; end: number; mtimeMs?: number }

export type OssResponse = {
  status: number
  /** Lower-case names; repeated headers joined with `, `. */
  headers: Readonly<Record<string, string>>
  /** At most 8 MiB are kept: nothing this app asks for is larger. */
  body: Uint8Array
}

/** What was sent and what came back. `fileNow`: see RequestBody; absent where it could not be looked at. `sentCrc64` is the decimal CRC64 of a `file` or `bytes` body sent whole, else undefined. */
export type Exchange = { response: OssResponse; sentBytes: number; sentCrc64?: string; fileNow?: FileFacts }

export type FileFacts = { size: number; mtimeMs: number }

/**
 * `onTook`: before the exchange is given back, for how long it was on the line, where it may have waited for its turn
 * before.
 */
export type TransportOptions = {
  signal: StopSignal
  onSent?: (bytes: number) => void
  onTook?: (tookMs: number) => void
}

/**
 * The one door to the network. Answers any HTTP status; throws AppError `net.*` when no answer came,
 * `file.*` when the body could not be read as announced, and the signal's reason when aborted.
 * An answer that comes before the body is finished stops the body.
 */
export type Transport = {
  send(request: SignedRequest, body: RequestBody, options: TransportOptions): Promise<Exchange>
}
