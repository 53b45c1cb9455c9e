import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { eventually, MiB, noAbort, none, transportFixture } from './testing/transport-fixture.ts'

const { serve, transportWith, fileOf } = transportFixture()

const descriptors = '/proc/self/fd'
/** Of this whole process, as Linux tells it: other tests run beside this one, so counting would not do. */
function isOpen(path: string): boolean {
  return readdirSync(descriptors).some((name) => {
    try {
      return readlinkSync(`${descriptors}/${name}`) === path
    } catch {
      return false
    }
  })
}

describe('a connection that fails', () => {
  it.each([0, 1, 700_000])('after %d bytes of the body is net.reset', async (count) => {
    const { body } = await fileOf(900_000)
    const server = await serve(async (wire) => {
      await wire.head()
      await wire.take(count)
      wire.socket.resetAndDestroy()
    })
    const sending = transportWith().send(server.request(), body, { signal: noAbort })
    await expect(sending).rejects.toMatchObject({ code: 'net.reset', isRetryable: true, params: {} })
  })

  it('in the middle of a good answer is net.reset, for the answer is not known', async () => {
    const server = await serve(async (wire) => {
      await wire.head()
      wire.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<Comp')
    })
    const sending = transportWith().send(server.request(), none, { signal: noAbort })
    await expect(sending).rejects.toMatchObject({ code: 'net.reset', isRetryable: true })
  })

  it('is net.reset when the answer is not HTTP', async () => {
    const server = await serve(async (wire) => {
      await wire.head()
      wire.socket.end('SSH-2.0-OpenSSH\r\n')
    })
    const sending = transportWith().send(server.request(), none, { signal: noAbort })
    await expect(sending).rejects.toMatchObject({ code: 'net.reset' })
  })

  it('before it stands is net.refused, with the host', async () => {
    const server = await serve(() => Promise.resolve())
    await server.close()
    const sending = transportWith().send(server.request(), none, { signal: noAbort })
    await expect(sending).rejects.toMatchObject({ code: 'net.refused', params: { host: server.host } })
  })

  it('by silence is net.timeout: the server takes nothing of the body, and no more than a little is produced', async () => {
    const { body } = await fileOf(64 * MiB)
    const server = await serve(async (wire) => {
      wire.socket.pause()
      await wire.closed
    })
    let produced = 0
    const onSent = (count: number): void => void (produced += count)
    const transport = transportWith({ idleMs: 300, continueMs: 10 })
    const sending = transport.send(server.request(), body, { signal: noAbort, onSent })
    await expect(sending).rejects.toMatchObject({ code: 'net.timeout', isRetryable: true })
    expect(produced).toBeLessThan(16 * MiB)
  })

  it('by silence is net.timeout: everything was sent and no answer comes', async () => {
    const server = await serve(async (wire) => {
      await wire.head()
      await wire.closed
    })
    const sending = transportWith({ idleMs: 100 }).send(server.request(), none, { signal: noAbort })
    await expect(sending).rejects.toMatchObject({ code: 'net.timeout', params: { host: server.host } })
    await server.done()
  })

  it('is called silent after a minute, where no other limit is given, and not before', async () => {
    const heard = Promise.withResolvers<void>()
    const server = await serve(async (wire) => {
      await wire.head()
      heard.resolve()
      await wire.closed
    })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const sending = transportWith().send(server.request({ method: 'GET' }), none, { signal: noAbort })
      let end: unknown
      sending.catch((error: unknown) => (end = error))
      await heard.promise
      await vi.advanceTimersByTimeAsync(59_000)
      expect(end).toBeUndefined()
      await vi.advanceTimersByTimeAsync(1500)
      expect(end).toMatchObject({ code: 'net.timeout', isRetryable: true })
    } finally {
      vi.useRealTimers()
    }
    await server.done()
  })

  it('is not called silent while a slow server takes a little at a time', { timeout: 30_000 }, async () => {
    const size = 32 * MiB
    const { body } = await fileOf(size)
    const server = await serve(async (wire) => {
      await wire.head()
      for (let left = size; left > 0; left -= MiB) {
        await wire.take(MiB)
        await delay(60)
      }
      wire.answer(200)
    })
    const transport = transportWith({ idleMs: 1500, continueMs: 10 })
    const { sentBytes } = await transport.send(server.request(), body, { signal: noAbort })
    expect(sentBytes).toBe(size)
  })
})

describe('abort', () => {
  it('before sending opens no connection', async () => {
    const server = await serve(() => Promise.resolve())
    const signal = AbortSignal.abort('stop')
    await expect(transportWith().send(server.request(), none, { signal })).rejects.toBe('stop')
    expect(server.connections()).toBe(0)
  })

  it('in the middle of the body rejects with its reason and closes the connection', async () => {
    const { body } = await fileOf(32 * MiB)
    const abort = new AbortController()
    const server = await serve(async (wire) => {
      await wire.head()
      await wire.take(MiB)
      abort.abort('paused')
      await wire.rest()
    })
    const sending = transportWith({ continueMs: 10 }).send(server.request(), body, { signal: abort.signal })
    await expect(sending).rejects.toBe('paused')
    await server.done()
  })

  it.runIf(existsSync(descriptors))('closes the file', async () => {
    const { body, path } = await fileOf(32 * MiB)
    const abort = new AbortController()
    let wasOpen = false
    const server = await serve(async (wire) => {
      await wire.head()
      await wire.take(MiB)
      wasOpen = isOpen(path)
      abort.abort('paused')
    })
    const sending = transportWith({ continueMs: 10 }).send(server.request(), body, { signal: abort.signal })
    await expect(sending).rejects.toBe('paused')
    await eventually(() => !isOpen(path))
    expect(wasOpen).toBe(true)
  })

  it('while waiting for the answer, and while reading it', async () => {
    for (const text of ['', 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<Comp']) {
      const abort = new AbortController()
      const server = await serve(async (wire) => {
        await wire.head()
        wire.socket.write(text)
        await delay(30)
        abort.abort('canceled')
        await wire.closed
      })
      await expect(transportWith().send(server.request(), none, { signal: abort.signal })).rejects.toBe('canceled')
      await server.done()
    }
  })

  it('of a request that waits for a free connection is heard at once', async () => {
    const server = await serve(async (wire) => {
      await wire.head()
      await wire.closed
    })
    const [first, second] = [new AbortController(), new AbortController()]
    const transport = transportWith({ maxSockets: 1 })
    const running = transport.send(server.request(), none, { signal: first.signal })
    const waiting = transport.send(server.request(), none, { signal: second.signal })
    await eventually(() => server.connections() === 1)
    second.abort('second')
    await expect(waiting).rejects.toBe('second')
    first.abort('first')
    await expect(running).rejects.toBe('first')
  })
})
