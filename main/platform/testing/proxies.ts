// Proxies as companies have them, on this computer. Every name a client asks for leads to where the test says.
import { createServer as createHttpServer, request as httpRequest } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export type Login = { username: string; password: string }
export type TestProxyOptions = {
  /** The port on 127.0.0.1 where `address` (`host:port`) is to be found. */
  route: (address: string) => number
  login?: Login
  /** Makes it a proxy that is spoken to over TLS. */
  tls?: { cert: string; key: string }
  /** The status of the answer to CONNECT, in place of a tunnel. */
  refusesWith?: number
  /** What a 407 names in Proxy-Authenticate. */
  scheme?: string
}
export type TestProxy = {
  port: number
  /** `CONNECT files.courier.test:443`, `PUT http://10.0.0.1/bucket/key`, `SOCKS5 host:port`. */
  asked: string[]
  /** Every byte that came in on plain connections, to show what the proxy could read. */
  seen: () => string
  connections: () => number
  /** Breaks every connection it has. */
  cut(): void
  close(): Promise<void>
}

async function listen(server: Server, asked: string[], seen: () => string): Promise<TestProxy> {
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket: Socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server that listens has such an address.
  const { port } = server.address() as AddressInfo
  const cut = (): void => sockets.forEach((socket) => socket.resetAndDestroy())
  const close = async (): Promise<void> => {
    cut()
    await new Promise((resolve) => server.close(resolve))
  }
  return { port, asked, seen, connections: () => connections, cut, close }
}

/** Joins two connections; what ends one ends the other. */
function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
    from.pipe(to)
  }
}

export function startHttpProxy(options: TestProxyOptions): Promise<TestProxy> {
  const asked: string[] = []
  const chunks: string[] = []
  const { login, route, refusesWith } = options
  const wanted = login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`
  const isLoggedIn = ({ headers }: IncomingMessage): boolean =>
    wanted === undefined || headers['proxy-authorization'] === wanted
  const challenge = options.scheme ?? 'Basic realm="Company"'

  const forward = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    asked.push(`${incoming.method} ${incoming.url}`)
    chunks.push(incoming.rawHeaders.join(' '))
    if (!isLoggedIn(incoming)) {
      outgoing.writeHead(407, { 'proxy-authenticate': challenge }).end()
      return
    }
    const found = /^http:\/\/([^/]+)(.*)$/.exec(incoming.url ?? '')
    const [, address = '', path = ''] = found ?? []
    const headers: string[] = []
    for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
      const name = incoming.rawHeaders[at] ?? ''
      if (!/^proxy-/i.test(name)) headers.push(name, incoming.rawHeaders[at + 1] ?? '')
    }
    const { method } = incoming
    const onward = httpRequest({ host: '127.0.0.1', port: route(address), method, path, headers, setHost: false })
    // As http-agents.ts does and for its reason: the bytes of header values are passed on as they came.
    onward.on('socket', (socket) => socket.setDefaultEncoding('latin1'))
    onward.on('continue', () => outgoing.writeContinue())
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.rawHeaders)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.on('error', () => onward.destroy())
    incoming.pipe(onward)
  }

  const server = options.tls ? createHttpsServer(options.tls) : createHttpServer()
  server.on('request', forward)
  server.on('checkContinue', forward)
  server.on('connect', (incoming: IncomingMessage, socket: Duplex) => {
    asked.push(`CONNECT ${incoming.url}`)
    chunks.push(incoming.rawHeaders.join(' '))
    if (!isLoggedIn(incoming)) {
      socket.end(`HTTP/1.1 407 Log in\r\nProxy-Authenticate: ${challenge}\r\nContent-Length: 2\r\n\r\nno`)
      return
    }
    if (refusesWith !== undefined) {
      socket.end(`HTTP/1.1 ${refusesWith} No\r\nContent-Length: 2\r\n\r\nno`)
      return
    }
    const onward = connect(route(incoming.url ?? ''), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.on('data', (chunk: Buffer) => chunks.push(chunk.toString('latin1')))
      join(socket, onward)
    })
    onward.on('error', () => socket.destroy())
  })
  return listen(server, asked, () => chunks.join('\n'))
}

/** RFC 1928 and RFC 1929, as much as a client needs that names the target by its name. */
export function startSocksProxy({ route, login }: Pick<TestProxyOptions, 'route' | 'login'>): Promise<TestProxy> {
  const asked: string[] = []
  const server = createServer((socket) => void serveSocks(socket).catch(() => socket.destroy()))

  async function serveSocks(socket: Socket): Promise<void> {
    const take = taker(socket)
    const [, count = 0] = await take(2)
    const methods = await take(count)
    const method = login ? 2 : 0
    if (!methods.includes(method)) {
      socket.end(Buffer.from([5, 0xff]))
      return
    }
    socket.write(Buffer.from([5, method]))
    if (login) {
      const username = (await take((await take(2))[1] ?? 0)).toString()
      const password = (await take((await take(1))[0] ?? 0)).toString()
      const isRight = username === login.username && password === login.password
      socket.write(Buffer.from([1, isRight ? 0 : 1]))
      if (!isRight) {
        socket.end()
        return
      }
    }
    const [, , , kind] = await take(4)
    const host = kind === 3 ? (await take((await take(1))[0] ?? 0)).toString() : (await take(4)).join('.')
    const address = `${host}:${(await take(2)).readUInt16BE()}`
    asked.push(`SOCKS5 ${address}`)
    const onward = connect(route(address), '127.0.0.1', () => {
      socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]))
      join(socket, onward)
    })
    onward.on('error', () => socket.destroy())
  }
  return listen(server, asked, () => '')
}

/** Takes exact numbers of bytes off a socket. */
function taker(socket: Socket) {
  return async (count: number): Promise<Buffer> => {
    for (;;) {
      const chunk: unknown = count === 0 ? Buffer.alloc(0) : socket.read(count)
      if (Buffer.isBuffer(chunk)) return chunk
      await new Promise<void>((resolve, reject) => {
        socket.once('readable', resolve)
        socket.once('close', () => reject(new Error('closed')))
      })
    }
  }
}
