import type { Clock } from './ports.ts'

/**
 * Turns any number of changes into at most one delivery per interval. The first change after a quiet spell is delivered
 * at once, later ones with the next tick, so marking costs the same however many listeners there are.
 */
export class ChangeBatcher {
  readonly #clock: Clock
  readonly #intervalMs: number
  readonly #deliver: () => void
  #isDirty = false
  #stopTicking: (() => void) | undefined

  constructor(clock: Clock, intervalMs: number, deliver: () => void) {
    this.#clock = clock
    this.#intervalMs = intervalMs
    this.#deliver = deliver
  }

  mark(): void {
    this.#isDirty = true
    if (this.#stopTicking !== undefined) return
    this.#stopTicking = this.#clock.every(this.#intervalMs, () => this.#tick())
    this.#flush()
  }

  /** Delivers what is pending and stops ticking. */
  stop(): void {
    this.#stopTicking?.()
    this.#stopTicking = undefined
    this.#flush()
  }

  #tick(): void {
    if (this.#isDirty) this.#flush()
    else this.stop()
  }

  #flush(): void {
    if (!this.#isDirty) return
    this.#isDirty = false
    this.#deliver()
  }
}
