import { networkInterfaces } from 'node:os'
import type { ErrorCode } from '../../shared/errors.ts'
import { AppError, errorParams } from '../../shared/errors.ts'
import { errnoOf } from './file-error.ts'

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOTFOUND: 'net.hostNotFound',
  EAI_AGAIN: 'net.hostNotFound',
  EAI_NODATA: 'net.hostNotFound',
  EAI_FAIL: 'net.hostNotFound',
  ECONNREFUSED: 'net.refused',
  EHOSTUNREACH: 'net.offline',
  EHOSTDOWN: 'net.offline',
  ENETUNREACH: 'net.offline',
  ENETDOWN: 'net.offline',
  EADDRNOTAVAIL: 'net.offline',
  ETIMEDOUT: 'net.timeout',
  ECONNRESET: 'net.reset',
  ECONNABORTED: 'net.reset',
  EPIPE: 'net.reset',
}

/** What X.509 verification reports, as https://nodejs.org/api/tls.html#x509-certificate-error-codes lists it. */
const certificateErrors = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'HOSTNAME_MISMATCH',
  'EPROTO',
])
const tlsPrefix = /^(?:CERT_|CRL_|ERR_TLS_|ERR_SSL_|ERROR_IN_CERT_|UNABLE_TO_GET_CRL)/
/** A record damaged on the way says nothing about the certificate: that connection is simply lost. */
const isTls = (code: string): boolean =>
  certificateErrors.has(code) || (tlsPrefix.test(code) && !code.includes('BAD_RECORD_MAC'))

/** Whether any network interface besides loopback has an address. */
export const hasAddress = (): boolean =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some((address) => !address.internal))

/** A host with several addresses fails with an AggregateError; the last address tried is the one to report. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return errnoOf(error.errors.at(-1)) || errnoOf(error)
  return errnoOf(error)
}

/**
 * Why no answer came from `host`. Everything but a certificate problem may pass, so it may be tried again; what the
 * http parser or a proxy garbled counts as a reset. Never carries a URL: `cause` holds the system's own message.
 */
export function networkError(cause: unknown, host: string, isConnected: () => boolean = hasAddress): AppError {
  if (cause instanceof AppError) return cause
  const raw = codeOf(cause)
  const mapped = isTls(raw) ? 'net.tls' : (codes[raw] ?? 'net.reset')
  const code = mapped === 'net.hostNotFound' && !isConnected() ? 'net.offline' : mapped
  return netError(code, host, cause)
}

/** A network error of our own finding, such as a line gone quiet. */
export function netError(code: ErrorCode, host: string, cause?: unknown): AppError {
  const names: readonly string[] = errorParams[code]
  return new AppError(code, {
    params: names.includes('host') ? { host } : {},
    isRetryable: code !== 'net.tls',
    cause,
  })
}
