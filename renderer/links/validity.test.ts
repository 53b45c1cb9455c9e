import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choiceOf, parseAmount, parseUntil, spellLocal, termOf, timeLeft, validityOf } from './validity.ts'
import type { TypedValidity } from './validity.ts'

const now = new Date(2026, 10, 20, 16, 20).getTime()
const hour = 3_600_000
const lasting = { isTemporary: false }
const typed = (change: Partial<TypedValidity> = {}): TypedValidity => ({
  until: '',
  amount: '',
  unit: 'minutes',
  ...change,
})

describe('how long a link works', () => {
  it('is what was chosen, when a long-term key signs', () => {
    expect(termOf('1day', typed(), lasting, now)).toEqual({ kind: 'ok', expiresAtMs: now + 24 * hour })
    expect(termOf('7days', typed(), lasting, now)).toEqual({ kind: 'ok', expiresAtMs: now + 168 * hour })
  })

  it('ends at the chosen local time, and never after seven days', () => {
    const until = spellLocal(now + 50 * hour)
    expect(termOf('until', typed({ until }), lasting, now)).toEqual({ kind: 'ok', expiresAtMs: now + 50 * hour })
    expect(termOf('until', typed({ until: spellLocal(now + 200 * hour) }), lasting, now)).toEqual({
      kind: 'ok',
      expiresAtMs: now + 168 * hour,
      cappedBy: 'maximum',
    })
  })

  it('is at most twelve hours with a temporary key, whose own end may come first', () => {
    expect(termOf('1day', typed(), { isTemporary: true }, now)).toEqual({
      kind: 'ok',
      expiresAtMs: now + 12 * hour,
      cappedBy: 'stsMaximum',
    })
    expect(termOf('1h', typed(), { isTemporary: true, tokenExpiresAtMs: now + hour / 2 }, now)).toEqual({
      kind: 'ok',
      expiresAtMs: now + hour / 2,
      cappedBy: 'tokenEnd',
    })
    expect(termOf('1h', typed(), { isTemporary: true, tokenExpiresAtMs: now + 2 * hour }, now)).toEqual({
      kind: 'ok',
      expiresAtMs: now + hour,
    })
  })

  it('asks for a time when there is none, or none that lies ahead', () => {
    expect(termOf('until', typed(), lasting, now)).toEqual({ kind: 'problem', problem: 'until' })
    expect(termOf('until', typed({ until: spellLocal(now) }), lasting, now)).toEqual({
      kind: 'problem',
      problem: 'later',
    })
    const ended = { isTemporary: true, tokenExpiresAtMs: now - 1 }
    expect(termOf('15min', typed(), ended, now)).toEqual({ kind: 'problem', problem: 'tokenEnded' })
  })

  it('reaches main as seconds, or as the absolute moment', () => {
    expect(validityOf('15min', typed())).toEqual({ kind: 'seconds', seconds: 900 })
    expect(validityOf('until', typed({ until: '2026-11-21T16:20' }))).toEqual({
      kind: 'until',
      atMs: new Date(2026, 10, 21, 16, 20).getTime(),
    })
  })

  it('is typed in minutes, hours or days, from one minute on', () => {
    const term = (amount: string, unit: TypedValidity['unit']) => termOf('other', typed({ amount, unit }), lasting, now)
    expect(term('1', 'minutes')).toEqual({ kind: 'ok', expiresAtMs: now + 60_000 })
    expect(term(' 1,5 ', 'hours')).toEqual({ kind: 'ok', expiresAtMs: now + 1.5 * hour })
    expect(term('8', 'days')).toEqual({ kind: 'ok', expiresAtMs: now + 168 * hour, cappedBy: 'maximum' })
    expect(term('0.5', 'minutes')).toEqual({ kind: 'problem', problem: 'longer' })
    for (const amount of ['', '-1', 'ten', '1e3']) {
      expect(term(amount, 'days')).toEqual({ kind: 'problem', problem: 'amount' })
    }
    expect(validityOf('other', typed({ amount: '8', unit: 'days' }))).toEqual({ kind: 'seconds', seconds: 604_800 })
  })

  it('is chosen again as it was kept', () => {
    expect(choiceOf(900).choice).toBe('15min')
    expect(choiceOf(172_800)).toEqual({ choice: 'other', amount: '2', unit: 'days' })
    expect(choiceOf(5400)).toEqual({ choice: 'other', amount: '90', unit: 'minutes' })
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 604_800 }), (seconds) => {
        const { amount, unit } = choiceOf(seconds)
        expect(parseAmount(amount, unit)).toBe(seconds)
      }),
    )
  })

  it('spells a moment as the input does, and reads it back', () => {
    expect(spellLocal(now)).toBe('2026-11-20T16:20')
    expect(parseUntil(spellLocal(now))).toBe(now)
  })
})

describe('time left', () => {
  it('is rounded down, in the two largest units', () => {
    const left = (ms: number) => timeLeft(now + ms, now)
    expect(left(0)).toEqual({ unit: 'ended' })
    expect(left(1)).toEqual({ unit: 'seconds' })
    expect(left(60_000)).toEqual({ unit: 'minutes', minutes: 1 })
    expect(left(24 * hour - 1)).toEqual({ unit: 'hours', hours: 23, minutes: 59 })
    expect(left(168 * hour - 1)).toEqual({ unit: 'days', days: 6, hours: 23 })
  })
})
