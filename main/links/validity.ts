// How long a link works: what was asked for, held to OSS's limits and to the end of a temporary key.
import { AppError } from '../../shared/errors.ts'
import type { LinkView, Validity } from '../../shared/model/link.ts'
import { maxExpiresSeconds } from '../oss/sign-v4.ts'
import type { Credentials } from '../oss/types.ts'

/** Shorter than a minute is no time to send anything in. */
const minExpiresSeconds = 60

type Cap = { seconds: number; reason: NonNullable<LinkView['cappedBy']> }

export type Term = { expiresSeconds: number; cappedBy?: LinkView['cappedBy'] }

/**
 * An absolute end wins over the seconds it takes to sign; the tightest limit wins over both. Throws `link.tooShort` for
 * less than a minute, and `auth.tokenExpired` when the temporary credentials end within one.
 */
export function validitySeconds(
  validity: Validity,
  {
    credentials,
    tokenExpiresAtMs,
    nowMs,
  }: { credentials: Credentials; tokenExpiresAtMs?: number | undefined; nowMs: number },
): Term {
  const secondsUntil = (atMs: number) => Math.floor((atMs - nowMs) / 1000)
  const asked = validity.kind === 'seconds' ? validity.seconds : secondsUntil(validity.atMs)
  if (asked < minExpiresSeconds) throw new AppError('link.tooShort')
  const caps: Cap[] = [{ seconds: maxExpiresSeconds.longTerm, reason: 'maximum' }]
  if (credentials.securityToken) {
    caps.push({ seconds: maxExpiresSeconds.temporary, reason: 'stsMaximum' })
    if (tokenExpiresAtMs !== undefined) caps.push({ seconds: secondsUntil(tokenExpiresAtMs), reason: 'tokenEnd' })
  }
  const tightest = caps.reduce((low, cap) => (cap.seconds < low.seconds ? cap : low))
  if (tightest.seconds < minExpiresSeconds) throw new AppError('auth.tokenExpired')
  if (asked <= tightest.seconds) return { expiresSeconds: asked }
  return { expiresSeconds: tightest.seconds, cappedBy: tightest.reason }
}
