// Agents that open their connections through a proxy, and from then on are like any other.
import type * as http from 'node:http'
import type * as https from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { HttpAgent, HttpsAgent } from './node-http.ts'
import type { ProxyHop } from './proxy-hop.ts'
import { askProxy, dialProxy, tunnelTimeout, untilSecure } from './proxy-tunnel.ts'
import type { DialOptions, Target } from './proxy-tunnel.ts'

type Connection = Duplex | null | undefined
type Done = (error: Error | null, socket: Duplex) => void

export type ProxyAgentOptions = Omit<DialOptions, 'opened'> & {
  hop: ProxyHop
  /** For the proxy, its answer and the TLS handshake together. */
  connectMs: number
  /** What is done to each connection before it is used. */
  prepare: (socket: Duplex) => void
}

/** Sockets that are not the agent's yet, so that closing it closes them too. */
class Openings {
  readonly #sockets = new Set<Socket>()
  readonly #options: ProxyAgentOptions

  constructor(options: ProxyAgentOptions) {
    this.#options = options
  }

  /** `finish` makes of a connection on which the target answers the one to be used. */
  open(target: Target, finish: (socket: Socket) => Promise<Duplex>, isTunnel: boolean, done: Done): void {
    const { hop, connectMs, prepare, ...dial } = this.#options
    let first: Socket | undefined
    let isDialed = false
    const expired = Promise.withResolvers<never>()
    const timer = setTimeout(() => expired.reject(tunnelTimeout(hop, target, isDialed)), connectMs)
    const opened = (socket: Socket): void => {
      first = socket
      this.#sockets.add(socket)
      // What is reported while nobody listens any more is of no interest; unheard it would end the thread.
      socket.on('error', () => undefined)
    }
    const work = async (): Promise<Duplex> => {
      const socket = await dialProxy(hop, { ...dial, opened })
      isDialed = true
      return finish(isTunnel ? await askProxy(hop, socket, target) : socket)
    }
    Promise.race([work(), expired.promise])
      .then(
        (socket) => {
          prepare(socket)
          done(null, socket)
        },
        (error: unknown) => {
          first?.destroy()
          // Node looks at the socket only when there is no error; all that is thrown above is an Error.
          ;(done as (error: Error) => void)(error as Error)
        },
      )
      .finally(() => {
        clearTimeout(timer)
        if (first) this.#sockets.delete(first)
      })
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#sockets.clear()
  }
}

const targetOf = ({ host, port }: http.ClientRequestArgs): Target => ({ host: String(host), port: Number(port) })

/** For plain http. An HTTP proxy gets the request itself, in absolute form; only SOCKS makes a tunnel of it. */
export class PlainProxyAgent extends HttpAgent {
  readonly #openings: Openings
  readonly #isTunnel: boolean

  constructor(agent: http.AgentOptions, options: ProxyAgentOptions) {
    super(agent)
    this.#openings = new Openings(options)
    this.#isTunnel = !takesWholeRequests(options.hop)
  }

  override createConnection(options: http.ClientRequestArgs, done: Done): Connection {
    this.#openings.open(targetOf(options), (socket) => Promise.resolve(socket), this.#isTunnel, done)
    return undefined
  }

  override destroy(): void {
    this.#openings.destroy()
    super.destroy()
  }
}

/** For https: TLS with the target inside a tunnel, so that the proxy sees nothing but where it leads. */
export class SecureProxyAgent extends HttpsAgent {
  readonly #openings: Openings

  constructor(agent: https.AgentOptions, options: ProxyAgentOptions) {
    super(agent)
    this.#openings = new Openings(options)
  }

  override createConnection(options: https.RequestOptions, done: Done): Connection {
    const secure = async (socket: Socket): Promise<Duplex> => {
      // The agent's own way of making a connection takes a socket that is there already, and keeps TLS sessions.
      const inner = super.createConnection({ ...options, socket } as https.RequestOptions) as Socket
      await untilSecure(inner)
      return inner
    }
    this.#openings.open(targetOf(options), secure, true, done)
    return undefined
  }

  override destroy(): void {
    this.#openings.destroy()
    super.destroy()
  }
}

/** Whether plain http requests are written to this proxy as they are, with the whole address in them. */
export const takesWholeRequests = ({ kind }: ProxyHop): boolean => kind === 'http' || kind === 'https'
