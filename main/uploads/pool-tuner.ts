// Lets the pool be as large as the network makes it worth: watches what goes out, and asks the controller.
import type { ErrorCode } from '../../shared/errors.ts'
import { AppError } from '../../shared/errors.ts'
import { Concurrency } from './concurrency.ts'
import type { Finished, Observation } from './concurrency.ts'
import type { Flights } from './flights.ts'
import type { Clock } from './ports.ts'
import type { Pool } from './pool.ts'

const tickMs = 250
/**
 * So much work is handed over ahead, in time: what this thread is busy with between two looks at what was answered.
 * On a line whose round trip is longer that is none.
 */
const aheadMs = 10
/** And no more than so many times what may be on the line. */
const mostAhead = 6
/** Of each new measurement. */
const weight = 0.1

/** What a line or a server with too much to do looks like. Being offline says nothing about how much is too much. */
const strained: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'server.error',
  'net.timeout',
  'net.reset',
  'net.refused',
  'upload.incompleteBody',
])

type Seen = Pick<Observation, 'failed' | 'slowDown'> & { finished: Finished[] }
const nothing = (): Seen => ({ finished: [], failed: 0, slowDown: undefined })

export class PoolTuner {
  readonly #pool: Pool
  readonly #clock: Clock
  readonly #flights: Flights
  readonly #concurrency: Concurrency | undefined
  readonly #mayBeAhead: boolean
  #smallMs = 0
  #seen = nothing()
  #tickedAtMs = 0
  #stopTicking: (() => void) | undefined

  /** Without a controller the pool stays as it is. `mayBeAhead`: the line keeps small files waiting for their turn. */
  constructor(
    pool: Pool,
    {
      clock,
      flights,
      isAdaptive,
      mayBeAhead,
    }: { clock: Clock; flights: Flights; isAdaptive: boolean; mayBeAhead: boolean },
  ) {
    this.#mayBeAhead = mayBeAhead
    this.#pool = pool
    this.#clock = clock
    this.#flights = flights
    this.#concurrency = isAdaptive ? new Concurrency(pool.limit) : undefined
  }

  begun(): void {
    if (!this.#concurrency || this.#stopTicking) return
    this.#tickedAtMs = this.#clock.now()
    this.#stopTicking = this.#clock.every(tickMs, () => this.#tick())
  }

  /** A small file was on the line for so long. */
  smallTook(tookMs: number): void {
    if (!this.#mayBeAhead) return
    this.#smallMs = this.#smallMs === 0 ? tookMs : this.#smallMs * (1 - weight) + tookMs * weight
    const { limit } = this.#pool
    this.#pool.setAhead(Math.min(Math.floor((limit * aheadMs) / Math.max(this.#smallMs, 0.1)), limit * mostAhead))
  }

  answered(finished: Finished): void {
    if (this.#concurrency) this.#seen.finished.push(finished)
  }

  failed(error: unknown, finished: Finished): void {
    if (!(error instanceof AppError)) return
    if (error.code === 'server.busy') this.#seen.slowDown = 'hard'
    else if (strained.has(error.code)) this.#seen.failed++
    // A refusal is an answer, too.
    else if (error.oss) this.answered(finished)
  }

  /** OSS held the request up on purpose. */
  throttled(): void {
    this.#seen.slowDown ??= 'soft'
  }

  stop(): void {
    this.#stopTicking?.()
    this.#stopTicking = undefined
    this.#seen = nothing()
  }

  #tick(): void {
    const { running: handedOver, limit: places, ahead } = this.#pool
    if (handedOver === 0) return this.stop()
    // What waits behind the others is not on the line.
    const running = Math.max(Math.min(handedOver, places), handedOver - ahead)
    const nowMs = this.#clock.now()
    // A clock that was set back, or a computer that slept, says nothing.
    const dtMs = Math.min(Math.max(nowMs - this.#tickedAtMs, 1), 4 * tickMs)
    this.#tickedAtMs = nowMs
    const seen = this.#seen
    this.#seen = nothing()
    const limit = this.#concurrency?.observe({ dtMs, running, flowing: this.#flights.flow(dtMs), ...seen })
    if (limit !== undefined) this.#pool.setLimit(limit)
  }
}
