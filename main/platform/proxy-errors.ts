// Why a proxy did not serve. `host` in these sentences is the proxy, as Settings shows it.
import { AppError } from '../../shared/errors.ts'
import type { Proxy } from '../../shared/network/proxy-address.ts'
import { proxyName } from '../../shared/network/proxy-address.ts'
import { hasAddress, networkError } from './network-error.ts'

/** The connection to the proxy itself did not come about; `net.offline` where there is no network at all. */
export function proxyUnreachable(proxy: Proxy, cause: unknown, isConnected: () => boolean = hasAddress): AppError {
  const host = proxyName(proxy)
  const error = networkError(cause, host, isConnected)
  if (error.code === 'net.offline' || error.code === 'net.tls') return error
  return new AppError('net.proxyRefused', { params: { host }, isRetryable: true, cause })
}

/** `schemes` is what the 407 said in Proxy-Authenticate, when it said anything. Never tried again by itself: a login tried too often is locked. */
export function proxyLoginNeeded(proxy: Proxy, schemes = ''): AppError {
  const takesPassword = schemes === '' || /\bbasic\b/i.test(schemes)
  return new AppError(takesPassword ? 'net.proxyLogin' : 'net.proxyLoginKind', { params: { host: proxyName(proxy) } })
}

/** The proxy answered, but opens no connection to `target`. It may only be that `target` did not answer it. */
export function proxyBlocked(proxy: Proxy, target: string, isRetryable: boolean, cause?: unknown): AppError {
  return new AppError('net.proxyBlocked', { params: { host: target, proxy: proxyName(proxy) }, isRetryable, cause })
}
