// Requests so short that they are written at once, over kept connections of our own. For each of them node:http takes
// three times the processor, which is most of what sending a thousand small files costs.
import type { Socket } from 'node:net'
import type { OssResponse } from '../oss/types.ts'
import type { Answer } from './answer-reader.ts'
import { AnswerReader } from './answer-reader.ts'
import type { Limits } from './conversation.ts'
import type { Agents, Onread } from './http-agents.ts'
import { netError, networkError } from './network-error.ts'
import type { StopSignal } from '../oss/stop.ts'

export type ShortRequest = {
  protocol: 'http:' | 'https:'
  host: string
  /** Head and body. */
  bytes: Uint8Array
  /** Called once all of it was handed to the system's network stack. */
  onWritten(): void
}

export type ShortTalk = {
  /** Any answer; rejects with AppError `net.*` or the signal's reason. Neither HEAD nor CONNECT. */
  send(request: ShortRequest, signal: StopSignal): Promise<OssResponse>
  /** Closes the connections nobody uses. */
  dropIdle(): void
  /** Closes every connection. */
  close(): void
}

type Options = {
  agents: Agents
  limits: Limits
  /** An idle connection is closed after this long. */
  idleSocketMs: number
  isConnected: () => boolean
}

type Call = { isWritten: boolean; resolve(response: OssResponse): void; reject(reason: unknown): void }

/** One for all connections: what is read is taken out of it before the next is. */
const readBytes = 64 * 1024

class Connection {
  /** Idle since then, and worth being used again until `usableUntilMs`. */
  usableUntilMs = 0
  readonly #socket: Socket
  readonly #host: string
  readonly #options: Options
  readonly #onIdle: (connection: Connection) => void
  readonly #onGone: (connection: Connection) => void
  #call: Call | undefined
  #reader = new AnswerReader()
  #error: unknown

  constructor(
    open: (onread: Onread) => Socket,
    host: string,
    options: Options,
    on: { idle: (connection: Connection) => void; gone: (connection: Connection) => void },
  ) {
    this.#host = host
    this.#options = options
    this.#onIdle = on.idle
    this.#onGone = on.gone
    this.#socket = open({
      buffer: Buffer.allocUnsafeSlow(readBytes),
      callback: (length, buffer) => {
        this.#take(Buffer.from(buffer.buffer, buffer.byteOffset, length))
        return true
      },
    })
    this.#watch()
  }

  send({ bytes, onWritten }: ShortRequest, signal: StopSignal): Promise<OssResponse> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => this.#fail(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
      const settled = (): void => signal.removeEventListener('abort', onAbort)
      const call: Call = {
        isWritten: false,
        resolve: (response) => {
          settled()
          resolve(response)
        },
        reject: (reason) => {
          settled()
          reject(reason)
        },
      }
      this.#call = call
      this.#socket.write(bytes, (error) => {
        if (error || this.#call !== call) return
        call.isWritten = true
        onWritten()
      })
    })
  }

  destroy(): void {
    // Not only when the socket has closed: until then somebody might take it.
    this.#onGone(this)
    this.#socket.destroy()
  }

  #watch(): void {
    const socket = this.#socket
    const { connectMs, idleMs } = this.#options.limits
    const late = setTimeout(() => this.#fail(netError('net.timeout', this.#host)), connectMs)
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
      clearTimeout(late)
      // Every byte in either direction winds it up again.
      socket.setTimeout(idleMs, () => this.#fail(netError('net.timeout', this.#host)))
    })
    socket.on('error', (error) => (this.#error ??= error))
    socket.on('end', () => this.#onGone(this))
    socket.on('close', () => {
      clearTimeout(late)
      this.#ended()
    })
    socket.setNoDelay(true)
    socket.setKeepAlive(true, 1000)
    // With `onread` nothing is ever buffered; this lets the end of the connection be noticed.
    socket.resume()
  }

  #take(bytes: Buffer): void {
    // Nobody was asked.
    if (!this.#call) return this.destroy()
    try {
      const answer = this.#reader.take(bytes)
      if (answer) this.#answered(answer)
    } catch (error) {
      this.#fail(networkError(error, this.#host, this.#options.isConnected))
    }
  }

  #answered({ response, isReusable, keepsForMs = Infinity }: Answer): void {
    const call = this.#call
    this.#call = undefined
    this.#reader = new AnswerReader()
    if (call?.isWritten && isReusable) {
      // A server that closes first lets a request be lost that was on its way.
      const marginMs = 1000
      this.usableUntilMs = performance.now() + Math.min(this.#options.idleSocketMs, keepsForMs - marginMs)
      this.#onIdle(this)
    } else this.destroy()
    call?.resolve(response)
  }

  #fail(reason: unknown): void {
    const call = this.#call
    this.#call = undefined
    this.destroy()
    call?.reject(reason)
  }

  #ended(): void {
    this.#onGone(this)
    if (!this.#call) return
    const answer = this.#reader.ended()
    if (answer) this.#answered(answer)
    else if (this.#error) this.#fail(networkError(this.#error, this.#host, this.#options.isConnected))
    else this.#fail(netError('net.reset', this.#host))
  }
}

/** The connections to one host. */
type Place = { idle: Connection[]; all: Set<Connection> }

export function createShortTalk(options: Options): ShortTalk {
  const places = new Map<string, Place>()
  let sweeping: NodeJS.Timeout | undefined

  /** Closes those that nobody used for too long. */
  const sweep = (nowMs: number): void => {
    sweeping = undefined
    for (const place of places.values())
      for (const connection of [...place.idle]) if (connection.usableUntilMs <= nowMs) connection.destroy()
    if ([...places.values()].some(({ idle }) => idle.length > 0)) sweepLater()
  }
  const sweepLater = (): void => {
    sweeping ??= setTimeout(() => sweep(performance.now()), options.idleSocketMs).unref()
  }

  const open = (place: Place, { protocol, host }: ShortRequest): Connection => {
    const connection = new Connection((onread) => options.agents.connect(protocol, host, onread), host, options, {
      idle: (one) => {
        place.idle.push(one)
        sweepLater()
      },
      gone: (one) => {
        if (!place.all.delete(one)) return
        const at = place.idle.indexOf(one)
        if (at >= 0) place.idle.splice(at, 1)
      },
    })
    place.all.add(connection)
    return connection
  }

  const free = (place: Place): Connection | undefined => {
    const nowMs = performance.now()
    for (let one = place.idle.pop(); one; one = place.idle.pop()) {
      if (one.usableUntilMs > nowMs) return one
      one.destroy()
    }
    return undefined
  }

  return {
    send(request, signal) {
      const key = request.protocol + request.host
      let place = places.get(key)
      if (!place) places.set(key, (place = { idle: [], all: new Set() }))
      return (free(place) ?? open(place, request)).send(request, signal)
    },
    dropIdle() {
      for (const { idle } of places.values()) for (const connection of [...idle]) connection.destroy()
    },
    close() {
      clearTimeout(sweeping)
      for (const { all } of places.values()) for (const connection of [...all]) connection.destroy()
    },
  }
}
