import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../uploads/ports.ts'

/** The computer's own clock and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),

  async sleep(delayMs, signal) {
    try {
      await delay(delayMs, undefined, { signal })
    } catch (error) {
      // node:timers rejects with an AbortError of its own; the port promises the signal's reason.
      signal.throwIfAborted()
      throw error
    }
  },

  every(intervalMs, tick) {
    const timer = setInterval(tick, intervalMs)
    return () => clearInterval(timer)
  },
}
