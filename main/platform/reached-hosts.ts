// Which servers are known to be there: they answered as OSS does, in this run or an earlier one.
import { isFromOss } from '../oss/answer.ts'
import type { Transport } from '../oss/types.ts'
import type { SettingsStore } from './settings-store.ts'

/** Nobody works with more. */
const mostHosts = 50

export type ReachedHosts = {
  has(host: string): boolean
  /** Notes who answers. What stands in for OSS, a hotel's login page for instance, has no name that is worth keeping. */
  watching(transport: Transport): Transport
}

export function createReachedHosts(settings: SettingsStore): ReachedHosts {
  const hosts = new Set(settings.read().reachedHosts)
  return {
    has: (host) => hosts.has(host),
    watching: (transport) => ({
      async send(request, body, options) {
        const exchange = await transport.send(request, body, options)
        if (!hosts.has(request.host) && isFromOss(exchange.response)) {
          hosts.add(request.host)
          settings.update({ reachedHosts: [...hosts].slice(-mostHosts) })
        }
        return exchange
      },
    }),
  }
}
