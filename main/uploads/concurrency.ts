// How many requests at once: as many as make it faster, and no more. A pure controller; time comes in as dtMs.
//
// It climbs a hill. Work per second is measured over a window in which every place was in use, once before and once
// after a step. A step up stays when it brought at least a share of what as many more requests would bring on an idle
// line; a step down stays when it cost less than that share. A full line answers the same work later (Little's law), so
// a rising latency and a throughput that no longer grows are one and the same sign.

/** What happened since the last look. */
export type Observation = {
  dtMs: number
  /** In flight now. */
  running: number
  /** Handed to the network. */
  sentBytes: number
  /** Requests that came to a good end, and those the network or the server broke. */
  answered: number
  failed: number
  /** The server asked for less: `hard` by refusing (429, 503), `soft` by answering late on purpose (qos delay). */
  slowDown: 'hard' | 'soft' | undefined
}

export const concurrencyLimits = { least: 2, most: 64, start: 6 } as const

const rampFactor = 1.5
const probeFactor = 1.2
/** Of the gain that as many more requests would bring on an idle line: less than this is not worth them. */
const worthwhile = 0.3
/** New connections need some round trips to come to speed. */
const settleMs = 500
/** Long enough for every place to have written several times: a transport tells of its bytes in lumps. */
const window = { ms: 1500, workPerPlace: 512 * 1024, maxMs: 10_000 }
/** A small file costs about as much as this many bytes more: what its request and answer take. */
const bytesPerRequest = 32 * 1024
const pauseMs = { first: 2000, longest: 20_000 }
const cut = { hard: 0.5, soft: 0.8, failures: 0.7, everyMs: 2000, holdMs: 5000 }
/** Where it was too much, it is not tried again for a minute. */
const ceiling = { share: 0.9, ms: 60_000 }
/** So many of the requests may break before it is taken for a sign of too many. */
const failureShare = 0.2
/** Work per second this far off what it was: the network is another one now. */
const changed = { less: 0.6, more: 1.6 }

type Measured = { limit: number; rate: number }
type Totals = { ms: number; work: number; answered: number; failed: number }
const nothing = (): Totals => ({ ms: 0, work: 0, answered: 0, failed: 0 })

export class Concurrency {
  #limit: number
  #isRamping = true
  /** At the limit that has proved itself. */
  #before: Measured | undefined
  #isUpNext = false
  #pauseMs: number = pauseMs.first
  /** Until the next probe. */
  #restMs = 0
  #settleMs = settleMs
  #sinceCutMs: number = cut.everyMs
  #ceiling: number = concurrencyLimits.most
  #seen = nothing()

  constructor(start: number = concurrencyLimits.start) {
    this.#limit = start
  }

  get limit(): number {
    return this.#limit
  }

  /** The limit from now on. */
  observe(now: Observation): number {
    this.#sinceCutMs += now.dtMs
    this.#restMs -= now.dtMs
    this.#seen.answered += now.answered
    this.#seen.failed += now.failed
    if (this.#sinceCutMs > ceiling.ms) this.#ceiling = concurrencyLimits.most
    const cutTo = this.#cutFor(now)
    if (cutTo !== undefined) this.#cut(cutTo)
    else if (this.#isInFullUse(now)) this.#measure(now)
    return this.#limit
  }

  #cutFor({ slowDown }: Observation): number | undefined {
    if (this.#sinceCutMs < cut.everyMs) return undefined
    if (slowDown) return cut[slowDown]
    const { answered, failed } = this.#seen
    return failed >= 2 && failed > (answered + failed) * failureShare ? cut.failures : undefined
  }

  #cut(factor: number): void {
    this.#sinceCutMs = 0
    this.#ceiling = Math.floor(this.#limit * ceiling.share)
    this.#isRamping = false
    this.#before = undefined
    this.#isUpNext = true
    this.#pauseMs = pauseMs.first
    this.#restMs = cut.holdMs
    this.#step(Math.floor(this.#limit * factor))
  }

  /** Only then does the work say something about the limit. After a step down it takes a while to get there. */
  #isInFullUse({ running, dtMs }: Observation): boolean {
    if (running > this.#limit) return false
    if (running < this.#limit * 0.8) {
      this.#seen = nothing()
      return false
    }
    this.#settleMs -= dtMs
    return this.#settleMs < 0
  }

  #measure({ dtMs, sentBytes, answered }: Observation): void {
    this.#seen.ms += dtMs
    this.#seen.work += sentBytes + answered * bytesPerRequest
    const { ms, work } = this.#seen
    if (ms < window.ms || (work < window.workPerPlace * this.#limit && ms < window.maxMs)) return
    this.#seen = nothing()
    this.#judge({ limit: this.#limit, rate: work / ms })
  }

  #judge(now: Measured): void {
    const { least } = concurrencyLimits
    const before = this.#before
    if (!before || before.limit === now.limit) this.#hold(now)
    else if (isBetter(now, before)) {
      this.#before = now
      this.#pauseMs = pauseMs.first
      this.#restMs = 0
    } else {
      this.#isRamping = false
      this.#isUpNext = now.limit < before.limit
      this.#pauseMs = Math.min(this.#pauseMs * 2, pauseMs.longest)
      this.#restMs = this.#pauseMs
      this.#step(before.limit)
      return
    }
    if (this.#restMs > 0) return
    if (this.#isRamping) return this.#step(Math.ceil(this.#limit * rampFactor))
    if (this.#limit >= this.#ceiling) this.#isUpNext = false
    if (this.#limit <= least) this.#isUpNext = true
    const probed = this.#limit * (this.#isUpNext ? probeFactor : 1 / probeFactor)
    this.#step(this.#isUpNext ? Math.max(Math.ceil(probed), this.#limit + 1) : Math.floor(probed))
  }

  /** Nothing was changed, so the line is what has changed if the work has. */
  #hold(now: Measured): void {
    const was = this.#before?.rate ?? now.rate
    if (now.rate < was * changed.less || now.rate > was * changed.more) {
      this.#isUpNext = now.rate > was
      this.#pauseMs = pauseMs.first
      this.#restMs = 0
    }
    const rate = this.#before ? (was + now.rate) / 2 : now.rate
    this.#before = { limit: now.limit, rate: this.#restMs > 0 ? rate : now.rate }
  }

  #step(limit: number): void {
    const next = Math.max(Math.min(limit, this.#ceiling), concurrencyLimits.least)
    if (next === this.#limit && this.#isRamping) this.#isRamping = false
    this.#limit = next
    this.#settleMs = settleMs
    this.#seen = nothing()
  }
}

/** Whether a step paid: up by enough more work, down by next to no less. */
function isBetter(now: Measured, before: Measured): boolean {
  const expected = now.limit / before.limit
  return now.rate >= before.rate * (1 + worthwhile * (expected - 1))
}
