// Several parts at a time, and each again until it is there: fewer while a line breaks, more while it bears them.

const width = { min: 3, max: 6 }
const delayMs = { first: 1000, most: 30_000 }

export type Tried =
  | { kind: 'done' }
  /** Worth another try; what it was is said when there is none any more. */
  | { kind: 'again' }
  /** The same, and nothing is to be waited for. */
  | { kind: 'now' }
  /** Nothing more is sent. */
  | { kind: 'end' }

export type PoolPorts = {
  /** Resolves early when the signal comes. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** From 0 up to, not including, 1. */
  random: () => number
}

/**
 * Runs `attempt` for each until it is done. Resolves when all are, when one says `end`, or when the signal comes; by then
 * none is running. True when all are done.
 */
export async function runPool<T>(
  items: readonly T[],
  attempt: (item: T) => Promise<Tried>,
  { signal, sleep, random }: PoolPorts & { signal: AbortSignal },
): Promise<boolean> {
  const waiting = [...items]
  const running = new Set<Promise<void>>()
  let isEnded = false
  let wide = width.min
  let done = 0
  const failures = new Map<T, number>()
  let successes = 0

  const pause = (count: number): number => Math.min(delayMs.most, delayMs.first * 2 ** count) * (0.5 + random() / 2)
  async function run(item: T): Promise<void> {
    const { kind } = await attempt(item)
    if (kind === 'done') {
      done += 1
      successes += 1
      if (successes % wide === 0) wide = Math.min(width.max, wide + 1)
    } else if (kind === 'end') isEnded = true
    else {
      successes = 0
      wide = width.min
      const count = failures.get(item) ?? 0
      if (kind === 'again') {
        failures.set(item, count + 1)
        await sleep(pause(count), signal)
      }
      waiting.unshift(item)
    }
  }
  const isOver = (): boolean => isEnded || signal.aborted
  while (!isOver() && (waiting.length > 0 || running.size > 0)) {
    while (running.size < wide && waiting.length > 0) {
      // Not undefined: there are some waiting.
      const work = run(waiting.shift() as T).finally(() => running.delete(work))
      running.add(work)
    }
    await Promise.race(running)
  }
  await Promise.all(running)
  return done === items.length
}
