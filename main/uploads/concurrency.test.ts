import { describe, expect, it } from 'vitest'
import { Concurrency, concurrencyLimits } from './concurrency.ts'

type Network = {
  lineBytesPerMs: number
  connectionBytesPerMs: number
  rttMs: number
  /** Bytes of the body of each request, in turn. */
  body: () => number
  /** Bytes go into the statistics in lumps of this size, as a transport writes them. */
  lump?: number
  /** More than this at once is refused. */
  serverMost?: number
  random?: () => number
}
type Request = { left: number; waitMs: number; unreported: number; isSent: boolean }

const KB = 1000
const MB = 1000 * KB
const stepMs = 10
const tickMs = 250

/** Deterministic noise (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A line shared evenly by its connections; every request waits a round trip before its body and one for its answer. */
class Simulation {
  readonly control: Concurrency
  readonly limits: number[] = []
  network: Network
  sentBytes = 0
  answered = 0
  refused = 0
  mostRunning = 0
  #requests: Request[] = []
  #later: Request[] = []
  #seen = { sentBytes: 0, answered: 0, failed: 0, isRefused: false }
  #sinceTickMs = 0

  constructor(network: Network, control = new Concurrency()) {
    this.network = network
    this.control = control
  }

  run(seconds: number): { mbPerSecond: number; requestsPerSecond: number; limit: number } {
    const before = { sentBytes: this.sentBytes, answered: this.answered }
    for (let ms = 0; ms < seconds * 1000; ms += stepMs) this.#step()
    return {
      mbPerSecond: (this.sentBytes - before.sentBytes) / MB / seconds,
      requestsPerSecond: (this.answered - before.answered) / seconds,
      limit: this.control.limit,
    }
  }

  #step(): void {
    const { network } = this
    for (const request of this.#later) request.waitMs -= stepMs
    this.#requests.push(
      ...this.#later.filter(({ waitMs }) => waitMs <= 0).map((again) => ({ ...again, waitMs: network.rttMs })),
    )
    this.#later = this.#later.filter(({ waitMs }) => waitMs > 0)
    while (this.#requests.length + this.#later.length < this.control.limit)
      this.#requests.push({ left: network.body(), waitMs: network.rttMs, unreported: 0, isSent: false })
    this.mostRunning = Math.max(this.mostRunning, this.#requests.length)
    this.#refuse()
    const sending = this.#requests.filter(({ waitMs, left }) => waitMs <= 0 && left > 0)
    const share = Math.min(network.connectionBytesPerMs, network.lineBytesPerMs / Math.max(1, sending.length)) * stepMs
    for (const request of sending) this.#send(request, share * (network.random ? 0.8 + network.random() * 0.4 : 1))
    for (const request of this.#requests) request.waitMs -= stepMs
    const done = this.#requests.filter(({ isSent, waitMs }) => isSent && waitMs <= 0)
    this.answered += done.length
    this.#seen.answered += done.length
    this.#requests = this.#requests.filter((request) => !done.includes(request))
    this.#sinceTickMs += stepMs
    if (this.#sinceTickMs >= tickMs) this.#tick()
  }

  #send(request: Request, share: number): void {
    const bytes = Math.min(share, request.left)
    request.left -= bytes
    request.unreported += bytes
    this.sentBytes += bytes
    if (request.left > 0 && request.unreported < (this.network.lump ?? 64 * KB)) return
    this.#seen.sentBytes += request.unreported
    request.unreported = 0
    if (request.left > 0) return
    request.isSent = true
    request.waitMs = this.network.rttMs
  }

  #refuse(): void {
    const over = this.#requests.length - (this.network.serverMost ?? Infinity)
    if (over <= 0) return
    // They come again after half a second.
    for (const refused of this.#requests.splice(-over)) this.#later.push({ ...refused, waitMs: 500 })
    this.refused += over
    this.#seen.isRefused = true
  }

  #tick(): void {
    const { sentBytes, answered, failed, isRefused } = this.#seen
    const slowDown = isRefused ? ('hard' as const) : undefined
    // As many wait for a place as there is room for.
    const running = this.control.limit
    this.control.observe({ dtMs: this.#sinceTickMs, running, sentBytes, answered, failed, slowDown })
    this.limits.push(this.control.limit)
    this.#seen = { sentBytes: 0, answered: 0, failed: 0, isRefused: false }
    this.#sinceTickMs = 0
  }
}

const part = 8 * 1024 * 1024
const longFatLine: Network = { lineBytesPerMs: 40 * KB, connectionBytesPerMs: 3 * KB, rttMs: 60, body: () => part }

describe('the number of requests at once', () => {
  it.each([1, 2, 3, 4, 5])(
    'fills a long fat line to nine tenths within 10 s, and keeps it filled (noise %i)',
    (seed) => {
      const net = new Simulation({ ...longFatLine, lump: MB, random: seeded(seed) })
      net.run(10)
      for (let minute = 0; minute < 4; minute++) expect(net.run(30).mbPerSecond).toBeGreaterThan(0.9 * 40)
      expect(net.mostRunning).toBeLessThan(35)
    },
  )

  it('does not drown a weak line', () => {
    const body = () => 1024 * 1024
    const net = new Simulation({
      lineBytesPerMs: 0.2 * KB,
      connectionBytesPerMs: 3 * KB,
      rttMs: 60,
      body,
      lump: 64 * KB,
    })
    net.run(180)
    const { mbPerSecond } = net.run(120)
    expect(net.mostRunning).toBeLessThanOrEqual(9)
    expect(Math.max(...net.limits.slice(-480))).toBeLessThanOrEqual(4)
    expect(mbPerSecond).toBeGreaterThan(0.19)
  })

  it('goes to the top while every further connection brings its share, as where each one is throttled', () => {
    const net = new Simulation({
      ...longFatLine,
      lineBytesPerMs: 1e9,
      connectionBytesPerMs: 0.1 * KB,
      random: seeded(7),
    })
    net.run(90)
    expect(net.control.limit).toBeGreaterThan(30)
  })

  it('sends many small files many at a time, as far as the server goes along', () => {
    const net = new Simulation({ ...longFatLine, body: () => 4 * KB, random: seeded(3) })
    net.run(20)
    const { requestsPerSecond } = net.run(20)
    // Two round trips each: 64 at once are 533 a second, 6 at once 50.
    expect(requestsPerSecond).toBeGreaterThan(350)
  })

  it('backs off when the server refuses, and keeps just below what it bears', () => {
    const net = new Simulation({ ...longFatLine, body: () => 100 * KB, serverMost: 20, random: seeded(5) })
    net.run(60)
    const refusedBefore = net.refused
    net.run(120)
    expect(Math.max(...net.limits.slice(-480))).toBeLessThan(30)
    expect(net.control.limit).toBeGreaterThan(6)
    expect(net.refused - refusedBefore).toBeLessThan(0.01 * net.answered)
  })

  it('follows the network when it becomes another one', () => {
    const net = new Simulation({ ...longFatLine, lump: 256 * KB, random: seeded(11) })
    net.run(60)
    net.network = { ...net.network, lineBytesPerMs: 5 * KB }
    net.run(120)
    expect(net.control.limit).toBeLessThanOrEqual(6)
    net.network = { ...net.network, lineBytesPerMs: 40 * KB }
    net.run(60)
    expect(net.run(20).mbPerSecond).toBeGreaterThan(0.9 * 40)
  })
})

const quiet = { dtMs: 250, running: 6, sentBytes: MB, answered: 0, failed: 0, slowDown: undefined }

it('learns nothing while there is less to send than there is room for', () => {
  const control = new Concurrency()
  for (let tick = 0; tick < 400; tick++) control.observe({ ...quiet, running: 2 })
  expect(control.limit).toBe(concurrencyLimits.start)
})

it('takes one refusal of many at once for one, and one broken request for none', () => {
  const control = new Concurrency(40)
  for (let tick = 0; tick < 4; tick++) control.observe({ ...quiet, running: 40, slowDown: 'hard' })
  expect(control.limit).toBe(20)
  const other = new Concurrency(40)
  for (let tick = 0; tick < 4; tick++)
    other.observe({ ...quiet, running: 40, answered: 10, failed: tick === 0 ? 1 : 0 })
  expect(other.limit).toBe(40)
  for (let tick = 0; tick < 4; tick++) other.observe({ ...quiet, running: 40, answered: 1, failed: 3 })
  expect(other.limit).toBe(28)
})

it('never leaves its bounds, whatever it is told', () => {
  const random = seeded(1)
  const control = new Concurrency()
  for (let tick = 0; tick < 20_000; tick++) {
    const pick = random()
    control.observe({
      dtMs: 50 + random() * 500,
      running: Math.floor(random() * 80),
      sentBytes: random() * 50 * MB,
      answered: Math.floor(random() * 500),
      failed: Math.floor(random() * 3),
      slowDown: pick < 0.02 ? 'hard' : pick < 0.05 ? 'soft' : undefined,
    })
    expect(control.limit).toBeGreaterThanOrEqual(concurrencyLimits.least)
    expect(control.limit).toBeLessThanOrEqual(concurrencyLimits.most)
    expect(Number.isInteger(control.limit)).toBe(true)
  }
})
