import type { Worker } from 'node:worker_threads'
import type { Sources, WalkEntry } from '../uploads/ports.ts'
import { attendThread } from './attend-thread.ts'
import type { FromWalk, ToWalk } from './walk-messages.ts'

export type WalkThread = {
  /** Rejects with the signal's reason at once, also while the disk does not answer; `internal` when the thread died. */
  walk: Sources['walk']
  close(): Promise<void>
}

/** A thread that is told to end and cannot, because the disk does not answer it, is not waited for. */
const closeMs = 500

type Waiting = PromiseWithResolvers<FromWalk>
type Thread = { worker: Worker; waiting: Map<number, Waiting>; say(message: ToWalk): void }

function startThread(worker: Worker, onGone: () => void): Thread {
  const waiting = new Map<number, Waiting>()
  const hear = (message: FromWalk): void => {
    const one = waiting.get(message.id)
    waiting.delete(message.id)
    one?.resolve(message)
  }
  attendThread(worker, waiting, { name: 'the thread that reads folders', hear, onGone })
  return { worker, waiting, say: (message) => worker.postMessage(message) }
}

const ask = (one: Thread, message: ToWalk): Promise<FromWalk> => {
  const waiting = Promise.withResolvers<FromWalk>()
  // Asked ahead, it may fail before anybody looks at it.
  waiting.promise.catch(() => undefined)
  one.waiting.set(message.id, waiting)
  one.say(message)
  return waiting.promise
}

/**
 * The thread of walk-worker.ts, seen from this one. While a batch is looked at the next is read. `sendsJunk` is asked
 * when a walk begins; `isEager` begins the thread now.
 */
export function createWalkThread(
  startWorker: () => Worker,
  { sendsJunk = () => false, isEager = false }: { sendsJunk?: () => boolean; isEager?: boolean } = {},
): WalkThread {
  let thread: Thread | undefined
  let lastId = 0

  const running = (): Thread => {
    if (thread) return thread
    const started: Thread = startThread(startWorker(), () => leave(started))
    return (thread = started)
  }
  const leave = (one: Thread): void => {
    if (thread === one) thread = undefined
  }
  if (isEager) running()

  async function* walk(path: string, signal: AbortSignal): AsyncGenerator<WalkEntry> {
    signal.throwIfAborted()
    const one = running()
    const id = ++lastId
    const onAbort = (): void => {
      one.waiting.get(id)?.reject(signal.reason)
      // It may be at a disk that never answers; the next walk begins in another.
      if (one.waiting.delete(id)) leave(one)
      if (thread !== one) void one.worker.terminate()
      else one.say({ kind: 'stop', id })
    }
    signal.addEventListener('abort', onAbort, { once: true })
    let isOver = false
    try {
      let next = ask(one, { kind: 'begin', id, path, sendsJunk: sendsJunk() })
      while (!isOver) {
        const batch = await next
        isOver = batch.isOver
        if (!isOver) next = ask(one, { kind: 'more', id })
        for (const entry of batch.entries) {
          signal.throwIfAborted()
          yield entry
        }
      }
    } finally {
      signal.removeEventListener('abort', onAbort)
      one.waiting.delete(id)
      if (!isOver && !signal.aborted) one.say({ kind: 'stop', id })
    }
  }

  return {
    walk,
    async close() {
      const ended = thread?.worker.terminate()
      let timer: NodeJS.Timeout | undefined
      await Promise.race([ended, new Promise((resolve) => (timer = setTimeout(resolve, closeMs)))])
      clearTimeout(timer)
    },
  }
}
