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
  /** Whether it is still there: any answer will do. */
  | { kind: 'ping' }
  /** So many small files at once; the others wait for their turn. */
  | { kind: 'smallAtOnce'; count: number }

/**
 * `sentBytes` is what was not yet reported as progress, `tookMs` how long it was on the line. `detail` is for the log,
 * never for the screen.
 */
export type FromWorker =
  | { kind: 'progress'; id: number; sentBytes: number }
  | { kind: 'done'; id: number; sentBytes: number; tookMs: number; exchange: Exchange }
  | { kind: 'failed'; id: number; sentBytes: number; error: ErrorShape; detail: string }

/** A list as it is posted: as text where no bytes go along, for objects take four times as long to cross. */
export type Parcel<T> = string | T[]

const isPlainTo = (message: ToWorker): boolean =>
  message.kind === 'send' ? message.body.kind !== 'bytes' : message.kind !== 'speedLimit'
export const packTo = (messages: ToWorker[]): Parcel<ToWorker> =>
  messages.every(isPlainTo) ? JSON.stringify(messages) : messages
export const unpackTo = (parcel: Parcel<ToWorker>): ToWorker[] =>
  // Packed by the function above.
  typeof parcel === 'string' ? (JSON.parse(parcel) as ToWorker[]) : parcel

const isPlainFrom = (message: FromWorker): boolean =>
  message.kind !== 'done' || message.exchange.response.body.length === 0
export const packFrom = (messages: FromWorker[]): Parcel<FromWorker> =>
  messages.every(isPlainFrom) ? JSON.stringify(messages) : messages

const noBytes = new Uint8Array(0)
export function unpackFrom(parcel: Parcel<FromWorker>): FromWorker[] {
  if (typeof parcel !== 'string') return parcel
  // Packed by the function above; a body that went as text was empty.
  const messages = JSON.parse(parcel) as FromWorker[]
  for (const message of messages) if (message.kind === 'done') message.exchange.response.body = noBytes
  return messages
}

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
