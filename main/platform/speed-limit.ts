// How fast everything together may be sent, kept in memory that all transfer threads share.

/** What `SpeedLimit` needs of the world; microseconds of a clock that is the same in all threads and never set. */
export type SpeedClock = { nowUs(): number; sleep(delayMs: number, unless: Promise<unknown>): Promise<void> }

const slot = { bytesPerSecond: 0, nextFreeUs: 1, changes: 2 } as const
/** So short that many connections take turns many times a second, and so long that timers are good enough. */
const sliceSeconds = 0.1
const leastSliceBytes = 1024
/** What a late timer lost is made good up to this. */
const burstUs = 100_000
/** A change of the limit is noticed after this at the latest. */
const longestSleepMs = 200

export type SpeedLimit = {
  readonly memory: SharedArrayBuffer
  /** From now on this one, with all who share its memory. */
  join(memory: SharedArrayBuffer): void
  /** Null lifts it. */
  set(bytesPerSecond: number | null): void
  readonly isOff: boolean
  /** At most so much at a time, so that all get their turn. */
  sliceBytes(most: number): number
  /** Resolves when the bytes may go, or when it is over. First come, first served, over all threads. */
  take(bytes: number, over: Promise<unknown>): Promise<void>
}

const systemClock: SpeedClock = {
  nowUs: () => Number(process.hrtime.bigint() / 1000n),
  async sleep(delayMs, unless) {
    let timer: NodeJS.Timeout | undefined
    const slept = new Promise<void>((resolve) => (timer = setTimeout(resolve, delayMs)))
    await Promise.race([slept, unless])
    clearTimeout(timer)
  },
}

export function createSpeedLimit(clock: SpeedClock = systemClock): SpeedLimit {
  let memory = new SharedArrayBuffer(3 * BigInt64Array.BYTES_PER_ELEMENT)
  let shared = new BigInt64Array(memory)
  const read = (at: number): number => Number(Atomics.load(shared, at))

  /** The moment from which the bytes may go; those who ask later get a later one. */
  function reserve(bytes: number, bytesPerSecond: number): number {
    const costUs = Math.ceil((bytes * 1_000_000) / bytesPerSecond)
    for (;;) {
      const next = Atomics.load(shared, slot.nextFreeUs)
      const startUs = Math.max(Number(next), clock.nowUs() - burstUs)
      const after = BigInt(startUs + costUs)
      if (Atomics.compareExchange(shared, slot.nextFreeUs, next, after) === next) return startUs
    }
  }

  return {
    get memory() {
      return memory
    },
    get isOff() {
      return read(slot.bytesPerSecond) === 0
    },
    join(other) {
      memory = other
      shared = new BigInt64Array(other)
    },
    set(bytesPerSecond) {
      Atomics.store(shared, slot.bytesPerSecond, BigInt(Math.max(0, Math.floor(bytesPerSecond ?? 0))))
      Atomics.store(shared, slot.nextFreeUs, BigInt(clock.nowUs()))
      Atomics.add(shared, slot.changes, 1n)
    },
    sliceBytes(most) {
      const bytesPerSecond = read(slot.bytesPerSecond)
      if (bytesPerSecond === 0) return most
      return Math.min(most, Math.max(leastSliceBytes, Math.floor(bytesPerSecond * sliceSeconds)))
    },
    async take(bytes, over) {
      if (read(slot.bytesPerSecond) === 0) return
      let isOver = false
      let reserved: { startUs: number; changes: number } | undefined
      const ended = over.then(() => (isOver = true))
      for (
        let bytesPerSecond = read(slot.bytesPerSecond);
        bytesPerSecond > 0;
        bytesPerSecond = read(slot.bytesPerSecond)
      ) {
        const changes = read(slot.changes)
        if (reserved?.changes !== changes) reserved = { startUs: reserve(bytes, bytesPerSecond), changes }
        const waitMs = (reserved.startUs - clock.nowUs()) / 1000
        if (waitMs <= 0 || isOver) return
        await clock.sleep(Math.min(Math.ceil(waitMs), longestSleepMs), ended)
      }
    },
  }
}
