import type { Finished } from './concurrency.ts'

/** Below this a body is over before the line shows what it can do. */
const tellingBytes = 256 * 1024
/** Of each new measurement. */
const weight = 0.3

/** What the line takes in all, told by the larger bodies alone: a thousand small files say nothing about it. */
export class LineSpeed {
  #perConnection = 0

  /** One body sent to its end. */
  note({ bytes, tookMs }: Finished): void {
    if (bytes < tellingBytes || tookMs <= 0) return
    const speed = (bytes * 1000) / tookMs
    this.#perConnection = this.#perConnection === 0 ? speed : this.#perConnection * (1 - weight) + speed * weight
  }

  /** 0 while it is not known. */
  bytesPerSecond(connections: number): number {
    return this.#perConnection * connections
  }
}
