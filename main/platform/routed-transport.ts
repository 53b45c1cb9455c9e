import { AppError } from '../../shared/errors.ts'
import type { Exchange, Transport } from '../oss/types.ts'
import { proxyName } from '../../shared/network/proxy-address.ts'
import type { Hop, HopTransport, ProxyHop } from './proxy-hop.ts'
import type { ProxyRoutes } from './proxy-routes.ts'
import { unlessAborted } from './unless-aborted.ts'

export type RouteEvents = {
  /** A request was answered; `hops` are the ways it could take. */
  onAnswer(hops: readonly Hop[]): void
  /** This proxy wants a login, or another one. */
  onLoginNeeded(proxy: ProxyHop): void
}

const refusing = (error: unknown, hops: readonly Hop[]): ProxyHop | undefined =>
  error instanceof AppError && error.code === 'net.proxyLogin'
    ? hops.filter((hop) => hop.kind !== 'direct').find((hop) => proxyName(hop) === error.params['host'])
    : undefined

/** Gives each request the ways it may take. They go to the transfer thread inside the message, logins included. */
export function createRoutedTransport(
  wire: HopTransport,
  routes: Pick<ProxyRoutes, 'known' | 'find'>,
  { onAnswer, onLoginNeeded }: RouteEvents,
): Transport {
  return {
    async send(request, body, options): Promise<Exchange> {
      const hops = routes.known(request) ?? (await unlessAborted(routes.find(request), options.signal))
      const isDirect = hops.length === 1 && hops[0]?.kind === 'direct'
      try {
        const exchange = await wire.send(isDirect ? request : { ...request, hops }, body, options)
        if (!isDirect) onAnswer(hops)
        return exchange
      } catch (error) {
        const proxy = refusing(error, hops)
        if (proxy) onLoginNeeded(proxy)
        throw error
      }
    },
  }
}
