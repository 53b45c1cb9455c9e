// How long a link will work: what was chosen, cut to what OSS and a temporary key allow. Main decides again when signing.
import type { AccountView } from '../../shared/model/account.ts'
import type { LinkView, Validity } from '../../shared/model/link.ts'

export const validityChoices = ['15min', '1h', '1day', '7days', 'until', 'other'] as const
export type ValidityChoice = (typeof validityChoices)[number]

export const validityUnits = ['minutes', 'hours', 'days'] as const
export type ValidityUnit = (typeof validityUnits)[number]

/** What is typed beside the choice: a moment for `until`, an amount for `other`. */
export type TypedValidity = { until: string; amount: string; unit: ValidityUnit }

const fixed: Readonly<Record<Exclude<ValidityChoice, 'until' | 'other'>, number>> = {
  '15min': 900,
  '1h': 3600,
  '1day': 86_400,
  '7days': 604_800,
}
const unitSeconds: Readonly<Record<ValidityUnit, number>> = { minutes: 60, hours: 3600, days: 86_400 }
const maximumMs = 604_800_000
const stsMaximumMs = 43_200_000
const shortestMs = 60_000

export type CappedBy = NonNullable<LinkView['cappedBy']>
export type Term =
  | { kind: 'ok'; expiresAtMs: number; cappedBy?: CappedBy }
  /** No moment or amount yet, one that is too soon or too short, or a temporary key that is over. */
  | { kind: 'problem'; problem: 'until' | 'amount' | 'later' | 'longer' | 'tokenEnded' }

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

/** Whole seconds; NaN for what is no number. A comma is a decimal point, as many people write it. */
export function parseAmount(amount: string, unit: ValidityUnit): number {
  const text = amount.trim().replace(',', '.')
  return /^\d{1,6}(?:\.\d{1,3})?$/.test(text) ? Math.round(Number(text) * unitSeconds[unit]) : Number.NaN
}

function askedMs(choice: ValidityChoice, typed: TypedValidity, nowMs: number): number {
  if (choice === 'until') return parseUntil(typed.until)
  return nowMs + (choice === 'other' ? parseAmount(typed.amount, typed.unit) : fixed[choice]) * 1000
}

/** An asked-for end, cut to what is allowed. */
export function termUntil(
  asked: number,
  key: Key,
  nowMs: number,
): Extract<Term, { kind: 'ok' }> | { kind: 'problem'; problem: 'later' | 'tokenEnded' } {
  const limits: [number, CappedBy][] = [[nowMs + maximumMs, 'maximum']]
  if (key.isTemporary) limits.push([nowMs + stsMaximumMs, 'stsMaximum'])
  if (key.isTemporary && key.tokenExpiresAtMs !== undefined) {
    if (key.tokenExpiresAtMs - nowMs < shortestMs) return { kind: 'problem', problem: 'tokenEnded' }
    limits.push([key.tokenExpiresAtMs, 'tokenEnd'])
  }
  if (asked - nowMs < shortestMs) return { kind: 'problem', problem: 'later' }
  const [limitMs, limit] = limits.reduce((least, next) => (next[0] < least[0] ? next : least))
  if (asked <= limitMs) return { kind: 'ok', expiresAtMs: asked }
  return { kind: 'ok', expiresAtMs: limitMs, cappedBy: limit }
}

export function termOf(choice: ValidityChoice, typed: TypedValidity, key: Key, nowMs: number): Term {
  const asked = askedMs(choice, typed, nowMs)
  if (Number.isNaN(asked)) return { kind: 'problem', problem: choice === 'other' ? 'amount' : 'until' }
  const term = termUntil(asked, key, nowMs)
  const isShort = term.kind === 'problem' && term.problem === 'later' && choice === 'other'
  return isShort ? { kind: 'problem', problem: 'longer' } : term
}

/** Of what termOf found no problem with. */
export function validityOf(choice: ValidityChoice, typed: TypedValidity): Validity {
  if (choice === 'until') return { kind: 'until', atMs: parseUntil(typed.until) }
  const seconds = choice === 'other' ? parseAmount(typed.amount, typed.unit) : fixed[choice]
  return { kind: 'seconds', seconds: Math.min(seconds, maximumMs / 1000) }
}

/** A length as it is chosen: one of the fixed ones, or an amount in the largest unit that keeps it whole. */
export function choiceOf(seconds: number): { choice: ValidityChoice } & Pick<TypedValidity, 'amount' | 'unit'> {
  const choice = validityChoices.find((each) => each !== 'until' && each !== 'other' && fixed[each] === seconds)
  const unit = validityUnits.findLast((each) => seconds % unitSeconds[each] === 0) ?? 'minutes'
  const amount = String(Number((seconds / unitSeconds[unit]).toFixed(3)))
  return { choice: choice ?? 'other', amount, unit }
}

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
