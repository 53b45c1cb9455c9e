// A server that does exactly what a test says on each connection, seen as raw bytes.
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { SignedRequest } from '../../oss/types.ts'

export type Head = { target: string; method: string; headers: Map<string, Buffer> }

export type Wire = {
  socket: Socket
  /** The next request's head. Rejects when the client closes first. */
  head(): Promise<Head>
  /** The next `count` bytes. */
  take(count: number): Promise<Buffer>
  /** Bytes that come until the client closes or resets. */
  rest(): Promise<number>
  answer(status: number, body?: string, headers?: Record<string, string>): void
  closed: Promise<void>
}

function wireOf(socket: Socket): Wire {
  let held: Buffer = Buffer.alloc(0)
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket.on('error', () => undefined)
  let wake = (): void => undefined
  for (const event of ['readable', 'end', 'close']) socket.on(event, () => wake())

  const more = async (): Promise<boolean> => {
    for (;;) {
      const chunk: unknown = socket.read()
      if (Buffer.isBuffer(chunk)) {
        held = Buffer.concat([held, chunk])
        return true
      }
      if (socket.destroyed || socket.readableEnded) return false
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  const take = async (count: number): Promise<Buffer> => {
    while (held.length < count) if (!(await more())) throw new Error('the client closed the connection')
    const taken = held.subarray(0, count)
    held = held.subarray(count)
    return taken
  }
  return {
    socket,
    closed,
    take,
    async head() {
      while (!held.includes('\r\n\r\n')) if (!(await more())) throw new Error('the client closed the connection')
      const end = held.indexOf('\r\n\r\n')
      const [first = '', ...lines] = (await take(end + 4)).toString('latin1').trimEnd().split('\r\n')
      const [method = '', target = ''] = first.split(' ')
      const headers = new Map<string, Buffer>()
      for (const line of lines) {
        const colon = line.indexOf(':')
        headers.set(line.slice(0, colon).toLowerCase(), Buffer.from(line.slice(colon + 1).trim(), 'latin1'))
      }
      return { method, target, headers }
    },
    async rest() {
      let count = held.length
      for (held = Buffer.alloc(0); await more(); held = Buffer.alloc(0)) count += held.length
      return count
    },
    answer(status, body = '', headers = {}) {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      const length = `Content-Length: ${Buffer.byteLength(body)}`
      // In one piece: a second small write would wait for the first to be acknowledged.
      socket.write(`HTTP/1.1 ${status} Scripted\r\n${length}\r\n${lines.join('')}\r\n${body}`)
    },
  }
}

export type ScriptedServer = {
  port: number
  host: string
  connections(): number
  /** Waits for every script, so that a failed expectation inside one fails the test. */
  done(): Promise<void>
  close(): Promise<void>
  request(change?: Partial<SignedRequest>): SignedRequest
}

/** The script runs once per connection; its own errors come out of `done`. */
export async function scriptedServer(script: (wire: Wire) => Promise<void>): Promise<ScriptedServer> {
  const running: Promise<void>[] = []
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    const run = script(wireOf(socket))
    run.catch(() => undefined)
    running.push(run)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server that listens has such an address.
  const { port } = server.address() as AddressInfo
  const host = `127.0.0.1:${port}`
  return {
    port,
    host,
    connections: () => sockets.size,
    done: async () => void (await Promise.all(running)),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
    request: (change = {}) => ({ method: 'PUT', protocol: 'http:', host, path: '/bucket/key', headers: {}, ...change }),
  }
}
