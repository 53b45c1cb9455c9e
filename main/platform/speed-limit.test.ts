import { expect, it } from 'vitest'
import { createSpeedLimit } from './speed-limit.ts'
import type { SpeedClock } from './speed-limit.ts'

const never = new Promise<void>(() => undefined)

/** Time that stands still until the test lets it pass. */
function fakeClock(): SpeedClock & { pass(ms: number): Promise<void> } {
  let nowUs = 5_000_000
  let timers: { atUs: number; wake: () => void }[] = []
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  return {
    nowUs: () => nowUs,
    sleep: (delayMs, unless) =>
      new Promise((resolve) => {
        timers.push({ atUs: nowUs + delayMs * 1000, wake: resolve })
        void unless.then(() => resolve())
      }),
    async pass(ms) {
      for (let step = 0; step < ms; step++) {
        nowUs += 1000
        const due = timers.filter(({ atUs }) => atUs <= nowUs)
        timers = timers.filter(({ atUs }) => atUs > nowUs)
        for (const { wake } of due) wake()
        await settle()
      }
    },
  }
}

/** A connection that sends as fast as it is let. */
function sender(limit: ReturnType<typeof createSpeedLimit>) {
  const sent = { bytes: 0 }
  const run = async (): Promise<void> => {
    while (sent.bytes < 1e9) {
      const bytes = limit.sliceBytes(1 << 20)
      await limit.take(bytes, never)
      sent.bytes += bytes
    }
  }
  void run()
  return sent
}

it('keeps to the limit over all connections, and shares it evenly between them, in other threads too', async () => {
  const clock = fakeClock()
  const one = createSpeedLimit(clock)
  const other = createSpeedLimit(clock)
  other.join(one.memory)
  one.set(1_000_000)
  const senders = [sender(one), sender(one), sender(other), sender(other)]
  await clock.pass(10_000)
  const total = senders.reduce((sum, { bytes }) => sum + bytes, 0)
  expect(total).toBeGreaterThan(9_800_000)
  expect(total).toBeLessThan(10_500_000)
  for (const { bytes } of senders) expect(Math.abs(bytes - total / 4)).toBeLessThanOrEqual(100_000)
})

it('sends in small slices under a low limit, so that no connection seems dead', async () => {
  const clock = fakeClock()
  const limit = createSpeedLimit(clock)
  limit.set(10_000)
  expect(limit.sliceBytes(1 << 20)).toBe(1024)
  const senders = Array.from({ length: 64 }, () => sender(limit))
  await clock.pass(15_000)
  for (const { bytes } of senders) expect(bytes).toBeGreaterThanOrEqual(1024)
  expect(senders.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(15 * 10_000 + 64 * 1024)
})

it('takes a new limit at once, also those who wait under the old one', async () => {
  const clock = fakeClock()
  const limit = createSpeedLimit(clock)
  limit.set(10_000)
  let isThrough = false
  await limit.take(100_000, never)
  void limit.take(100_000, never).then(() => (isThrough = true))
  await clock.pass(1000)
  expect(isThrough).toBe(false)
  limit.set(1_000_000)
  await clock.pass(300)
  expect(isThrough).toBe(true)
  limit.set(null)
  await limit.take(1e12, never)
  expect(limit.sliceBytes(1 << 20)).toBe(1 << 20)
})

it('does not hold a request that is over', async () => {
  const clock = fakeClock()
  const limit = createSpeedLimit(clock)
  limit.set(10_000)
  await limit.take(1_000_000, never)
  const over = Promise.withResolvers<void>()
  const taken = limit.take(1000, over.promise)
  over.resolve()
  await taken
})

it('saves nothing up while nothing is sent', async () => {
  const clock = fakeClock()
  const limit = createSpeedLimit(clock)
  limit.set(1_000_000)
  await clock.pass(5000)
  const sent = sender(limit)
  await clock.pass(1000)
  expect(sent.bytes).toBeLessThan(1_300_000)
})
