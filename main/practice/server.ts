// The built-in OSS-compatible server: practice bucket of the app, and judge in its tests. Listens on loopback only.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Fault, FaultHook } from './faults.ts'
import { createRequestHandler } from './handle-request.ts'
import type { PracticeKey } from './keys.ts'
import type { BucketConfig, CorsRule } from './model.ts'
import type { RequestLine, World } from './reading.ts'
import { openStore } from './store.ts'
import { answerBrokenRequest } from './broken-request.ts'

export type { BucketConfig, CorsRule } from './model.ts'
export type { Fault, FaultHook, RequestInfo } from './faults.ts'
export type { Permission, PracticeKey } from './keys.ts'
export type { RequestLine } from './reading.ts'

export type PracticeServerOptions = {
  /** Storage folder, made when missing. What is in it survives restarts; one server per folder. */
  dir: string
  /** 0, the default, takes a free port. */
  port?: number
  buckets: readonly BucketConfig[]
  keys: readonly PracticeKey[]
  /** The server's clock in milliseconds since 1970; the system's by default. */
  now?: () => number
  faults?: FaultHook
  /** Told once per request, when it is over. Holds no secret. */
  onRequest?: (line: RequestLine) => void
}

export type PracticeServer = {
  /** `http://127.0.0.1:PORT` */
  endpoint: string
  port: number
  setFaults(hook: FaultHook | undefined): void
  setNow(now: () => number): void
  setKeys(keys: readonly PracticeKey[]): void
  /** Sets and keeps the rules of a bucket, as PutBucketCors would. */
  setCors(bucket: string, rules: readonly CorsRule[]): void
  /** Cuts what is still open and resolves when the port and the folder are free. */
  close(): Promise<void>
}

const headersLimitMs = 60_000
const keepAliveMs = 30_000
const maxHeaderBytes = 64 * 1024
const noFault: Fault = {}

export async function startPracticeServer(options: PracticeServerOptions): Promise<PracticeServer> {
  const store = openStore(options.dir)
  const bindings = options.buckets.flatMap(({ name, cname = [] }) =>
    cname.map((each) => [each.toLowerCase(), name] as const),
  )
  const world: World = {
    store,
    buckets: options.buckets,
    domains: new Map(bindings),
    keys: options.keys,
    now: options.now ?? Date.now,
    faults: options.faults ?? (() => noFault),
    onRequest: options.onRequest ?? (() => undefined),
  }
  const running = new Set<Promise<void>>()
  const handle = createRequestHandler(world)
  const track = (request: IncomingMessage, response: ServerResponse, isAskingToContinue: boolean): void => {
    const work = handle(request, response, isAskingToContinue).finally(() => running.delete(work))
    running.add(work)
  }

  // requestTimeout would end long uploads; a silent one is ended by the body reader.
  const server = createServer({ requestTimeout: 0, headersTimeout: headersLimitMs, maxHeaderSize: maxHeaderBytes })
  server.keepAliveTimeout = keepAliveMs
  server.on('request', (request: IncomingMessage, response: ServerResponse) => track(request, response, false))
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => track(request, response, true))
  server.on('clientError', answerBrokenRequest)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(options.port ?? 0, '127.0.0.1', resolve)
    })
  } catch (error) {
    store.close()
    throw error
  }

  const { port } = server.address() as AddressInfo // a listening TCP server has one
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    setFaults: (hook) => (world.faults = hook ?? (() => noFault)),
    setNow: (now) => (world.now = now),
    setKeys: (keys) => (world.keys = keys),
    setCors: (bucket, rules) => store.record({ change: 'cors', bucket, rules }),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      await Promise.allSettled(running)
      store.close()
    },
  }
}
