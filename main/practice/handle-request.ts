// The life of one request: read the target, check who asks and whether they may, do it, answer, tell the log.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { authenticate, type Signer } from './authenticate.ts'
import { createBody } from './body.ts'
import { listBuckets } from './buckets.ts'
import { corsHeaders, corsRules, preflight } from './cors.ts'
import { queryText, type Answer, type Exchange } from './exchange.ts'
import type { Fault, FaultHook, RequestInfo } from './faults.ts'
import { handlers } from './handlers.ts'
import { readHeaders } from './headers.ts'
import { requirePermission, tokenExpired, type PracticeKey } from './keys.ts'
import type { BucketConfig } from './model.ts'
import { requireLegalKey } from './object-options.ts'
import { identify, requireKnown, type Operation } from './operations.ts'
import { invalidArgument, Refusal } from './refusal.ts'
import { refusalAnswer, sendAnswer } from './send-answer.ts'
import type { Store } from './store.ts'
import { isServiceHost, parseTarget } from './target.ts'

export type World = {
  store: Store
  buckets: readonly BucketConfig[]
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

const lingerMs = 10_000

const accessDenied = (message: string): Refusal => new Refusal(403, 'AccessDenied', message, { ec: '0003-00000001' })

const noSuchBucket = (bucket: string): Refusal =>
  new Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist.', {
    ec: '0015-00000101',
    details: { BucketName: bucket },
  })

/** Bit/s from header or query, as bytes per second. */
function trafficLimit(exchange: Pick<Exchange, 'headers' | 'target'>): number | undefined {
  const inHeader = exchange.headers.text('x-oss-traffic-limit')
  const inQuery = exchange.target.query.find(({ name }) => name === 'x-oss-traffic-limit')?.value
  const text = inHeader ?? inQuery
  if (text === undefined) return undefined
  const bits = /^\d{1,10}$/.test(text) ? Number(text) : 0
  const isBad = (inHeader !== undefined && inQuery !== undefined) || bits < 819_200 || bits > 838_860_800
  if (isBad) throw invalidArgument('The x-oss-traffic-limit is not valid.', '0004-00000502')
  return bits / 8
}

/** Lets an unsigned reader at public objects, and a form through, whose signature is inside; nobody else. */
function requireSigner(exchange: Exchange, operation: Operation, signer: Signer | undefined): void {
  if (operation.name === 'PostObject') return
  const { bucket, objectKey, store, target, headers } = exchange
  if (!signer) {
    const acl = store.object(bucket.name, objectKey)?.options.acl
    const isPublicRead = acl === 'public-read' || acl === 'public-read-write'
    if (['GetObject', 'HeadObject'].includes(operation.name) && isPublicRead) return
    throw accessDenied('You have no right to access this object because of bucket acl.')
  }
  const isPublicHost = isServiceHost(target.hostName)
  if (isPublicHost) {
    throw new Refusal(403, 'SecondLevelDomainForbidden', 'Please use virtual hosted style to access.')
  }
  const isListing = operation.action === 'oss:ListObjects'
  const resource = isListing ? (queryText(exchange, 'prefix') ?? '') : objectKey
  requirePermission(signer.key, operation.action, bucket.name, resource)
  void headers
}

export function createRequestHandler(world: World) {
  const domains = new Map(
    world.buckets.flatMap(({ name, cname }) => (cname ?? []).map((domain) => [domain.toLowerCase(), name] as const)),
  )
  let sequence = 0

  const read = (request: IncomingMessage, response: ServerResponse, isAskingToContinue: boolean) => {
    const method = request.method ?? ''
    const headers = readHeaders(request.rawHeaders)
    const target = parseTarget(request.url ?? '/', headers.bytes('host') ?? '', domains)
    const operation = identify(method, target)
    const text = (name: string): string | undefined => target.query.find((each) => each.name === name)?.value
    const info: RequestInfo = {
      method,
      operation: method === 'OPTIONS' ? 'Preflight' : (operation?.name ?? 'Unknown'),
      bucket: target.bucket,
      objectKey: target.objectKey ?? undefined,
      queryNames: target.query.map(({ name }) => name),
      partNumber: text('partNumber') === undefined ? undefined : Number(text('partNumber')),
      uploadId: text('uploadId'),
      sequence: (sequence += 1),
    }
    const fault = world.faults(info) ?? {}
    const requestId = randomBytes(12).toString('hex').toUpperCase()
    const onReadStart = (): void => {
      if (isAskingToContinue) response.writeContinue()
    }
    return { method, headers, target, operation, info, fault, requestId, onReadStart }
  }
  type Reading = ReturnType<typeof read>

  /** Everything up to the operation itself; refusals here come before the body is read. */
  const prepare = (
    reading: Reading,
    request: IncomingMessage,
  ): { exchange: Exchange; operation: Operation } | Answer => {
    const { method, headers, target, fault, requestId } = reading
    const bucket = world.buckets.find(({ name }) => name === target.bucket)
    if (method === 'OPTIONS') {
      if (!bucket) throw noSuchBucket(target.bucket ?? '')
      return preflight(corsRules(world.store, bucket), headers)
    }
    const nowMs = world.now()
    const signer = authenticate(reading, { keys: world.keys, nowMs, bucketRegion: bucket?.region })
    if (fault.tokenExpired) throw tokenExpired()
    const operation = requireKnown(reading.operation, target, headers.text('x-oss-copy-source'))
    if (target.bucket === undefined) {
      if (!signer) throw accessDenied('Anonymous access is forbidden for this operation.')
      requirePermission(signer.key, operation.action, undefined, '')
      return listBuckets(world.buckets)
    }
    if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(target.bucket)) {
      throw new Refusal(400, 'InvalidBucketName', 'The specified bucket is not valid.', { ec: '0015-00000001' })
    }
    if (!bucket) throw noSuchBucket(target.bucket)
    const objectKey = target.objectKey === undefined ? '' : requireLegalKey(target.objectKey)
    const bytesPerSecond = trafficLimit({ headers, target })
    const exchange: Exchange = {
      method,
      target,
      headers,
      body: createBody(request, { fault, bytesPerSecond, onReadStart: reading.onReadStart }),
      store: world.store,
      bucket,
      objectKey,
      signer: signer?.key,
      keys: world.keys,
      requestId,
      fault,
      now: () => world.now(),
    }
    requireSigner(exchange, operation, signer)
    return { exchange, operation }
  }

  return async (request: IncomingMessage, response: ServerResponse, isAskingToContinue: boolean): Promise<void> => {
    const startedMs = performance.now()
    const reading = read(request, response, isAskingToContinue)
    const { method, target, headers, fault, requestId } = reading
    const about = { method, requestId, hostId: target.hostName, startedMs, fault }
    let exchange: Exchange | undefined
    let ossCode = ''
    let answer: Answer | undefined
    request.on('error', () => undefined) // a cut connection is met where the body is read
    response.on('error', () => undefined)
    try {
      if (fault.latencyMs !== undefined) await sleep(fault.latencyMs)
      if (fault.cutAfterBytes === 0) request.socket.destroy()
      if (fault.refuse && !fault.refuse.isAfterBody) throw plannedRefusal(fault.refuse)
      const ready = prepare(reading, request)
      if ('status' in ready) answer = ready
      else {
        exchange = ready.exchange
        if (fault.refuse) {
          for await (const _ of exchange.body.chunks());
          throw plannedRefusal(fault.refuse)
        }
        const handler = handlers[ready.operation.name]
        if (!handler) throw new Refusal(501, 'NotImplemented', 'The practice server does not do this.')
        answer = await handler(exchange)
      }
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, 'InternalError', 'The server failed.')
      ossCode = refusal.code
      answer = refusalAnswer(refusal, about)
    }
    const isCut = fault.dropsAnswer === true || response.destroyed || request.socket.destroyed
    if (isCut) response.destroy()
    else {
      const bucket = world.buckets.find(({ name }) => name === target.bucket)
      const cors = bucket && method !== 'OPTIONS' ? corsHeaders(corsRules(world.store, bucket), method, headers) : {}
      const isUnread = !request.complete
      // Before "100 Continue" the client sends nothing more on this connection that could be told from a body.
      const close: Record<string, string> = isUnread && isAskingToContinue ? { Connection: 'close' } : {}
      const whole = { ...answer, headers: { ...cors, ...answer.headers, ...close } }
      try {
        await sendAnswer(response, world.store, whole, { ...about, nowMs: world.now() })
      } catch {
        response.destroy()
      }
      if (isUnread) drain(request)
    }
    world.onRequest({
      ...reading.info,
      status: isCut ? 0 : answer.status,
      ossCode,
      receivedBytes: exchange?.body.receivedBytes() ?? 0,
      requestId,
    })
  }
}

const plannedRefusal = ({ status, code, message, headers }: NonNullable<Fault['refuse']>): Refusal =>
  new Refusal(status, code, message ?? 'This is a rehearsal.', headers ? { headers } : {})

/** Reads on after an early answer, so that the client sees the answer and not a broken connection; not for ever. */
function drain(request: IncomingMessage): void {
  const { socket } = request
  const limit = setTimeout(() => socket.destroy(), lingerMs)
  request.once('close', () => clearTimeout(limit))
  request.once('end', () => clearTimeout(limit))
  request.resume()
}
