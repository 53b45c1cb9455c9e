// The address of a proxy, as a person types it and as it is shown.

export type ProxyKind = 'http' | 'https' | 'socks4' | 'socks5'
/** `host` is a name, an IPv4 address, or an IPv6 address without brackets. */
export type Proxy = { kind: ProxyKind; host: string; port: number }

const kinds: Readonly<Record<string, ProxyKind>> = { http: 'http', https: 'https', socks5: 'socks5', socks5h: 'socks5' }
const shape =
  /^(?:(?<scheme>[a-z0-9]+):\/\/)?(?:\[(?<ip6>[0-9a-f:.]+)\]|(?<name>[^\s/\\:@?#[\]]+)):(?<port>\d{1,5})\/?$/i

/**
 * `host:port` is an HTTP proxy; `https://` and `socks5://` may stand before it. Undefined for anything else: without a
 * port there is no telling which one is meant, and a login does not belong in an address that is shown.
 */
export function parseProxyAddress(text: string): Proxy | undefined {
  const { scheme = 'http', ip6, name, port = '' } = shape.exec(text.trim())?.groups ?? {}
  const kind = kinds[scheme.toLowerCase()]
  const host = (ip6 ?? name)?.toLowerCase()
  const number = Number(port)
  if (kind === undefined || host === undefined || number < 1 || number > 65_535) return undefined
  return { kind, host, port: number }
}

/** How a proxy is shown and told apart: `proxy.example.com:8080`, `socks5://10.0.0.1:1080`. */
export function proxyName({ kind, host, port }: Proxy): string {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`
  return kind === 'http' ? address : `${kind}://${address}`
}
