/** How long an old speed counts half: long enough for a steady number, short enough to follow a change of network. */
const halfLifeMs = 3000

/** Bytes per second, smoothed exponentially over the time that passed between samples. */
export class SpeedMeter {
  bytesPerSecond = 0
  #bytes = 0
  #sampledAtMs: number

  constructor(nowMs: number) {
    this.#sampledAtMs = nowMs
  }

  add(bytes: number): void {
    this.#bytes += bytes
  }

  sample(nowMs: number): void {
    const dtMs = nowMs - this.#sampledAtMs
    if (dtMs <= 0) return
    const speed = (this.#bytes * 1000) / dtMs
    const keep = this.bytesPerSecond === 0 ? 0 : 2 ** (-dtMs / halfLifeMs)
    this.bytesPerSecond = this.bytesPerSecond * keep + speed * (1 - keep)
    if (this.bytesPerSecond < 1) this.bytesPerSecond = 0
    this.#bytes = 0
    this.#sampledAtMs = nowMs
  }
}

/** Null when nothing moves. */
export const secondsFor = (bytes: number, bytesPerSecond: number): number | null =>
  bytesPerSecond > 0 ? Math.max(0, bytes) / bytesPerSecond : null
