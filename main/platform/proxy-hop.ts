// By which way a request leaves this computer.
import type { Proxy } from '../../shared/network/proxy-address.ts'
import { proxyName } from '../../shared/network/proxy-address.ts'
import type { SignedRequest, Transport } from '../oss/types.ts'

export type ProxyLogin = { username: string; password: string }
export type ProxyHop = Proxy & { login?: ProxyLogin }
export type Hop = { kind: 'direct' } | ProxyHop

/** A request with the ways it may take, the preferred one first; without any it goes directly. */
export type RoutedRequest = SignedRequest & { hops?: readonly Hop[] }

/** A transport that takes the ways along. */
export type HopTransport = {
  send(request: RoutedRequest, ...rest: Rest<Parameters<Transport['send']>>): ReturnType<Transport['send']>
}
type Rest<T> = T extends [unknown, ...infer R] ? R : never

export const direct: Hop = { kind: 'direct' }

/** One connection pool for each. A new login is a new way: the old connections were opened with the old one. */
export const hopKey = (hop: Hop): string =>
  hop.kind === 'direct' ? 'direct' : JSON.stringify([proxyName(hop), hop.login ?? null])

/** This computer itself, which no proxy can reach for us. `host` may carry a port. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name)
}

const kinds: Readonly<Record<string, Proxy['kind']>> = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  // Chromium writes version 4 without its number.
  SOCKS: 'socks4',
  SOCKS4: 'socks4',
  SOCKS5: 'socks5',
}

/** `PROXY a:8080;SOCKS5 b:1080;DIRECT`, as a PAC script and Electron's resolveProxy say it. What is not understood is left out. */
export function parseProxyList(text: string): Hop[] {
  return text.split(';').flatMap((entry): Hop[] => {
    const [word = '', address = ''] = entry.trim().split(/\s+/)
    if (word.toUpperCase() === 'DIRECT') return [direct]
    const kind = kinds[word.toUpperCase()]
    const found = /^(?:\[(?<ip6>[^\]]+)\]|(?<name>[^:\s]+))(?::(?<port>\d{1,5}))?$/.exec(address)?.groups
    const host = found?.['ip6'] ?? found?.['name']
    if (kind === undefined || host === undefined) return []
    const usual = kind === 'http' ? 80 : kind === 'https' ? 443 : 1080
    return [{ kind, host: host.toLowerCase(), port: Number(found?.['port'] ?? usual) }]
  })
}
