// Time in a run: waiting is shortened, the order of things is not.
import type { Clock } from '../../main/uploads/ports.ts'
import { systemClock } from '../../main/platform/clock.ts'

/** Against stalls (see plan-faults.ts), yet longer than a busy machine takes for a loopback request. */
export const patience = { connectMs: 5000, idleMs: 300, continueMs: 200 }

/** A minute of waiting for the next try takes 0.3 s. */
const hurry = 200

/** This computer's clock, which the run sets wrong and whose waits are shorter. */
export function createHurriedClock(): Clock & { jump(ms: number): void } {
  let offsetMs = 0
  return {
    now: () => systemClock.now() + offsetMs,
    sleep: (delayMs, signal) => systemClock.sleep(delayMs / hurry, signal),
    every: (intervalMs, tick) => systemClock.every(intervalMs, tick),
    jump: (ms) => (offsetMs += ms),
  }
}
