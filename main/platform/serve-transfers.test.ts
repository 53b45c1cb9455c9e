import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Exchange } from '../oss/types.ts'
import { serveTransfers } from './serve-transfers.ts'
import type { FromWorker, Parcel, ToWorker } from './transfer-messages.ts'
import { unpackFrom } from './transfer-messages.ts'

const answer: Exchange = { response: { status: 200, headers: {}, body: new Uint8Array(0) }, sentBytes: 0 }
const request = { method: 'GET', protocol: 'http:', host: 'bucket.example', path: '/', headers: {}, hops: [] } as const

/** The thread's side without a thread: what it posts, and the requests it was given. */
function serving() {
  const posts: FromWorker[][] = []
  const going: { end: () => void; onSent: (bytes: number) => void }[] = []
  let tell: (messages: ToWorker[]) => void = () => undefined
  const port = {
    on: (_: string, listener: typeof tell) => {
      tell = listener
      return port
    },
    postMessage: (parcel: Parcel<FromWorker>) => void posts.push(unpackFrom(parcel)),
  }
  // Of a port only these two are used.
  serveTransfers(port as unknown as Parameters<typeof serveTransfers>[0], {
    send: (_, __, { onSent }) =>
      new Promise((resolve) => going.push({ end: () => resolve(answer), onSent: onSent ?? (() => undefined) })),
  })
  const send = (count: number): void =>
    tell(Array.from({ length: count }, (_, id) => ({ kind: 'send', id, request, body: { kind: 'none' } })))
  const settle = (): Promise<unknown> => new Promise(setImmediate)
  return { posts, going, send, settle, tell: (messages: ToWorker[]) => tell(messages) }
}
const ids = (messages: readonly FromWorker[] | undefined) => messages?.map(({ id }) => id)

it('tells the end of a lone request at once', async () => {
  const { posts, going, send, settle } = serving()
  send(1)
  going[0]?.end()
  await settle()
  await settle()
  expect(posts.map(ids)).toEqual([[0]])
})

it('tells the ends of many together', async () => {
  const { posts, going, send, settle } = serving()
  send(8)
  for (const { end } of going) end()
  await settle()
  await settle()
  expect(posts.map(ids)).toEqual([[0, 1, 2, 3, 4, 5, 6, 7]])
})

it('holds the end of one among many back for milliseconds only', async () => {
  const { posts, going, send, settle } = serving()
  send(8)
  going[5]?.end()
  await settle()
  expect(posts).toEqual([])
  while (posts.length === 0) await delay(1)
  expect(posts.map(ids)).toEqual([[5]])
})

it('tells all bytes of a request before its end', async () => {
  const { posts, going, send } = serving()
  send(1)
  going[0]?.onSent(10)
  while (posts.length === 0) await delay(5)
  going[0]?.onSent(7)
  going[0]?.end()
  while (posts.length === 1) await delay(5)
  expect(posts).toEqual([
    [{ kind: 'progress', id: 0, sentBytes: 10 }],
    [{ kind: 'done', id: 0, sentBytes: 7, tookMs: expect.any(Number), exchange: answer }],
  ])
})

it('lets so many small files go at once, the others in turn, and forgets one that was called off meanwhile', async () => {
  const { going, tell, settle } = serving()
  const body = { kind: 'file', path: '/f', start: 0, end: 100 } as const
  tell([{ kind: 'smallAtOnce', count: 2 }])
  tell([0, 1, 2, 3, 4].map((id) => ({ kind: 'send', id, request, body })))
  tell([{ kind: 'send', id: 5, request, body: { ...body, end: 1 << 20 } }])
  expect(going).toHaveLength(3)
  tell([{ kind: 'abort', id: 2 }])
  going[0]?.end()
  await settle()
  expect(going).toHaveLength(4)
  tell([{ kind: 'smallAtOnce', count: 3 }])
  expect(going).toHaveLength(5)
  for (const { end } of going) end()
  await settle()
  expect(going).toHaveLength(5)
})
