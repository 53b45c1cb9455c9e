// A server that takes everything as fast as Node can: the other end of every measurement, in a process of its own. It
// speaks as much HTTP as the clients measured here need, and checks no signature.
import * as net from 'node:net'
import { combineCrc64, createCrc64 } from '../../main/oss/crc64.ts'
import { createAnswers } from './sink-answers.ts'
import type { Answers, Received, SinkCounts } from './sink-answers.ts'
import { patternCrc64 } from './samples.ts'

/**
 * `none`: no checksum is answered. `pattern`: that of our repeated block, known from the length alone, so that a
 * client's comparison is real and the sink still costs nothing.
 */
export type SinkChecksums = 'none' | 'pattern'

const readBytes = 1 << 20
/** Up to here the checksum is that of the bytes received. */
const smallBytes = 64 * 1024
const headEnd = Buffer.from('\r\n\r\n')

type Head = { method: string; target: string; length: number; expects: boolean }

function parseHead(text: string): Head {
  const [method = '', target = ''] = text.slice(0, text.indexOf('\r\n')).split(' ')
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? '0'
  return { method, target, length: Number(length), expects: /\r\nexpect: *100-continue/i.test(text) }
}

/** One connection: heads and bodies by turns, out of one reused buffer. */
export class Connection {
  readonly #answers: Answers
  readonly #checksums: SinkChecksums
  readonly #write: (text: string) => void
  readonly #onBody: (bytes: number) => void
  #kept: Buffer = Buffer.alloc(0)
  #head: Head | undefined
  #left = 0
  #crc64 = createCrc64()

  constructor(
    answers: Answers,
    checksums: SinkChecksums,
    write: (text: string) => void,
    onBody: (bytes: number) => void = () => undefined,
  ) {
    this.#answers = answers
    this.#checksums = checksums
    this.#write = write
    this.#onBody = onBody
  }

  take(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) at = this.#head ? this.#takeBody(bytes, at) : this.#takeHead(bytes, at)
  }

  #takeHead(bytes: Buffer, at: number): number {
    const fresh = bytes.subarray(at)
    const text = this.#kept.length === 0 ? fresh : Buffer.concat([this.#kept, fresh])
    const end = text.indexOf(headEnd)
    if (end < 0) {
      this.#kept = Buffer.from(text)
      return bytes.length
    }
    const before = this.#kept.length
    this.#kept = Buffer.alloc(0)
    this.#head = parseHead(text.toString('latin1', 0, end))
    this.#left = this.#head.length
    this.#crc64 = createCrc64()
    if (this.#head.expects) this.#write('HTTP/1.1 100 Continue\r\n\r\n')
    if (this.#left === 0) this.#finish()
    return at + end + headEnd.length - before
  }

  #takeBody(bytes: Buffer, at: number): number {
    const slice = bytes.subarray(at, at + this.#left)
    const isSmall = (this.#head?.length ?? 0) <= smallBytes
    if (this.#checksums !== 'none' && isSmall) this.#crc64.update(slice)
    this.#left -= slice.length
    this.#onBody(slice.length)
    if (this.#left === 0) this.#finish()
    return at + slice.length
  }

  #finish(): void {
    const head = this.#head
    if (!head) return
    this.#head = undefined
    const { method, target, length } = head
    const crc64 =
      this.#checksums === 'none' ? undefined : length <= smallBytes ? this.#crc64.digest() : patternCrc64(length)
    const received: Received = { method, target, length, ...(crc64 === undefined ? {} : { crc64 }) }
    this.#write(this.#answers.to(received))
  }
}

/** One for all connections, for each slice is done with before the next is read: it stays in the processor's cache. */
const buffer = Buffer.allocUnsafeSlow(readBytes)

/** Node's own reading allocates a buffer for every 64 KiB; `onread` reads a megabyte into the same one each time. */
function serveConnection(accepted: net.Socket, answers: Answers, checksums: SinkChecksums): void {
  // What a server's socket holds there is such a handle; it is taken over as net takes over one of its own.
  const handle = Reflect.get(accepted, '_handle') as NonNullable<net.SocketConstructorOpts['handle']>
  Reflect.set(accepted, '_handle', null)
  const onread = {
    buffer,
    callback: (length: number) => {
      connection.take(buffer.subarray(0, length))
      return true
    },
  }
  const socket = new net.Socket({ handle, onread })
  const connection = new Connection(answers, checksums, (text) => socket.write(text, 'latin1'))
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.resume()
}

export type Sink = { port: number; counts(): SinkCounts; close(): void }

export function startSink(checksums: SinkChecksums): Promise<Sink> {
  const answers = createAnswers((parts) =>
    checksums === 'none'
      ? undefined
      : parts.reduce((sum, { crc64, length }) => combineCrc64(sum, crc64 ?? '0', length), '0'),
  )
  const server = net.createServer({ pauseOnConnect: true }, (socket) => serveConnection(socket, answers, checksums))
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      // A server listening on TCP has such an address.
      const { port } = server.address() as net.AddressInfo
      resolve({ port, counts: () => answers.counts(), close: () => server.close() })
    })
  })
}
