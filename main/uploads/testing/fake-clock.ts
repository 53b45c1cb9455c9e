import type { Clock } from '../ports.ts'

type Timer = { atMs: number; everyMs: number | undefined; fire: () => void }

/** Time that stands still until a test lets it pass. */
export class FakeClock implements Clock {
  readonly sleeps: number[] = []
  #nowMs = Date.UTC(2026, 10, 20, 8)
  #timers: Timer[] = []

  now(): number {
    return this.#nowMs
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    this.sleeps.push(delayMs)
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const stop = (): void => {
        this.#timers = this.#timers.filter((other) => other !== timer)

        reject(signal.reason)
      }
      const fire = (): void => {
        signal.removeEventListener('abort', stop)
        resolve()
      }
      const timer: Timer = { atMs: this.#nowMs + delayMs, everyMs: undefined, fire }
      signal.addEventListener('abort', stop, { once: true })
      this.#timers.push(timer)
    })
  }

  every(intervalMs: number, tick: () => void): () => void {
    const timer: Timer = { atMs: this.#nowMs + intervalMs, everyMs: intervalMs, fire: tick }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  get timers(): number {
    return this.#timers.length
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 400; turn++) await Promise.resolve()
  }

  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms
    await this.settle()
    for (let timer = this.#due(endMs); timer; timer = this.#due(endMs)) {
      this.#nowMs = timer.atMs
      if (timer.everyMs === undefined) this.#timers = this.#timers.filter((other) => other !== timer)
      else timer.atMs += timer.everyMs
      timer.fire()
      await this.settle()
    }
    this.#nowMs = endMs
  }

  /** Lets time pass until the condition holds; throws after an hour. */
  async until(isDone: () => boolean): Promise<void> {
    await this.settle()
    for (let ms = 0; !isDone(); ms += 100) {
      if (ms > 3_600_000) throw new Error('an hour passed, and it has not happened')
      await this.pass(100)
    }
  }

  #due(endMs: number): Timer | undefined {
    const due = this.#timers.filter(({ atMs }) => atMs <= endMs)
    return due.toSorted((a, b) => a.atMs - b.atMs)[0]
  }
}
