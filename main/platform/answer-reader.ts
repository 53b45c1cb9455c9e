// An HTTP/1.1 answer out of the bytes of a connection, as strictly as RFC 9112 has it read: what could be read in two
// ways is refused, and the connection with it.
import type { OssResponse } from '../oss/types.ts'
import { fromWire } from './wire-headers.ts'

/** Nothing this app asks for is larger; more of an answer is not read. */
export const maxAnswerBytes = 8 * 1024 * 1024
/** Of the head, and of the trailers of a chunked body; as Node's own limit. */
const maxHeadBytes = 16 * 1024

export type Answer = {
  response: OssResponse
  /** The connection may serve another request. */
  isReusable: boolean
  /** For how long the server said it keeps the connection. */
  keepsForMs?: number
}

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/
const headerLine =
  /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*((?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?)[ \t]*$/
const chunkLine = /^([0-9A-Fa-f]{1,12})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/

const broken = (what: string): Error => new Error(`the answer is not HTTP: ${what}`)
const noBytes: Uint8Array = new Uint8Array(0)

type Head = { minor: number; status: number; headers: Record<string, string> }

function parseHead(text: string): Head {
  const lines = text.split('\r\n')
  const [, minor, status] = statusLine.exec(lines[0] ?? '') ?? []
  if (minor === undefined || status === undefined) throw broken('status line')
  const headers: Record<string, string> = {}
  for (let at = 1; at < lines.length; at++) {
    const [, rawName, value] = headerLine.exec(lines[at] ?? '') ?? []
    if (rawName === undefined || value === undefined) throw broken('header')
    const name = rawName.toLowerCase()
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${fromWire(value)}` : fromWire(value)
  }
  return { minor: Number(minor), status: Number(status), headers }
}

/** `all`: until the connection ends. */
function lengthOf({ status, headers }: Head): number | 'chunked' | 'all' {
  if (status === 204 || status === 304) return 0
  const coding = headers['transfer-encoding']
  const length = headers['content-length']
  if (coding !== undefined && length !== undefined) throw broken('two lengths')
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked') throw broken('transfer coding')
    return 'chunked'
  }
  if (length === undefined) return 'all'
  if (!/^\d{1,15}$/.test(length)) throw broken('content length')
  return Number(length)
}

type State = 'head' | 'body' | 'chunkLine' | 'chunk' | 'chunkEnd' | 'trailers' | 'done'

/** One answer to a request that is neither HEAD nor CONNECT. To be given the bytes as they come, until it is whole. */
export class AnswerReader {
  #state: State = 'head'
  #head: Head | undefined
  #isUntilEnd = false
  /** Bytes of the body, or of the chunk, still to come. */
  #left = 0
  #text: Buffer | undefined
  #trailerBytes = 0
  #body: Uint8Array[] = []
  #bodyBytes = 0
  #isCut = false

  /** The answer once it is whole. Throws Error when it is no HTTP. The bytes are the caller's again afterwards. */
  take(bytes: Buffer): Answer | undefined {
    let at = 0
    while (at < bytes.length && this.#state !== 'done') at = this.#step(bytes, at)
    if (this.#state !== 'done') return undefined
    if (at < bytes.length) throw broken('more than an answer')
    return this.#answer()
  }

  /** The connection has ended: the answer when it was whole by that, or is a refusal, whose status says enough. */
  ended(): Answer | undefined {
    const status = this.#head?.status ?? 0
    if (this.#state === 'head' || (!this.#isUntilEnd && status < 400)) return undefined
    this.#isCut = true
    return this.#answer()
  }

  #step(bytes: Buffer, at: number): number {
    switch (this.#state) {
      case 'body':
      case 'chunk':
        return this.#takeBody(bytes, at)
      case 'head':
        return this.#takeHead(bytes, at)
      default:
        return this.#takeLine(bytes, at)
    }
  }

  #takeHead(bytes: Buffer, at: number): number {
    const found = this.#textTo('\r\n\r\n', bytes, at)
    if (!found) return bytes.length
    const head = parseHead(found.text)
    if (head.status === 101) throw broken('another protocol')
    // Interim answers say nothing; the answer follows.
    if (head.status < 200) return found.next
    this.#head = head
    const length = lengthOf(head)
    this.#isUntilEnd = length === 'all'
    this.#left = length === 'all' ? Infinity : length === 'chunked' ? 0 : length
    this.#state = length === 'chunked' ? 'chunkLine' : length === 0 ? 'done' : 'body'
    return found.next
  }

  #takeBody(bytes: Buffer, at: number): number {
    const slice = bytes.subarray(at, Math.min(bytes.length, at + this.#left))
    this.#left -= slice.length
    const room = maxAnswerBytes - this.#bodyBytes
    if (room > 0) this.#body.push(new Uint8Array(slice.subarray(0, room)))
    this.#bodyBytes += slice.length
    if (this.#bodyBytes > maxAnswerBytes) {
      this.#isCut = true
      this.#state = 'done'
      return bytes.length
    }
    if (this.#left === 0) this.#state = this.#state === 'chunk' ? 'chunkEnd' : 'done'
    return at + slice.length
  }

  #takeLine(bytes: Buffer, at: number): number {
    const found = this.#textTo('\r\n', bytes, at)
    if (!found) return bytes.length
    const { text, next } = found
    if (this.#state === 'chunkLine') {
      const size = chunkLine.exec(text)?.[1]
      if (size === undefined) throw broken('chunk')
      this.#left = parseInt(size, 16)
      this.#state = this.#left === 0 ? 'trailers' : 'chunk'
    } else if (this.#state === 'chunkEnd') {
      if (text !== '') throw broken('chunk')
      this.#state = 'chunkLine'
    } else {
      this.#trailerBytes += text.length
      if (this.#trailerBytes > maxHeadBytes) throw broken('trailers')
      if (text === '') this.#state = 'done'
    }
    return next
  }

  /** What is before the mark, and where it goes on behind; what has no mark yet is kept. */
  #textTo(mark: string, bytes: Buffer, at: number): { text: string; next: number } | undefined {
    const before = this.#text?.length ?? 0
    const all = this.#text ? Buffer.concat([this.#text, bytes.subarray(at)]) : bytes
    const from = this.#text ? 0 : at
    const end = all.indexOf(mark, from, 'latin1')
    const length = (end < 0 ? all.length : end) - from
    if (length > maxHeadBytes) throw broken('head')
    if (end < 0) {
      this.#text = this.#text ? all : Buffer.from(bytes.subarray(at))
      return undefined
    }
    this.#text = undefined
    const text = all.toString('latin1', from, end)
    return { text, next: before > 0 ? at + end + mark.length - before : end + mark.length }
  }

  #answer(): Answer {
    const { minor = 1, status = 0, headers = {} } = this.#head ?? {}
    const [one = noBytes] = this.#body
    const body = this.#body.length > 1 ? new Uint8Array(Buffer.concat(this.#body)) : one
    const options = headers['connection']?.toLowerCase().split(/[ \t]*,[ \t]*/) ?? []
    const isReusable = minor === 1 && !this.#isUntilEnd && !this.#isCut && !options.includes('close')
    const seconds = /(?:^|[ ,])timeout=(\d{1,6})(?:$|[ ,])/i.exec(headers['keep-alive'] ?? '')?.[1]
    return {
      response: { status, headers, body },
      isReusable,
      ...(seconds === undefined ? {} : { keepsForMs: Number(seconds) * 1000 }),
    }
  }
}
