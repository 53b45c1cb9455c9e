// The connections as a whole: how fast they may be together, and closing those nobody uses.
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { crc64 } from '../oss/crc64.ts'
import { eventually, noAbort, none, transportFixture } from './testing/transport-fixture.ts'
import { createWorkerTransport } from './worker-transport.ts'

const { closing, serve, fileOf, transportWith } = transportFixture()
const KB = 1000

it('sends no faster than it may, and every byte of it', async () => {
  const { bytes, body } = await fileOf(400 * KB)
  const received: string[] = []
  const server = await serve(async (wire) => {
    await wire.head()
    received.push(crc64(await wire.take(bytes.length)))
    wire.answer(200)
  })
  const transport = transportWith()
  transport.setSpeedLimit(1000 * KB)
  const begun = performance.now()
  const { sentCrc64 } = await transport.send(server.request(), body, { signal: noAbort })
  // One tenth of a second may go ahead at once, and so may the last slice.
  expect(performance.now() - begun).toBeGreaterThan(190)
  expect([sentCrc64, ...received]).toEqual([crc64(bytes), crc64(bytes)])
})

it('lets a request that waits for its turn be aborted at once', async () => {
  const { body } = await fileOf(1000 * KB)
  const server = await serve(async (wire) => {
    await wire.head()
    await wire.rest()
  })
  const transport = transportWith()
  transport.setSpeedLimit(10 * KB)
  const stop = new AbortController()
  const sending = transport.send(server.request(), body, { signal: stop.signal })
  setTimeout(() => stop.abort('paused'), 100)
  await expect(sending).rejects.toBe('paused')
})

it('closes the connections nobody uses, and opens new ones for what comes', async () => {
  let connections = 0
  let closed = 0
  const server = await serve(async (wire) => {
    connections++
    void wire.closed.then(() => closed++)
    for (;;) {
      await wire.head()
      wire.answer(200)
    }
  })
  const transport = transportWith()
  const ask = () => transport.send(server.request({ method: 'GET' }), none, { signal: noAbort })
  await ask()
  await ask()
  expect(connections).toBe(1)
  transport.dropIdle()
  await eventually(() => closed === 1)
  await ask()
  expect(connections).toBe(2)
})

describe.runIf(process.features.typescript)('in several threads, where Node runs TypeScript', () => {
  it('the limit holds for all of them together, also when set before they start', async () => {
    const { bytes, body } = await fileOf(200 * KB)
    const server = await serve(async (wire) => {
      await wire.head()
      await wire.take(bytes.length)
      wire.answer(200)
    })
    const start = (): Worker => new Worker(new URL('./transfer-worker.ts', import.meta.url))
    const transport = createWorkerTransport(start, { threads: 2 })
    closing.push(() => transport.close())
    transport.setSpeedLimit(1000 * KB)
    const begun = performance.now()
    const options = { signal: noAbort }
    await Promise.all([
      transport.send(server.request(), body, options),
      transport.send(server.request(), body, options),
    ])
    expect(performance.now() - begun).toBeGreaterThan(190)
    transport.dropIdle()
  })
})
