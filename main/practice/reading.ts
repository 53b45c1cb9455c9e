// A request as first read: where it goes, what it claims to be, and the fault planned for it.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fault, FaultHook, RequestInfo } from './faults.ts'
import { readHeaders, type Headers } from './headers.ts'
import type { PracticeKey } from './keys.ts'
import type { BucketConfig } from './model.ts'
import { identify, type Operation } from './operations.ts'
import type { Store } from './store.ts'
import { parseTarget, type Target } from './target.ts'

/** What the server knows; keys, clock and faults may be exchanged while it runs. */
export type World = {
  store: Store
  buckets: readonly BucketConfig[]
  /** Custom domain, lower case, to bucket. */
  domains: ReadonlyMap<string, string>
  keys: readonly PracticeKey[]
  now: () => number
  faults: FaultHook
  onRequest: (line: RequestLine) => void
}

/** One finished request, for logs and tests. */
export type RequestLine = RequestInfo & {
  /** 0 when the connection ended without an answer. */
  status: number
  /** OSS's error code, empty when all went well. */
  ossCode: string
  receivedBytes: number
  requestId: string
}

export type Reading = {
  method: string
  headers: Headers
  target: Target
  operation: Operation | undefined
  info: RequestInfo
  fault: Fault
  requestId: string
  /** To be called when the body is about to be read. */
  onReadStart: () => void
}

/** The first field of a credential, in an Authorization header or alone. */
const claimedKey = (text: string | undefined): string | undefined =>
  /(?:Credential=|^)([^/\s,]+)\//.exec(text ?? '')?.[1]

export function readRequest(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  options: { sequence: number; isAskingToContinue: boolean },
): Reading {
  const method = request.method ?? ''
  const headers = readHeaders(request.rawHeaders)
  const target = parseTarget(request.url ?? '/', headers.bytes('host') ?? '', world.domains)
  const operation = identify(method, target)
  const value = (name: string): string | undefined => target.query.find((each) => each.name === name)?.value
  const partNumber = value('partNumber')
  const info: RequestInfo = {
    method,
    operation: method === 'OPTIONS' ? 'Preflight' : (operation?.name ?? 'Unknown'),
    bucket: target.bucket,
    objectKey: target.objectKey ?? undefined,
    queryNames: target.query.map(({ name }) => name),
    partNumber: partNumber === undefined ? undefined : Number(partNumber),
    uploadId: value('uploadId'),
    accessKeyId: claimedKey(headers.text('authorization') ?? value('x-oss-credential')),
    sequence: options.sequence,
  }
  return {
    method,
    headers,
    target,
    operation,
    info,
    fault: world.faults(info) ?? {},
    requestId: randomBytes(12).toString('hex').toUpperCase(),
    onReadStart: () => {
      if (options.isAskingToContinue) response.writeContinue()
    },
  }
}
