import { Worker } from 'node:worker_threads'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { crc64 } from '../oss/crc64.ts'
import { Stop } from '../oss/stop.ts'
import type { ScriptedServer } from './testing/scripted-server.ts'
import { MiB, noAbort, none, transportFixture } from './testing/transport-fixture.ts'
import type { WorkerTransport } from './worker-transport.ts'
import { createWorkerTransport } from './worker-transport.ts'

const { closing, serve, fileOf } = transportFixture()

const startWorker = (): Worker => new Worker(new URL('./transfer-worker.ts', import.meta.url))
const transportIn = (start: () => Worker = startWorker, options: { threads?: number } = {}): WorkerTransport => {
  const transport = createWorkerTransport(start, options)
  closing.push(() => transport.close())
  return transport
}
/** Dies as told at the first request. */
const dying = (how: string): Worker =>
  new Worker(`require('node:worker_threads').parentPort.on('message', () => { ${how} })`, { eval: true })

describe.runIf(process.features.typescript)('the transport in its thread, where Node runs TypeScript', () => {
  it('sends a file, a slice and bytes, and brings back answer, count and checksum', async () => {
    const { path, bytes, body } = await fileOf(3 * MiB)
    const lengths = [3 * MiB, 1000, 5]
    const received: string[] = []
    const server = await serve(async (wire) => {
      for (;;) {
        const { headers } = await wire.head()
        if (headers.has('expect')) wire.socket.write('HTTP/1.1 100 Continue\r\n\r\n')
        received.push(crc64(await wire.take(Number(headers.get('content-length')))))
        wire.answer(200, 'stored')
      }
    })
    const transport = transportIn()
    const sums = [crc64(bytes), crc64(bytes.subarray(500, 1500)), crc64(Buffer.from('hello'))]
    const bodies = [
      body,
      { kind: 'file', path, start: 500, end: 1500 },
      { kind: 'bytes', bytes: Buffer.from('hello') },
    ] as const
    for (const [index, one] of bodies.entries()) {
      let counted = 0
      const onSent = (count: number): void => void (counted += count)
      const exchange = await transport.send(server.request(), one, { signal: noAbort, onSent })
      expect(Buffer.from(exchange.response.body).toString()).toBe('stored')
      expect([exchange.sentBytes, counted, exchange.sentCrc64]).toEqual([lengths[index], lengths[index], sums[index]])
    }
    expect(received).toEqual(sums)
  })

  it('reports progress of a slow body several times, at most ten times a second, and all of it', async () => {
    const size = 24 * MiB
    const { body } = await fileOf(size)
    const server = await serve(async (wire) => {
      await wire.head()
      wire.socket.write('HTTP/1.1 100 Continue\r\n\r\n')
      for (let left = size; left > 0; left -= MiB) {
        await wire.take(MiB)
        await delay(25)
      }
      wire.answer(200)
    })
    const reports: number[] = []
    const onSent = (count: number): void => void reports.push(count)
    const begun = performance.now()
    await transportIn().send(server.request(), body, { signal: noAbort, onSent })
    const tenths = (performance.now() - begun) / 100
    expect(reports.reduce((sum, count) => sum + count, 0)).toBe(size)
    expect(reports.length).toBeGreaterThan(2)
    expect(reports.length).toBeLessThanOrEqual(tenths + 2)
  })

  it('brings an error across as code, parameters and a cause for the log', async () => {
    const server = await serve(() => Promise.resolve())
    await server.close()
    const sending = transportIn().send(server.request(), none, { signal: noAbort })
    await expect(sending).rejects.toMatchObject({
      code: 'net.refused',
      params: { host: server.host },
      isRetryable: true,
      cause: { message: expect.stringContaining('ECONNREFUSED') as string },
    })
  })

  it('rejects an aborted request with the reason at once, and the thread drops the connection', async () => {
    const server = await serve(async (wire) => {
      await wire.head()
      abort.abort('paused')
      await wire.closed
    })
    const abort = new AbortController()
    const sending = transportIn().send(server.request(), none, { signal: abort.signal })
    await expect(sending).rejects.toBe('paused')
    await server.done()
  })

  it.each(['process.exit(3)', 'throw new Error("out of memory")'])(
    'fails what was running when the thread dies of %s, and starts a new one for the next request',
    async (how) => {
      const server = await serve(async (wire) => {
        await wire.head()
        wire.answer(200)
      })
      const workers = [() => dying(how), startWorker]
      const transport = transportIn(() => (workers.shift() ?? startWorker)())
      const first = transport.send(server.request(), none, { signal: noAbort })
      await expect(first).rejects.toMatchObject({ code: 'internal', isRetryable: true })
      const { response } = await transport.send(server.request(), none, { signal: noAbort })
      expect(response.status).toBe(200)
    },
  )

  it('starts one thread for many requests at once', async () => {
    const server = await serve(async (wire) => {
      for (;;) {
        await wire.head()
        wire.answer(200)
      }
    })
    let started = 0
    const transport = transportIn(() => {
      started++
      return startWorker()
    })
    const request = server.request({ method: 'GET' })
    const all = Array.from({ length: 100 }, () => transport.send(request, none, { signal: noAbort }))
    const statuses = new Set((await Promise.all(all)).map(({ response }) => response.status))
    expect([started, ...statuses]).toEqual([1, 200])
  })

  it('sends small files in one thread, so many at once as it was told, and says how long each was on the line', async () => {
    const { body } = await fileOf(100)
    let open = 0
    let most = 0
    const server = await serve(async (wire) => {
      for (;;) {
        await wire.head()
        await wire.take(100)
        most = Math.max(most, ++open)
        await delay(10)
        open--
        wire.answer(200)
      }
    })
    let started = 0
    const start = (): Worker => {
      started++
      return startWorker()
    }
    const transport = transportIn(start, { threads: 2 })
    transport.setRequestsAtOnce?.(3)
    const times: number[] = []
    const onTook = (tookMs: number): void => void times.push(tookMs)
    const send = () => transport.send(server.request(), body, { signal: noAbort, onTook })
    await Promise.all(Array.from({ length: 12 }, send))
    expect([started, most, times.length]).toEqual([1, 3, 12])
    // Four rounds of ten milliseconds: what waited for its turn was not on the line.
    expect(times.filter((tookMs) => tookMs < 30).length).toBeGreaterThan(6)
  })

  it('starts a second thread only for what comes while the first is busy, and never more than it may', async () => {
    const held = Promise.withResolvers<void>()
    const server = await serve(async (wire) => {
      for (;;) {
        await wire.head()
        await held.promise
        wire.answer(200)
      }
    })
    let started = 0
    const start = (): Worker => {
      started++
      return startWorker()
    }
    const transport = transportIn(start, { threads: 2 })
    const send = () => transport.send(server.request({ method: 'GET' }), none, { signal: noAbort })
    const counts: number[] = []
    const all = [1, 2, 3, 4].map(() => {
      const sending = send()
      counts.push(started)
      return sending
    })
    held.resolve()
    expect((await Promise.all(all)).map(({ response }) => response.status)).toEqual([200, 200, 200, 200])
    expect(counts).toEqual([1, 2, 2, 2])
    await send()
    expect(started).toBe(2)
  })

  describe('a thread that has not said anything for a second', () => {
    let skewMs = 0
    beforeEach(() => {
      skewMs = 0
      const now = performance.now.bind(performance)
      vi.spyOn(performance, 'now').mockImplementation(() => now() + skewMs)
    })
    afterEach(() => vi.restoreAllMocks())

    const answering = () =>
      serve(async (wire) => {
        for (;;) {
          const { target } = await wire.head()
          if (!target.startsWith('/slow')) wire.answer(200)
        }
      })
    /** At the first request, and for long enough. */
    const stuck = (): Worker =>
      new Worker(
        `require('node:worker_threads').parentPort.on('message', (parcel) => {
          if (typeof parcel === 'string') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500)
        })`,
        { eval: true },
      )
    const get = (server: ScriptedServer, path: string) => server.request({ method: 'GET', path })

    it('is asked, and left alone when it does not answer: a disk that hangs holds up no other', async () => {
      const server = await answering()
      const starts = [stuck, startWorker]
      let started = 0
      const transport = transportIn(() => (starts[started++] ?? startWorker)())
      const held = transport.send(get(server, '/held'), none, { signal: noAbort })
      held.catch(() => undefined)
      skewMs += 1100
      const asked = transport.send(get(server, '/asked'), none, { signal: noAbort })
      asked.catch(() => undefined)
      expect(started).toBe(1)
      skewMs += 1100
      const sent = await transport.send(get(server, '/other'), none, { signal: noAbort })
      expect([started, sent.response.status]).toEqual([2, 200])
    })

    it('gets nothing more while another answers, also where no more threads may be started', async () => {
      const server = await answering()
      const starts = [stuck, stuck, stuck, startWorker]
      let started = 0
      const transport = transportIn(() => (starts[started++] ?? startWorker)(), { threads: 2 })
      const send = (path: string) => {
        const sending = transport.send(get(server, path), none, { signal: noAbort })
        sending.catch(() => undefined)
        return sending
      }
      for (const path of ['/1', '/2', '/3', '/4', '/5']) {
        skewMs += 1100
        void send(path)
      }
      expect(started).toBe(4)
      void send('/slow')
      const { response } = await send('/last')
      expect([started, response.status]).toEqual([4, 200])
    })

    it('gets what comes next when it answers: it waits for a slow server only', async () => {
      const server = await answering()
      let started = 0
      const transport = transportIn(() => {
        started++
        return startWorker()
      })
      const stop = new Stop()
      const slow = transport.send(get(server, '/slow'), none, { signal: stop })
      slow.catch(() => undefined)
      for (let turn = 0; turn < 4; turn++) {
        skewMs += 1100
        expect((await transport.send(get(server, '/other'), none, { signal: noAbort })).response.status).toBe(200)
      }
      expect(started).toBe(1)
      stop.abort('enough')
      await expect(slow).rejects.toBe('enough')
    })
  })
})
