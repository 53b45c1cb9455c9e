// How much may be asked: so many requests at once, and so many in any minute.
import type { RegisterClock } from './ports.ts'

export type Limits = {
  inFlight: number
  perMinute: number
  /** What somebody asked for comes on top of what the app asks by itself. */
  askedPerMinute: number
}

export const usualLimits: Limits = { inFlight: 4, perMinute: 60, askedPerMinute: 60 }
const minuteMs = 60_000

export type Budget = {
  /** Runs `work` when there is room for one more request. Rejects with the signal's reason. */
  spend<T>(isAsked: boolean, signal: AbortSignal, work: () => Promise<T>): Promise<T>
}

export function createBudget(clock: RegisterClock, limits: Limits): Budget {
  const starts = { asked: [] as number[], own: [] as number[] }
  const waiting: (() => void)[] = []
  let inFlight = 0

  async function place(): Promise<void> {
    if (inFlight >= limits.inFlight) await new Promise<void>((resolve) => waiting.push(resolve))
    else inFlight += 1
  }
  /** The place passes to the next in line. */
  function leave(): void {
    const next = waiting.shift()
    if (next) next()
    else inFlight -= 1
  }
  async function turn(isAsked: boolean, signal: AbortSignal): Promise<void> {
    const mine = isAsked ? starts.asked : starts.own
    const most = isAsked ? limits.askedPerMinute : limits.perMinute
    for (;;) {
      const nowMs = clock.now()
      while ((mine[0] ?? Infinity) <= nowMs - minuteMs) mine.shift()
      const [oldest] = mine
      if (oldest === undefined || mine.length < most) {
        mine.push(nowMs)
        return
      }
      await clock.sleep(oldest + minuteMs - nowMs, signal)
    }
  }

  return {
    spend: async (isAsked, signal, work) => {
      await turn(isAsked, signal)
      await place()
      try {
        signal.throwIfAborted()
        return await work()
      } finally {
        leave()
      }
    },
  }
}
