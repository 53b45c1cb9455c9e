import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { systemClock } from './clock.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

it('sleeps, and wakes with the signal’s own reason when aborted', async () => {
  const abort = new AbortController()
  await systemClock.sleep(1, abort.signal)
  const sleeping = systemClock.sleep(60_000, abort.signal)
  abort.abort('canceled')
  await expect(sleeping).rejects.toBe('canceled')
  await expect(systemClock.sleep(1, abort.signal)).rejects.toBe('canceled')
})

it('ticks until it is stopped', () => {
  let ticks = 0
  const stop = systemClock.every(100, () => ticks++)
  vi.advanceTimersByTime(350)
  stop()
  vi.advanceTimersByTime(1000)
  expect(ticks).toBe(3)
})
