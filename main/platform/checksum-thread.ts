import type { Worker } from 'node:worker_threads'
import { AppError } from '../../shared/errors.ts'
import { attendThread } from './attend-thread.ts'
import type { FromChecksum, ToChecksum } from './checksum-messages.ts'

type Waiting = { resolve(crc64: string): void; reject(reason: unknown): void }
type Thread = { worker: Worker; waiting: Map<number, Waiting>; say(message: ToChecksum): void }

export type ChecksumThread = {
  /** As `checksumFile`, without a byte of it on this thread. A thread that dies fails it with `internal`, retryable. */
  checksum(path: string, signal: AbortSignal): Promise<string>
  close(): Promise<void>
}

function startThread(worker: Worker, onGone: () => void): Thread {
  const waiting = new Map<number, Waiting>()
  const hear = (message: FromChecksum): void => {
    const one = waiting.get(message.id)
    waiting.delete(message.id)
    if ('crc64' in message) one?.resolve(message.crc64)
    else one?.reject(new AppError(message.error.code, { ...message.error, cause: new Error(message.detail) }))
  }
  attendThread(worker, waiting, { name: 'the checksum thread', hear, onGone })
  return { worker, waiting, say: (message) => worker.postMessage(message) }
}

/** The thread of checksum-worker.ts, seen from this one. Begins with the first file, for most are never compared. */
export function createChecksumThread(startWorker: () => Worker): ChecksumThread {
  let thread: Thread | undefined
  let lastId = 0

  const running = (): Thread => {
    thread ??= startThread(startWorker(), () => (thread = undefined))
    return thread
  }
  return {
    checksum: (path, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted()
        const { waiting, say } = running()
        const id = ++lastId
        const onAbort = (): void => {
          waiting.delete(id)
          say({ id })
          reject(signal.reason)
        }
        signal.addEventListener('abort', onAbort, { once: true })
        const settled = (): void => signal.removeEventListener('abort', onAbort)
        waiting.set(id, {
          resolve: (crc64) => {
            settled()
            resolve(crc64)
          },
          reject: (reason) => {
            settled()
            reject(reason)
          },
        })
        say({ id, path })
      }),
    close: async () => {
      await thread?.worker.terminate()
    },
  }
}
