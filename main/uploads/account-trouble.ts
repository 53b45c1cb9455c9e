// Which refusals are about the account and not about the file that met them.
import type { ErrorCode } from '../../shared/errors.ts'

/** Every file of the account would meet the same: they stay in the queue until something is done about it. */
const ofAccount: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'account.secretMissing',
  'account.secretUnreadable',
  'auth.accountDisabled',
  'auth.tokenExpired',
  'auth.tokenInvalid',
  'auth.unknownKey',
  'bucket.notFound',
  'bucket.wrongRegion',
  'endpoint.accelerationOff',
  'endpoint.publicForbidden',
  'endpoint.refused',
  'net.proxyInvalid',
  'net.proxyLogin',
  'net.proxyLoginKind',
  // Who answers is not who was asked, as behind a hotel's login page: the same for every file.
  'net.tls',
  'practice.notRunning',
  'region.mismatch',
])

/** `isProven`: another file went well with this very key, so a signature that does not fit is this file's own affair. */
export const isOfAccount = (code: ErrorCode, isProven: boolean): boolean =>
  ofAccount.has(code) || (code === 'auth.signatureMismatch' && !isProven)
