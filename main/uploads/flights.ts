// The requests on their way, so that those on a line that has gone away can be taken back and sent anew.
import { AppError } from '../../shared/errors.ts'
import type { Clock } from './ports.ts'
import { PassingSet } from './passing.ts'
import { Stop } from '../oss/stop.ts'
import type { StopSignal } from '../oss/stop.ts'

const buffersFillMs = 2000

export type Flight = {
  signal: StopSignal
  moved(bytes: number): void
  end(): void
  /** Whether it was taken back: it is no failure of the request, which is simply made again. */
  readonly isTakenBack: boolean
}

class OneFlight implements Flight {
  isTakenBack = false
  movedAtMs: number
  readonly begunAtMs: number
  /** Since it was last asked. */
  recentBytes = 0
  readonly #clock: Clock
  readonly #stop = new Stop()
  readonly #parent: StopSignal
  readonly #onEnd: (flight: OneFlight) => void
  readonly #onAbort = (): void => this.#stop.abort(this.#parent.reason)

  constructor(clock: Clock, parent: StopSignal, onEnd: (flight: OneFlight) => void) {
    this.#clock = clock
    this.#parent = parent
    this.#onEnd = onEnd
    this.begunAtMs = clock.now()
    this.movedAtMs = this.begunAtMs
    if (parent.aborted) this.#onAbort()
    else parent.addEventListener('abort', this.#onAbort, { once: true })
  }

  get signal(): StopSignal {
    return this.#stop
  }

  moved(bytes: number): void {
    this.movedAtMs = this.#clock.now()
    this.recentBytes += bytes
  }

  takeBack(): void {
    if (this.#stop.aborted) return
    this.isTakenBack = true
    // As a lost connection: whether the server acted on the request is as unknown as then.
    this.#stop.abort(new AppError('net.reset', { isRetryable: true }))
  }

  end(): void {
    this.#parent.removeEventListener('abort', this.#onAbort)
    this.#onEnd(this)
  }
}

export class Flights {
  readonly #clock: Clock
  readonly #going = new PassingSet<OneFlight>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  begin(parent: StopSignal): Flight {
    const flight = new OneFlight(this.#clock, parent, (ended) => this.#going.delete(ended))
    this.#going.add(flight)
    return flight
  }

  /**
   * Of those that have been on their way for a while: bytes since the last look `dtMs` ago, and the time they had for
   * them. The first bytes of each only fill buffers.
   */
  flow(dtMs: number): { bytes: number; ms: number } {
    const flow = { bytes: 0, ms: 0 }
    const since = this.#clock.now() - dtMs - buffersFillMs
    for (const flight of this.#going) {
      if (flight.begunAtMs < since) {
        flow.bytes += flight.recentBytes
        flow.ms += dtMs
      }
      flight.recentBytes = 0
    }
    return flow
  }

  /** Takes back those in which nothing has moved since then. */
  takeBackIdleSince(sinceMs: number): void {
    for (const flight of [...this.#going]) if (flight.movedAtMs < sinceMs) flight.takeBack()
  }
}
