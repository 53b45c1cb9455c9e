// What the app knows of the network: whether there is one, which way leads out, and whether a proxy wants a login.
import { AppError } from '../../shared/errors.ts'
import type { NetworkState, ProxyLogin } from '../../shared/model/app.ts'
import { proxyName } from '../../shared/network/proxy-address.ts'
import type { Transport } from '../oss/types.ts'
import { proxyLoginNeeded } from './proxy-errors.ts'
import { isLoopback } from './proxy-hop.ts'
import type { Hop, HopTransport, ProxyHop } from './proxy-hop.ts'
import type { ProxyLogins } from './proxy-logins.ts'
import { createProxyRoutes } from './proxy-routes.ts'
import type { Origin, RoutesOptions } from './proxy-routes.ts'
import { createRoutedTransport } from './routed-transport.ts'

export type NetworkOptions = Pick<RoutesOptions, 'choice' | 'resolve'> & {
  wire: HopTransport
  /** The system's own opinion; asked often. */
  isOnline(): boolean
  logins: ProxyLogins
  clock: { now(): number; every(intervalMs: number, tick: () => void): () => void }
  /** Where requests mostly go, if that is known: what is shown as in use, and what is tested. */
  target(): Origin | undefined
  onChange(state: NetworkState): void
  /** Something is different, so what waits for the network should try again. */
  onWayChanged(isOnline: boolean): void
}

export type Network = {
  /** Takes the way that is right for each host. */
  transport: Transport
  state(): NetworkState
  /** The choice of a proxy, the selected account or the network itself has changed. */
  changed(): void
  /**
   * Tries the login once before it is kept and before anything else uses it: many requests at once with a wrong one would
   * lock the user out of the company. Throws AppError `net.proxyLogin` when the proxy refuses it, and `ipc.badInput`
   * when no proxy is in use.
   */
  setLogin(login: ProxyLogin | null): Promise<void>
  /** Any answer will do. Throws AppError `net.*`. */
  test(): Promise<{ host: string; proxy: string | null }>
  close(): void
}

/** Any address of OSS will do where there is no account yet. */
const anyTarget: Origin = { protocol: 'https:', host: 'oss-cn-hangzhou.aliyuncs.com' }
const onlineCheckMs = 2000
const testTimeoutMs = 20_000

const proxyOf = (hops: readonly Hop[]): ProxyHop | undefined => {
  const [hop] = hops
  return hop === undefined || hop.kind === 'direct' ? undefined : hop
}
const nameOf = (proxy: ProxyHop | undefined): string | null => (proxy ? proxyName(proxy) : null)
const isLoginRefused = (error: unknown): boolean => error instanceof AppError && error.code === 'net.proxyLogin'

/** Any answer to a request without a key: the server was reached. Throws AppError `net.*`. */
async function knock(wire: HopTransport, { protocol, host }: Origin, hops: readonly Hop[]): Promise<void> {
  const signal = AbortSignal.timeout(testTimeoutMs)
  const request = { method: 'HEAD' as const, protocol, host, path: '/', headers: {}, hops }
  try {
    await wire.send(request, { kind: 'none' }, { signal })
  } catch (error) {
    throw signal.aborted ? new AppError('net.timeout', { params: { host } }) : error
  }
}

class NetworkWatch implements Network {
  readonly transport: Transport
  readonly close: () => void
  readonly #options: NetworkOptions
  readonly #routes
  #isOnline: boolean
  #inUse: ProxyHop | undefined
  /** The proxy that refused us last: nothing more is sent through it until that is settled. */
  #refusing: ProxyHop | undefined
  #told = ''
  #looks = 0

  constructor(options: NetworkOptions) {
    const { choice, resolve, logins, clock, wire } = options
    this.#options = options
    const loginFor = (proxy: string): ProxyLogin | undefined => logins.for(proxy)
    this.#routes = createProxyRoutes({ choice, resolve, loginFor, nowMs: () => clock.now() })
    this.transport = createRoutedTransport(
      wire,
      {
        known: (origin) => this.#admitted(this.#routes.known(origin)),
        find: async (origin) => this.#admitted(await this.#routes.find(origin)),
      },
      { onAnswer: (hops) => this.#use(proxyOf(hops)), onLoginNeeded: (proxy) => this.#refuse(proxy) },
    )
    this.#isOnline = options.isOnline()
    this.close = clock.every(onlineCheckMs, () => this.#lookOnline())
    this.#look()
  }

  state(): NetworkState {
    const proxyInUse = nameOf(this.#refusing ?? this.#inUse)
    const login = proxyInUse === null ? 'none' : this.#options.logins.stateOf(proxyInUse)
    return { isOnline: this.#isOnline, proxyInUse, needsProxyLogin: this.#refusing !== undefined, login }
  }

  changed(): void {
    this.#refusing = undefined
    this.#routes.forget()
    this.#look()
    this.#options.onWayChanged(this.#isOnline)
  }

  async setLogin(login: ProxyLogin | null): Promise<void> {
    const { logins, wire } = this.#options
    const proxy = this.#refusing ?? this.#inUse
    if (!proxy) throw new AppError('ipc.badInput')
    const name = proxyName(proxy)
    if (login) {
      // Only the proxy's word counts here: whatever else is in the way does not make the login a wrong one.
      await knock(wire, this.#target(), [{ ...proxy, login }]).catch((error: unknown) => {
        if (!isLoginRefused(error)) return
        this.#refuse(proxy)
        throw error
      })
      await logins.set(name, login)
    } else logins.forget(name)
    this.changed()
    this.#tell()
  }

  async test(): Promise<{ host: string; proxy: string | null }> {
    const origin = this.#target()
    const hops = await this.#routes.find(origin)
    const wasRefusing = this.#refusing !== undefined
    try {
      await knock(this.#options.wire, origin, hops)
    } catch (error) {
      const proxy = proxyOf(hops)
      if (proxy && isLoginRefused(error)) this.#refuse(proxy)
      throw error
    }
    if (wasRefusing) this.changed()
    return { host: origin.host, proxy: nameOf(proxyOf(hops)) }
  }

  #admitted<T extends readonly Hop[] | undefined>(hops: T): T {
    const proxy = this.#refusing && hops && proxyOf(hops)
    if (this.#refusing && nameOf(proxy) === proxyName(this.#refusing)) throw proxyLoginNeeded(this.#refusing)
    return hops
  }

  /** This computer itself is reached without any network. */
  #target(): Origin {
    const usual = this.#options.target()
    return usual && !isLoopback(usual.host) ? usual : anyTarget
  }

  #use(proxy: ProxyHop | undefined): void {
    if (nameOf(proxy) === nameOf(this.#inUse)) return
    this.#inUse = proxy
    this.#tell()
  }

  #refuse(proxy: ProxyHop): void {
    this.#refusing = proxy
    this.#tell()
  }

  #tell(): void {
    const now = this.state()
    const text = JSON.stringify(now)
    if (this.#told === text) return
    this.#told = text
    this.#options.onChange(now)
  }

  /**
   * Which way leads to where requests mostly go; at once where that is known, so that the answer to a changed choice
   * shows it already. An address that is no proxy's is told by the first request.
   */
  #look(): void {
    const looks = ++this.#looks
    const settle = (hops: readonly Hop[]): void => {
      // The answer of a network that was left meanwhile.
      if (looks !== this.#looks) return
      this.#inUse = proxyOf(hops)
      this.#tell()
    }
    try {
      const target = this.#target()
      const known = this.#routes.known(target)
      if (known) settle(known)
      else this.#routes.find(target).then(settle, () => settle([]))
    } catch {
      settle([])
    }
  }

  #lookOnline(): void {
    if (this.#options.isOnline() === this.#isOnline) return
    this.#isOnline = !this.#isOnline
    this.changed()
  }
}

export const createNetwork = (options: NetworkOptions): Network => new NetworkWatch(options)
