// Answers on the wire: the headers every OSS answer has, and object bytes straight from their data files.
import { createReadStream } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { httpDate } from './clock.ts'
import type { Answer } from './exchange.ts'
import type { Fault } from './faults.ts'
import type { Extent } from './model.ts'
import { errorDocument, type Refusal } from './refusal.ts'
import type { Store } from './store.ts'

type About = { method: string; requestId: string; hostId: string; nowMs: number; startedMs: number; fault: Fault }

const readBytes = 1 << 18

/** A refusal as an answer. HEAD answers have no body, so the document travels in a header. */
export function refusalAnswer(refusal: Refusal, about: Pick<About, 'method' | 'requestId' | 'hostId'>): Answer {
  const body = errorDocument(refusal, about)
  const ec: Record<string, string> = refusal.ec === '' ? {} : { 'x-oss-ec': refusal.ec }
  if (about.method !== 'HEAD') {
    return { status: refusal.status, headers: { 'Content-Type': 'application/xml', ...ec, ...refusal.headers }, body }
  }
  const inHeader = { 'x-oss-err': Buffer.from(body).toString('base64') }
  return { status: refusal.status, headers: { ...ec, ...inHeader, ...refusal.headers } }
}

/** The stretches of data files that make up the bytes [start, end) of an object. */
function* slices(
  extents: readonly Extent[],
  start: number,
  end: number,
): Generator<{ file: string; from: number; to: number }> {
  let offset = 0
  for (const { file, size } of extents) {
    const [from, to] = [Math.max(start - offset, 0), Math.min(end - offset, size)]
    if (from < to) yield { file, from, to }
    offset += size
  }
}

/** Resolves when more can be written, or never will be. */
const roomIn = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
    if (response.destroyed) done()
  })

/** Sends stored bytes; false when the connection was cut, on purpose or by the client. */
async function sendStored(
  response: ServerResponse,
  store: Store,
  stored: NonNullable<Answer['stored']>,
  cutAfterBytes: number | undefined,
): Promise<boolean> {
  const release = store.hold(stored.extents)
  let left = cutAfterBytes ?? Infinity
  try {
    for (const { file, from, to } of slices(stored.extents, stored.start, stored.end)) {
      const stream = createReadStream(store.pathOf(file), { start: from, end: to - 1, highWaterMark: readBytes })
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        if (response.destroyed) return false
        const hasRoom = response.write(chunk.subarray(0, Math.min(chunk.length, left)))
        left -= chunk.length
        if (left <= 0 && cutAfterBytes !== undefined) return false
        if (!hasRoom) await roomIn(response)
      }
    }
    return true
  } finally {
    release()
  }
}

export async function sendAnswer(response: ServerResponse, store: Store, answer: Answer, about: About): Promise<void> {
  const { fault } = about
  const { stored, body } = answer
  const hasNoBody = answer.status === 204 || answer.status === 304
  const length = stored ? stored.end - stored.start : Buffer.byteLength(body ?? '')
  response.sendDate = false
  response.writeHead(answer.status, {
    Server: 'AliyunOSS',
    Date: httpDate(about.nowMs + (fault.dateOffsetMs ?? 0)),
    'x-oss-request-id': about.requestId,
    'x-oss-server-time': String(Math.round(performance.now() - about.startedMs)),
    ...answer.headers,
    ...(fault.wrongCrc64 && answer.headers?.['x-oss-hash-crc64ecma'] !== undefined
      ? { 'x-oss-hash-crc64ecma': '1234567890123456789' }
      : {}),
    // Last: Node garbles a Content-Disposition beyond Latin-1 that comes after a Content-Length.
    ...(hasNoBody ? {} : { 'Content-Length': String(length) }),
  })
  if (stored && about.method !== 'HEAD') {
    const isWhole = await sendStored(response, store, stored, fault.cutAnswerAfterBytes)
    if (!isWhole) {
      response.destroy()
      return
    }
  } else if (body !== undefined && about.method !== 'HEAD') {
    response.write(body)
  }
  response.end()
}
