// Asks again when told to: one question at a time, and never more often than the gap allows.

export type Refresher = {
  /** Within `delayMs`, or sooner when the gap or another request says so. */
  request(delayMs: number): void
  stop(): void
}

export function createRefresher(ask: () => Promise<void>, gapMs: number): Refresher {
  let timer: ReturnType<typeof setTimeout> | undefined
  let dueAt = Infinity
  let lastStart = -Infinity
  let isAsking = false
  let isStopped = false

  function schedule(): void {
    if (isAsking || isStopped || dueAt === Infinity) return
    clearTimeout(timer)
    timer = setTimeout(() => void run(), Math.max(0, dueAt - Date.now()))
  }

  async function run(): Promise<void> {
    dueAt = Infinity
    lastStart = Date.now()
    isAsking = true
    try {
      await ask()
    } finally {
      isAsking = false
      schedule()
    }
  }

  return {
    request(delayMs) {
      dueAt = Math.min(dueAt, Math.max(Date.now() + delayMs, lastStart + gapMs))
      schedule()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
