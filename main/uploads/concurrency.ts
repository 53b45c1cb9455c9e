// How many requests at once: as many as make it faster, and no more. A pure controller; time comes in as dtMs.
//
// It climbs a hill. What is done per second is measured while every place is in use, once before and once after a step.
// A step up stays when it brought at least a share of what as many more requests would bring on an idle line; a step
// down stays when it cost less than that share. A full line answers the same work later (Little's law), so a rising
// latency and a throughput that no longer grows are one and the same sign. Answered requests are what counts: what the
// system's buffers have swallowed has not gone anywhere yet. Only where requests take long are those looked at, too, that
// have been on their way for a while and so have filled the buffers.

/** A request that came to a good end: the bytes of its body, and how long it held its place. */
export type Finished = { bytes: number; tookMs: number }

/** What happened since the last look. */
export type Observation = {
  dtMs: number
  /** In flight now. */
  running: number
  finished: readonly Finished[]
  /** Of requests on their way for more than two seconds: bytes since the last look, and the time of all of them. */
  flowing: { bytes: number; ms: number }
  /** Requests that the network or the server broke. */
  failed: number
  /** The server asked for less: `hard` by refusing (429, 503), `soft` by answering late on purpose (qos delay). */
  slowDown: 'hard' | 'soft' | undefined
}

export const concurrencyLimits = { least: 2, most: 64, start: 6 } as const

const rampFactor = 1.5
const probeFactor = 1.2
/** Of the gain that as many more requests would bring on an idle line: less than this is not worth them. */
const worthwhile = 0.3
/** Requests begun and ended within it are looked at; so many at least for each place. Where that takes long, flows are. */
const window = { ms: 1000, requestsPerPlace: 1, requestsAtLeast: 4, flowMs: 12_000 }
/** A small file costs about as much as this many bytes more: what its request and answer take. */
const bytesPerRequest = 32 * 1024
const pauseMs = { first: 2000, longest: 30_000 }
const cut = { hard: 0.5, soft: 0.8, failures: 0.7, everyMs: 2000, holdMs: 5000 }
/** Where it was too much, it is not tried again for a minute. */
const ceiling = { share: 0.9, ms: 60_000 }
/** So many of the requests may break before it is taken for a sign of too many. */
const failureShare = 0.2
/** Work per second this far off what it was: the network is another one now. */
const changed = { less: 0.6, more: 1.6 }

type Measured = { limit: number; rate: number }
const noWindow = () => ({ ageMs: 0, work: 0, tookMs: 0, requests: 0, flowBytes: 0, flowMs: 0 })
type Window = ReturnType<typeof noWindow>
const noTrouble = () => ({ failed: 0, ended: 0 })

export class Concurrency {
  #limit: number
  #isRamping = true
  /** At the limit that has proved itself. */
  #before: Measured | undefined
  #isUpNext = false
  #pauseMs: number = pauseMs.first
  /** Until the next probe. */
  #restMs = 0
  #sinceCutMs: number = cut.everyMs
  #ceiling: number = concurrencyLimits.most
  #window = noWindow()
  #trouble = noTrouble()

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
    this.#trouble.failed += now.failed
    this.#trouble.ended += now.failed + now.finished.length
    if (this.#sinceCutMs > ceiling.ms) this.#ceiling = concurrencyLimits.most
    const cutTo = this.#cutFor(now)
    if (cutTo !== undefined) this.#cut(cutTo)
    else this.#measure(now)
    return this.#limit
  }

  #cutFor({ slowDown }: Observation): number | undefined {
    if (this.#sinceCutMs < cut.everyMs) return undefined
    if (slowDown) return cut[slowDown]
    const { failed, ended } = this.#trouble
    return failed >= 2 && failed > ended * failureShare ? cut.failures : undefined
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

  #measure({ dtMs, running, finished, flowing }: Observation): void {
    // Only while every place is in use does the work say something about their number. After a step down that takes
    // until the requests begun before have ended.
    if (running > this.#limit || running < this.#limit * 0.8) {
      this.#window = noWindow()
      return
    }
    const seen = this.#window
    seen.ageMs += dtMs
    for (const { bytes, tookMs } of finished) {
      if (tookMs > seen.ageMs || tookMs < 0) continue
      seen.work += bytes + bytesPerRequest
      seen.tookMs += tookMs
      seen.requests++
    }
    seen.flowBytes += flowing.bytes
    seen.flowMs += flowing.ms
    const rate = this.#rateOf(seen)
    if (rate === undefined) return
    this.#window = noWindow()
    this.#trouble = noTrouble()
    this.#judge({ limit: this.#limit, rate })
  }

  #rateOf({ ageMs, work, tookMs, requests, flowBytes, flowMs }: Window): number | undefined {
    const wanted = Math.max(window.requestsAtLeast, this.#limit * window.requestsPerPlace)
    if (ageMs >= window.ms && requests >= wanted) return (this.#limit * work) / Math.max(tookMs, 1)
    if (ageMs >= window.flowMs && flowMs > 0) return (this.#limit * flowBytes) / flowMs
    return undefined
  }

  #judge(now: Measured): void {
    const before = this.#before
    if (!before || before.limit === now.limit) this.#hold(now)
    else if (isBetter(now, before)) {
      this.#before = now
      this.#pauseMs = pauseMs.first
      this.#restMs = 0
    } else return this.#stepBack(now, before)
    if (this.#restMs > 0) return
    if (this.#isRamping) return this.#step(Math.ceil(this.#limit * rampFactor))
    if (this.#limit >= this.#ceiling) this.#isUpNext = false
    if (this.#limit <= concurrencyLimits.least) this.#isUpNext = true
    const probed = this.#limit * (this.#isUpNext ? probeFactor : 1 / probeFactor)
    this.#step(this.#isUpNext ? Math.max(Math.ceil(probed), this.#limit + 1) : Math.floor(probed))
  }

  #stepBack(now: Measured, before: Measured): void {
    this.#isRamping = false
    this.#isUpNext = now.limit < before.limit
    this.#pauseMs = Math.min(this.#pauseMs * 2, pauseMs.longest)
    this.#restMs = this.#pauseMs
    this.#step(before.limit)
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
    if (next === this.#limit) this.#isRamping = false
    this.#limit = next
    this.#window = noWindow()
    this.#trouble = noTrouble()
  }
}

/** Whether a step paid: up by enough more work, down by next to no less. */
function isBetter(now: Measured, before: Measured): boolean {
  const expected = now.limit / before.limit
  return now.rate >= before.rate * (1 + worthwhile * (expected - 1))
}
