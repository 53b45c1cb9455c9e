import { expect, it } from 'vitest'
import { Flights } from './flights.ts'
import { createPool } from './pool.ts'
import { PoolTuner } from './pool-tuner.ts'
import { FakeClock } from './testing/fake-clock.ts'

const tunerOf = (mayBeAhead: boolean) => {
  const clock = new FakeClock()
  const pool = createPool(16)
  const tuner = new PoolTuner(pool, { clock, flights: new Flights(clock), isAdaptive: false, mayBeAhead })
  const took = (tookMs: number, times = 100): number => {
    for (let count = 0; count < times; count++) tuner.smallTook(tookMs)
    return pool.ahead
  }
  return { took }
}

it('hands small files over ahead where they are answered sooner than this thread looks, bounded', () => {
  const { took } = tunerOf(true)
  expect(took(0.1)).toBe(96)
  expect(took(4)).toBe(40)
})

it('hands next to none over ahead on a line with a round trip, where the line is what is waited for', () => {
  const { took } = tunerOf(true)
  expect(took(60)).toBe(2)
  expect(took(200)).toBe(0)
})

it('hands none over to a line that does not keep them waiting', () => {
  expect(tunerOf(false).took(0.1)).toBe(0)
})
