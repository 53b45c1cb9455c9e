// What can go wrong on purpose, so that clients can be tested against it.

export type RequestInfo = {
  method: string
  operation: string
  bucket: string | undefined
  objectKey: string | undefined
  /** Names of the query parameters; values may be secret. */
  queryNames: readonly string[]
  partNumber: number | undefined
  uploadId: string | undefined
  /** Whose key the request claims to be signed with; not checked yet. */
  accessKeyId: string | undefined
  /** Counts requests since the server started, from 1. */
  sequence: number
}

export type Fault = {
  /** Wait before looking at the request. */
  latencyMs?: number
  /** Answer with this error without doing anything; before the body is read unless `isAfterBody`. */
  refuse?: {
    status: number
    code: string
    message?: string
    headers?: Readonly<Record<string, string>>
    isAfterBody?: boolean
  }
  /** Cut the connection when this many body bytes have arrived; 0 cuts at once. */
  cutAfterBytes?: number
  /** Stop reading when this many body bytes have arrived, for this long. */
  stall?: { afterBytes: number; ms: number }
  /** Read the body no faster than this. */
  bytesPerSecond?: number
  /** Flip a bit of this body byte as it arrives: what is stored is not what was sent. */
  flipsByteAt?: number
  /** Do the work, then cut the connection instead of answering. */
  dropsAnswer?: boolean
  /** Cut the connection when this many bytes of an object have been sent back. */
  cutAnswerAfterBytes?: number
  /** Answer with a checksum that is not the object's. */
  wrongCrc64?: boolean
  /** Added to the Date header of the answer. */
  dateOffsetMs?: number
  /** Answer as if the security token had just ended. */
  tokenExpired?: boolean
}

export type FaultHook = (request: RequestInfo) => Fault | undefined
