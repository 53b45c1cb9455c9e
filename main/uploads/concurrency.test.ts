import { describe, expect, it } from 'vitest'
import { Concurrency, concurrencyLimits } from './concurrency.ts'
import type { Finished } from './concurrency.ts'

type Network = {
  lineBytesPerMs: number
  connectionBytesPerMs: number
  rttMs: number
  /** Bytes of the body of each request, in turn. */
  body: () => number
  /** More than this at once is refused. */
  serverMost?: number
  random?: () => number
}
type Request = { bytes: number; left: number; waitMs: number; begunMs: number; recent: number }

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
  #nowMs = 0
  #requests: Request[] = []
  #later: Request[] = []
  #seen: { finished: Finished[]; isRefused: boolean } = { finished: [], isRefused: false }
  #sinceTickMs = 0

  constructor(network: Network, control = new Concurrency()) {
    this.network = network
    this.control = control
  }

  run(seconds: number): { mbPerSecond: number; requestsPerSecond: number } {
    const before = { sentBytes: this.sentBytes, answered: this.answered }
    for (let ms = 0; ms < seconds * 1000; ms += stepMs) this.#step()
    return {
      mbPerSecond: (this.sentBytes - before.sentBytes) / MB / seconds,
      requestsPerSecond: (this.answered - before.answered) / seconds,
    }
  }

  #step(): void {
    const { network } = this
    this.#nowMs += stepMs
    for (const request of this.#later) request.waitMs -= stepMs
    for (const again of this.#later.filter(({ waitMs }) => waitMs <= 0)) this.#begin(again.bytes)
    this.#later = this.#later.filter(({ waitMs }) => waitMs > 0)
    while (this.#requests.length + this.#later.length < this.control.limit) this.#begin(network.body())
    this.mostRunning = Math.max(this.mostRunning, this.#requests.length)
    this.#refuse()
    const sending = this.#requests.filter(({ waitMs, left }) => waitMs <= 0 && left > 0)
    const share = Math.min(network.connectionBytesPerMs, network.lineBytesPerMs / Math.max(1, sending.length)) * stepMs
    for (const request of sending) this.#send(request, share * (network.random ? 0.8 + network.random() * 0.4 : 1))
    for (const request of this.#requests) request.waitMs -= stepMs
    const done = this.#requests.filter(({ left, waitMs }) => left === 0 && waitMs <= 0)
    this.answered += done.length
    this.#seen.finished.push(...done.map(({ bytes, begunMs }) => ({ bytes, tookMs: this.#nowMs - begunMs })))
    this.#requests = this.#requests.filter((request) => !done.includes(request))
    this.#sinceTickMs += stepMs
    if (this.#sinceTickMs >= tickMs) this.#tick()
  }

  #begin(bytes: number): void {
    this.#requests.push({ bytes, left: bytes, waitMs: this.network.rttMs, begunMs: this.#nowMs, recent: 0 })
  }

  #send(request: Request, share: number): void {
    const bytes = Math.min(share, request.left)
    request.left -= bytes
    request.recent += bytes
    this.sentBytes += bytes
    if (request.left === 0) request.waitMs = this.network.rttMs
  }

  #refuse(): void {
    const over = this.#requests.length - (this.network.serverMost ?? Infinity)
    if (over <= 0) return
    // They come again after half a second.
    for (const refused of this.#requests.splice(-over)) this.#later.push({ ...refused, waitMs: 500 })
    this.refused += over
    this.#seen.isRefused = true
  }

  #flow(): { bytes: number; ms: number } {
    const old = this.#requests.filter(({ begunMs }) => this.#nowMs - begunMs > 2000 + tickMs)
    const bytes = old.reduce((sum, { recent }) => sum + recent, 0)
    for (const request of this.#requests) request.recent = 0
    return { bytes, ms: old.length * tickMs }
  }

  #tick(): void {
    const { finished, isRefused } = this.#seen
    const slowDown = isRefused ? ('hard' as const) : undefined
    // Those that have just ended are replaced at once.
    const running = Math.max(this.#requests.length, this.control.limit)
    const flowing = this.#flow()
    this.control.observe({ dtMs: this.#sinceTickMs, running, finished, flowing, failed: 0, slowDown })
    this.limits.push(this.control.limit)
    this.#seen = { finished: [], isRefused: false }
    this.#sinceTickMs = 0
  }
}

const part = 8 * 1024 * 1024
const longFatLine: Network = { lineBytesPerMs: 40 * KB, connectionBytesPerMs: 3 * KB, rttMs: 60, body: () => part }

describe('the number of requests at once', () => {
  it.each([1, 2, 3, 4, 5])(
    'fills a long fat line to nine tenths within 10 s, and keeps it filled (noise %i)',
    (seed) => {
      const net = new Simulation({ ...longFatLine, random: seeded(seed) })
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
    const net = new Simulation({ ...longFatLine, random: seeded(11) })
    net.run(60)
    net.network = { ...net.network, lineBytesPerMs: 5 * KB }
    net.run(120)
    expect(net.control.limit).toBeLessThanOrEqual(6)
    net.network = { ...net.network, lineBytesPerMs: 40 * KB }
    net.run(60)
    expect(net.run(20).mbPerSecond).toBeGreaterThan(0.9 * 40)
  })
})

const finished = (count: number, tookMs = 100): Finished[] =>
  Array.from({ length: count }, () => ({ bytes: MB, tookMs }))
const quiet = { dtMs: 250, running: 6, finished: [], flowing: { bytes: 0, ms: 0 }, failed: 0, slowDown: undefined }

it('learns nothing while there is less to send than there is room for', () => {
  const control = new Concurrency()
  for (let tick = 0; tick < 400; tick++) control.observe({ ...quiet, running: 2, finished: finished(20) })
  expect(control.limit).toBe(concurrencyLimits.start)
})

it('takes one refusal of many at once for one, and one broken request for none', () => {
  const control = new Concurrency(40)
  for (let tick = 0; tick < 4; tick++) control.observe({ ...quiet, running: 40, slowDown: 'hard' })
  expect(control.limit).toBe(20)
  const other = new Concurrency(40)
  for (let tick = 0; tick < 4; tick++)
    other.observe({ ...quiet, running: 40, finished: finished(9, 9000), failed: tick === 0 ? 1 : 0 })
  expect(other.limit).toBe(40)
  for (let tick = 0; tick < 4; tick++) other.observe({ ...quiet, running: 40, finished: finished(1, 9000), failed: 6 })
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
      finished: finished(Math.floor(random() * 100), random() * 1000),
      flowing: { bytes: random() * 10 * MB, ms: random() * 10_000 },
      failed: Math.floor(random() * 3),
      slowDown: pick < 0.02 ? 'hard' : pick < 0.05 ? 'soft' : undefined,
    })
    expect(control.limit).toBeGreaterThanOrEqual(concurrencyLimits.least)
    expect(control.limit).toBeLessThanOrEqual(concurrencyLimits.most)
    expect(Number.isInteger(control.limit)).toBe(true)
  }
})
