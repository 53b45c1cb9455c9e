// How long a link will work: what was chosen, cut to what OSS and a temporary key allow. Main decides again when signing.
import type { AccountView } from '../../shared/model/account.ts'
import type { LinkView, Validity } from '../../shared/model/link.ts'

export const validityChoices = ['15min', '1h', '1day', '7days', 'until'] as const
export type ValidityChoice = (typeof validityChoices)[number]

const seconds: Readonly<Record<Exclude<ValidityChoice, 'until'>, number>> = {
  '15min': 900,
  '1h': 3600,
  '1day': 86_400,
  '7days': 604_800,
}
const maximumMs = 604_800_000
const stsMaximumMs = 43_200_000
const shortestMs = 60_000

export type CappedBy = NonNullable<LinkView['cappedBy']>
export type Term =
  | { kind: 'ok'; expiresAtMs: number; cappedBy?: CappedBy }
  /** No moment chosen yet, one that is too soon, or a temporary key that is over. */
  | { kind: 'problem'; problem: 'until' | 'later' | 'tokenEnded' }

type Key = Pick<AccountView, 'isTemporary' | 'tokenExpiresAtMs'>

/** `until` as a datetime-local input spells it, in the local zone; NaN when empty. */
export const parseUntil = (until: string): number => (until === '' ? Number.NaN : Date.parse(until))

/** A moment as a datetime-local input spells it, to the minute. */
export function spellLocal(atMs: number): string {
  const date = new Date(atMs)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}

export function termOf(choice: ValidityChoice, until: string, key: Key, nowMs: number): Term {
  const askedMs = choice === 'until' ? parseUntil(until) : nowMs + seconds[choice] * 1000
  if (Number.isNaN(askedMs)) return { kind: 'problem', problem: 'until' }
  const limits: [number, CappedBy][] = [[nowMs + maximumMs, 'maximum']]
  if (key.isTemporary) limits.push([nowMs + stsMaximumMs, 'stsMaximum'])
  if (key.isTemporary && key.tokenExpiresAtMs !== undefined) {
    if (key.tokenExpiresAtMs - nowMs < shortestMs) return { kind: 'problem', problem: 'tokenEnded' }
    limits.push([key.tokenExpiresAtMs, 'tokenEnd'])
  }
  if (askedMs - nowMs < shortestMs) return { kind: 'problem', problem: 'later' }
  const [limitMs, limit] = limits.reduce((least, next) => (next[0] < least[0] ? next : least))
  if (askedMs <= limitMs) return { kind: 'ok', expiresAtMs: askedMs }
  return { kind: 'ok', expiresAtMs: limitMs, cappedBy: limit }
}

export const validityOf = (choice: ValidityChoice, until: string): Validity =>
  choice === 'until' ? { kind: 'until', atMs: parseUntil(until) } : { kind: 'seconds', seconds: seconds[choice] }

export type TimeLeft =
  | { unit: 'days'; days: number; hours: number }
  | { unit: 'hours'; hours: number; minutes: number }
  | { unit: 'minutes'; minutes: number }
  | { unit: 'seconds' }
  | { unit: 'ended' }

/** Rounded down: what is promised is really there. */
export function timeLeft(expiresAtMs: number, nowMs: number): TimeLeft {
  const minutes = Math.floor((expiresAtMs - nowMs) / 60_000)
  if (expiresAtMs <= nowMs) return { unit: 'ended' }
  if (minutes < 1) return { unit: 'seconds' }
  if (minutes < 60) return { unit: 'minutes', minutes }
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return { unit: 'hours', hours, minutes: minutes % 60 }
  return { unit: 'days', days: Math.floor(hours / 24), hours: hours % 24 }
}
