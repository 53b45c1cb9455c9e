import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'
import { AppError } from '../../shared/errors.ts'
import type { Exchange, RequestBody } from '../oss/types.ts'
import type { Line } from '../uploads/ports.ts'
import { attendThread } from './attend-thread.ts'
import type { HopTransport } from './proxy-hop.ts'
import { isSmall } from './quick-disk.ts'
import { createSpeedLimit } from './speed-limit.ts'
import type { FromWorker, Parcel, ToWorker } from './transfer-messages.ts'
import { createOutbox, packTo, unpackFrom } from './transfer-messages.ts'
import { PassingMap } from '../uploads/passing.ts'

export type WorkerTransport = HopTransport &
  Line & {
    /** Ends the threads; what was running fails. */
    close(): Promise<void>
  }

type Waiting = {
  onSent: ((bytes: number) => void) | undefined
  onTook: ((tookMs: number) => void) | undefined
  resolve(exchange: Exchange): void
  reject(reason: unknown): void
}

type Thread = {
  worker: Worker
  waiting: PassingMap<number, Waiting>
  /** When it last said something, or was given something to do after it had nothing; by performance.now(). */
  heardAtMs: number
  /** When it was asked since then whether it is still there. */
  askedAtMs: number | undefined
  say(message: ToWorker): void
}

function hear(waiting: PassingMap<number, Waiting>, message: FromWorker): void {
  const one = waiting.get(message.id)
  if (!one) return
  if (message.sentBytes > 0) one.onSent?.(message.sentBytes)
  if (message.kind === 'progress') return
  waiting.delete(message.id)
  if (message.kind === 'failed') {
    one.reject(new AppError(message.error.code, { ...message.error, cause: new Error(message.detail) }))
  } else {
    one.onTook?.(message.tookMs)
    one.resolve(message.exchange)
  }
}

const heard = (thread: Thread): void => {
  thread.heardAtMs = performance.now()
  thread.askedAtMs = undefined
}

/**
 * A thread that says nothing for so long is asked whether it is still there, and one that does not answer for as long is
 * stuck, at a disk that does not answer for instance: what comes now goes to another.
 */
const silentMs = 1000

function isStuck(thread: Thread): boolean {
  const nowMs = performance.now()
  if (thread.waiting.size === 0 || nowMs - thread.heardAtMs < silentMs) return false
  if (thread.askedAtMs === undefined) {
    thread.askedAtMs = nowMs
    thread.say({ kind: 'ping' })
  }
  return nowMs - thread.askedAtMs > silentMs
}

function startThread(worker: Worker, onGone: () => void): Thread {
  const say = createOutbox((messages: ToWorker[]) => worker.postMessage(packTo(messages)))
  const waiting = new PassingMap<number, Waiting>()
  const thread: Thread = { worker, waiting, heardAtMs: performance.now(), askedAtMs: undefined, say }
  const hearAll = (parcel: Parcel<FromWorker>): void => {
    heard(thread)
    for (const message of unpackFrom(parcel)) hear(waiting, message)
  }
  attendThread(worker, waiting, { name: 'the transfer thread', hear: hearAll, onGone })
  return thread
}

/** A message takes the whole buffer a view lies in along, so a view goes as a copy of its own. */
const posted = (body: RequestBody): RequestBody =>
  body.kind === 'bytes' ? { kind: 'bytes', bytes: new Uint8Array(body.bytes) } : body

type Threads = { first(): Thread; idlest(): Thread; all(): readonly Thread[]; prepare(count: number): void }

/** So many are started beyond those that may run, in the place of stuck ones. */
const spareThreads = 2

function idlest(threads: readonly Thread[]): Thread | undefined {
  let best: Thread | undefined
  for (const thread of threads) if (!best || thread.waiting.size < best.waiting.size) best = thread
  return best
}

/** Of as many threads as may run, the one with the least to do; another is started only when each has something. */
function createThreads(startWorker: () => Worker, most: number, onStart: (thread: Thread) => void): Threads {
  const threads = new Set<Thread>()
  const start = (): Thread => {
    const thread: Thread = startThread(startWorker(), () => threads.delete(thread))
    threads.add(thread)
    onStart(thread)
    return thread
  }
  const isRoom = (): boolean => threads.size < most + spareThreads
  /** Where every thread is stuck and no other may be started, one of them. */
  const another = (): Thread => (isRoom() ? start() : (idlest([...threads]) ?? start()))
  return {
    all: () => [...threads],
    prepare(count) {
      while (threads.size < Math.min(count, most)) start()
    },
    first() {
      for (const thread of threads) if (!isStuck(thread)) return thread
      return another()
    },
    idlest() {
      const free = [...threads].filter((thread) => !isStuck(thread))
      const best = idlest(free)
      return best && (best.waiting.size === 0 || free.length >= most || !isRoom()) ? best : another()
    },
  }
}

const eagerThreads = 2

/**
 * One for each processor core but main's: on two cores a second one sends a large file over loopback no faster, and takes
 * 30 MB.
 */
export const usualThreads = (): number => Math.min(Math.max(availableParallelism() - 1, 1), 4)

/**
 * The transport of transfer-worker.ts, seen from this thread: file bytes never touch this event loop. Progress comes
 * at most ten times a second for each request, and all of it before the request ends. A thread that dies fails what it
 * was doing with `internal` (retryable); the next request starts a new one. `threads` is how many may run;
 * `isEager` begins the first two now, so that the first file need not wait for them.
 */
export function createWorkerTransport(
  startWorker: () => Worker,
  { threads: most = 1, isEager = false } = {},
): WorkerTransport {
  const speedLimit = createSpeedLimit()
  const { memory } = speedLimit
  let smallAtOnce = Infinity
  const tellSmallAtOnce = ({ say }: Thread): void => {
    if (smallAtOnce < Infinity) say({ kind: 'smallAtOnce', count: smallAtOnce })
  }
  const threads = createThreads(startWorker, most, (thread) => {
    thread.say({ kind: 'speedLimit', memory })
    tellSmallAtOnce(thread)
  })
  let lastId = 0
  if (isEager) threads.prepare(eagerThreads)

  return {
    send(request, body, { signal, onSent, onTook }) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted()
        // Small files are no work for a second processor, and a thread to wake costs as much as one of them.
        const thread = isSmall(body) ? threads.first() : threads.idlest()
        const { waiting, say } = thread
        if (waiting.size === 0) heard(thread)
        const id = ++lastId
        const onAbort = (): void => {
          waiting.delete(id)
          say({ kind: 'abort', id })
          reject(signal.reason)
        }
        signal.addEventListener('abort', onAbort, { once: true })
        const settled = (): void => signal.removeEventListener('abort', onAbort)
        waiting.set(id, {
          onSent,
          onTook,
          resolve: (exchange) => {
            settled()
            resolve(exchange)
          },
          reject: (reason) => {
            settled()
            reject(reason)
          },
        })
        say({ kind: 'send', id, request, body: posted(body) })
      })
    },
    setSpeedLimit: (bytesPerSecond) => speedLimit.set(bytesPerSecond),
    setRequestsAtOnce(count) {
      smallAtOnce = count
      threads.all().forEach(tellSmallAtOnce)
    },
    dropIdle() {
      for (const { say } of threads.all()) say({ kind: 'dropIdle' })
    },
    async close() {
      await Promise.all(threads.all().map(({ worker }) => worker.terminate()))
    },
  }
}
