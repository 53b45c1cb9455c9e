// What main and the transfer thread say to each other. Each post carries a list, so that a thousand small files do not
// cost thousands of wake-ups; everything is small, for file bytes never cross.
import type { ErrorShape } from '../../shared/errors.ts'
import type { Exchange, RequestBody } from '../oss/types.ts'
import type { RoutedRequest } from './proxy-hop.ts'

export type ToWorker =
  | { kind: 'send'; id: number; request: RoutedRequest; body: RequestBody }
  | { kind: 'abort'; id: number }
  | { kind: 'speedLimit'; memory: SharedArrayBuffer }
  | { kind: 'dropIdle' }

/** `sentBytes` is what was not yet reported as progress. `detail` is for the log, never for the screen. */
export type FromWorker =
  | { kind: 'progress'; id: number; sentBytes: number }
  | { kind: 'done'; id: number; sentBytes: number; exchange: Exchange }
  | { kind: 'failed'; id: number; sentBytes: number; error: ErrorShape; detail: string }

/** Collects what is said in one turn of the event loop and posts it together. */
export function createOutbox<T>(post: (messages: T[]) => void): (message: T) => void {
  let waiting: T[] = []
  return (message) => {
    waiting.push(message)
    if (waiting.length > 1) return
    setImmediate(() => {
      const messages = waiting
      waiting = []
      post(messages)
    })
  }
}
