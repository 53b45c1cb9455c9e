// What an operation gets, and what it gives back.
import type { Body } from './body.ts'
import type { Headers } from './headers.ts'
import { textOf, type Target } from './target.ts'
import type { BucketConfig, Extent } from './model.ts'
import type { PracticeKey } from './keys.ts'
import type { Store } from './store.ts'

export type Exchange = {
  method: string
  target: Target
  headers: Headers
  body: Body
  store: Store
  bucket: BucketConfig
  /** Empty for a request to the bucket. */
  objectKey: string
  /** The verified signer. Undefined for a public object, and for a form, whose signature is inside it. */
  signer: PracticeKey | undefined
  keys: readonly PracticeKey[]
  requestId: string
  now(): number
}

export type Answer = {
  status: number
  headers?: Readonly<Record<string, string>>
  body?: string
  /** Stored bytes [start, end) to send instead of `body`. */
  stored?: { extents: readonly Extent[]; start: number; end: number }
}

/** A query parameter as text, undefined when absent. */
export const queryText = (exchange: Exchange, name: string): string | undefined => {
  const value = exchange.target.query.find((parameter) => parameter.name === name)?.value
  return value === undefined ? undefined : (textOf(value) ?? value)
}

export const xmlAnswer = (body: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  headers: { 'Content-Type': 'application/xml', ...headers },
  body,
})
