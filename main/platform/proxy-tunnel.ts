// A connection to a server through a proxy: CONNECT (RFC 9110, 9.3.6) with Node's own HTTP client, or SOCKS.
import * as net from 'node:net'
import * as tls from 'node:tls'
import { SocksClient, SocksClientError } from 'socks'
import { AppError } from '../../shared/errors.ts'
import { httpRequest } from './node-http.ts'
import { proxyBlocked, proxyLoginNeeded, proxyUnreachable } from './proxy-errors.ts'
import type { ProxyHop, ProxyLogin } from './proxy-hop.ts'

export type Target = { host: string; port: number }

export type DialOptions = {
  lookup: net.LookupFunction
  /** For proxies that are themselves spoken to over TLS. */
  secureContext: () => tls.SecureContext
  /** Called with each socket as soon as there is one, so that it can be closed while it still connects. */
  opened: (socket: net.Socket) => void
}

/** RFC 7617 in UTF-8. */
export const basicLogin = ({ username, password }: ProxyLogin): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

/** Resolves with the socket when `event` comes; rejects with its error, or a reset when it closes before. */
function until(event: 'connect' | 'secureConnect', socket: net.Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = (): void => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }))
    socket.once('error', reject)
    socket.once('close', onClose)
    socket.once(event, () => {
      socket.off('error', reject)
      socket.off('close', onClose)
      resolve()
    })
  })
}

export const untilSecure = (socket: net.Socket): Promise<void> => until('secureConnect', socket)

/** A socket to the proxy itself. Throws AppError `net.proxyRefused`, `net.tls` or `net.offline`. */
export async function dialProxy(hop: ProxyHop, { lookup, secureContext, opened }: DialOptions): Promise<net.Socket> {
  const { host, port } = hop
  const where = { host, port, lookup, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 1000 }
  try {
    if (hop.kind !== 'https') {
      const socket = net.connect(where)
      opened(socket)
      await until('connect', socket)
      return ready(socket)
    }
    const servername = net.isIP(host) === 0 ? { servername: host } : {}
    const secure = { secureContext: secureContext(), rejectUnauthorized: true, ...servername }
    const socket = tls.connect({ ...where, ...secure })
    opened(socket)
    await until('secureConnect', socket)
    return ready(socket)
  } catch (error) {
    throw proxyUnreachable(hop, error)
  }
}

function ready(socket: net.Socket): net.Socket {
  socket.setNoDelay(true)
  socket.setKeepAlive(true, 1000)
  return socket
}

const addressOf = ({ host, port }: Target): string => `${net.isIPv6(host) ? `[${host}]` : host}:${port}`

function askHttpProxy(hop: ProxyHop, socket: net.Socket, target: Target): Promise<net.Socket> {
  const address = addressOf(target)
  return new Promise((resolve, reject) => {
    const asking = httpRequest({
      method: 'CONNECT',
      path: address,
      createConnection: () => socket,
      setHost: false,
      headers: {
        host: address,
        // Some proxies hold a tunnel to what was said of the connection that asked for it.
        connection: 'keep-alive',
        'proxy-connection': 'keep-alive',
        ...(hop.login ? { 'proxy-authorization': basicLogin(hop.login) } : {}),
      },
    })
    asking.once('connect', ({ statusCode = 0, headers }, open: net.Socket, head) => {
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) open.unshift(head)
        resolve(open)
        return
      }
      open.destroy()
      if (statusCode === 407) reject(proxyLoginNeeded(hop, headers['proxy-authenticate']?.toString()))
      else reject(proxyBlocked(hop, target.host, statusCode >= 500))
    })
    // A proxy that hangs up without a word is one that does not work.
    asking.once('error', (error) => reject(proxyUnreachable(hop, error)))
    asking.end()
  })
}

/** What the `socks` package says of a refused login, which has no code of its own. */
const isLoginRefusal = (error: SocksClientError): boolean =>
  /authentication|no accepted authentication type/i.test(error.message)
const isProxyAnswer = (error: SocksClientError): boolean => /rejected connection/i.test(error.message)
const isForbidden = (error: SocksClientError): boolean => error.message.endsWith('NotAllowed')
/** RFC 1929 gives each one byte of length. */
const isTooLong = ({ username, password }: ProxyLogin): boolean =>
  Buffer.byteLength(username) > 255 || Buffer.byteLength(password) > 255

async function askSocksProxy(hop: ProxyHop, socket: net.Socket, target: Target): Promise<net.Socket> {
  const { host, port, login } = hop
  if (login && isTooLong(login)) throw proxyLoginNeeded(hop)
  try {
    const asked = await SocksClient.createConnection({
      // The name goes along unresolved: inside a company, often only the proxy can resolve it.
      destination: target,
      command: 'connect',
      existing_socket: socket,
      proxy: {
        host,
        port,
        type: hop.kind === 'socks4' ? 4 : 5,
        ...(login ? { userId: login.username, password: login.password } : {}),
      },
    })
    return asked.socket
  } catch (error) {
    socket.destroy()
    if (!(error instanceof SocksClientError)) throw error
    if (isLoginRefusal(error)) throw proxyLoginNeeded(hop)
    // Its options hold the login, so only its words go on.
    const cause = new Error(error.message)
    throw isProxyAnswer(error)
      ? proxyBlocked(hop, target.host, !isForbidden(error), cause)
      : proxyUnreachable(hop, cause)
  }
}

/** A connection on which `target` itself answers. Throws AppError `net.*`. */
export function askProxy(hop: ProxyHop, socket: net.Socket, target: Target): Promise<net.Socket> {
  const isSocks = hop.kind === 'socks4' || hop.kind === 'socks5'
  return isSocks ? askSocksProxy(hop, socket, target) : askHttpProxy(hop, socket, target)
}

/** The time of a connection through a proxy is up. */
export const tunnelTimeout = (hop: ProxyHop, target: Target, isDialed: boolean): AppError =>
  isDialed
    ? new AppError('net.timeout', { params: { host: target.host }, isRetryable: true })
    : proxyUnreachable(hop, new Error('the proxy did not answer'))
