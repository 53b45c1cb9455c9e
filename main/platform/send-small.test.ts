import { appendFile, utimes, stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { crc64 } from '../oss/crc64.ts'
import type { RequestBody } from '../oss/types.ts'
import type { HttpTransportOptions } from './http-transport.ts'
import { eventually, noAbort, transportFixture } from './testing/transport-fixture.ts'
import type { Wire } from './testing/scripted-server.ts'

const { serve, transportWith, fileOf } = transportFixture()
const transportFor = (options: HttpTransportOptions = {}) => transportWith({ readsSmallFilesSync: true, ...options })

/** Answers each request with 200. */
const kindly = async (wire: Wire): Promise<void> => {
  for (;;) {
    const { headers } = await wire.head()
    await wire.take(Number(headers.get('content-length')))
    wire.answer(200, 'stored')
  }
}
const silence = async (wire: Wire): Promise<void> => {
  await wire.rest()
}

describe('a small file on its way', () => {
  it.each([0, 1, 4096, 65_536])('of %d bytes goes whole, with the head that was signed', async (size) => {
    const { body, bytes } = await fileOf(size)
    const heads: Awaited<ReturnType<Wire['head']>>[] = []
    let received = Buffer.alloc(0)
    const server = await serve(async (wire) => {
      heads.push(await wire.head())
      received = Buffer.from(await wire.take(size))
      wire.answer(200, 'stored', { 'x-oss-request-id': '1' })
    })
    const path = '/bucket/a/../%2e%2e//b%20c/./%E4%B8%AD?x-oss-y'
    const headers = { 'Content-Type': 'text/plain', authorization: 'OSS4 x' }
    let counted = 0
    const onSent = (count: number): void => void (counted += count)
    const sending = transportFor().send(server.request({ path, headers }), body, { signal: noAbort, onSent })
    const exchange = await sending
    expect(exchange).toMatchObject({ sentBytes: size, sentCrc64: crc64(bytes), response: { status: 200 } })
    expect([counted, received.equals(bytes)]).toEqual([size, true])
    expect(heads[0]).toMatchObject({ method: 'PUT', target: path })
    expect([...(heads[0]?.headers ?? [])].map(([name, value]) => `${name}: ${value.toString()}`)).toEqual([
      `host: ${server.host}`,
      'content-type: text/plain',
      'authorization: OSS4 x',
      `content-length: ${size}`,
    ])
  })

  it('follows another on the same connection, and a third not on one the server closes', async () => {
    const { body } = await fileOf(10)
    const server = await serve(async (wire) => {
      await wire.head()
      await wire.take(10)
      wire.answer(200)
      await wire.head()
      await wire.take(10)
      wire.answer(200, '', { Connection: 'close' })
      await wire.closed
    })
    const transport = transportFor()
    for (let count = 0; count < 2; count++) await transport.send(server.request(), body, { signal: noAbort })
    expect(server.connections()).toBe(1)
    await transport.send(server.request(), body, { signal: noAbort })
    expect(server.connections()).toBe(2)
  })

  it('takes a fresh connection when the server keeps an idle one for no longer, or nobody used it for too long', async () => {
    const { body } = await fileOf(10)
    const server = await serve(async (wire) => {
      for (;;) {
        await wire.head()
        await wire.take(10)
        wire.answer(200, '', { 'Keep-Alive': 'timeout=1' })
      }
    })
    const transport = transportFor()
    for (let count = 1; count <= 2; count++) {
      await transport.send(server.request(), body, { signal: noAbort })
      expect(server.connections()).toBe(count)
    }
    const kind = await serve(kindly)
    const impatient = transportFor({ idleSocketMs: 50 })
    await impatient.send(kind.request(), body, { signal: noAbort })
    await delay(80)
    await impatient.send(kind.request(), body, { signal: noAbort })
    expect(kind.connections()).toBe(2)
  })

  it('closes idle connections when told to, and those in use with the transport', async () => {
    const { body } = await fileOf(10)
    const server = await serve(kindly)
    const transport = transportFor()
    await transport.send(server.request(), body, { signal: noAbort })
    transport.dropIdle()
    await expect(server.done()).rejects.toThrow('closed')
    const silent = await serve(silence)
    const sending = transport.send(silent.request(), body, { signal: noAbort })
    const refused = expect(sending).rejects.toMatchObject({ code: 'net.reset' })
    await eventually(() => silent.connections() === 1)
    transport.close()
    await refused
  })

  it('says what the file is afterwards, and sends nothing of one that is not the one on the list', async () => {
    const { path } = await fileOf(10)
    await utimes(path, 1000, 1000)
    const body: RequestBody = { kind: 'file', path, start: 0, end: 10, mtimeMs: 1_000_000 }
    const server = await serve(async (wire) => {
      await wire.head()
      await wire.take(10)
      await appendFile(path, 'more')
      wire.answer(200)
    })
    const transport = transportFor()
    const { fileNow } = await transport.send(server.request(), body, { signal: noAbort })
    expect(fileNow).toEqual({ size: 14, mtimeMs: (await stat(path)).mtimeMs })
    await expect(transport.send(server.request(), body, { signal: noAbort })).rejects.toMatchObject({
      code: 'file.changed',
    })
    expect(server.connections()).toBe(1)
  })

  it.each([
    ['Chinese metadata', { 'x-oss-meta-name': '合同' }],
    ['a host that is signed, too', { host: 'HOST' }],
  ])('is left to node:http with %s', async (_, headers: Record<string, string>) => {
    const { body } = await fileOf(10)
    const got: string[] = []
    const server = await serve(async (wire) => {
      for (const [name, value] of (await wire.head()).headers) got.push(`${name}: ${value.toString()}`)
      await wire.take(10)
      wire.answer(200)
    })
    const own = Object.fromEntries(Object.entries(headers).map(([name, v]) => [name, v.replace('HOST', server.host)]))
    await transportFor().send(server.request({ headers: own }), body, { signal: noAbort })
    expect(got.filter((line) => line.startsWith('host') || line.startsWith('x-'))).toEqual(
      [...Object.entries(own).map(([name, value]) => `${name}: ${value}`), `host: ${server.host}`]
        .filter((line, at, all) => all.indexOf(line) === at)
        .sort((a, b) => got.indexOf(a) - got.indexOf(b)),
    )
  })

  it('smuggles in no other header', async () => {
    const { body } = await fileOf(10)
    const server = await serve(kindly)
    const request = server.request({ headers: { 'x-oss-meta-a': 'b\r\nx-evil: 1' } })
    await expect(transportFor().send(request, body, { signal: noAbort })).rejects.toBeDefined()
    expect(server.connections()).toBe(0)
  })

  it('is held to the speed limit', async () => {
    const { body } = await fileOf(60_000)
    const server = await serve(kindly)
    const transport = transportFor()
    transport.setSpeedLimit(200_000)
    const begun = performance.now()
    await transport.send(server.request(), body, { signal: noAbort })
    // 60 kB at 200 kB/s, less what may go at once.
    expect(performance.now() - begun).toBeGreaterThan(100)
  })
})

describe('a small file that does not arrive', () => {
  const failing = async (script: (wire: Wire) => Promise<void>, options: HttpTransportOptions = {}) => {
    const { body } = await fileOf(4096)
    const server = await serve(script)
    return { server, sending: transportFor(options).send(server.request(), body, { signal: noAbort }) }
  }

  it.each([0, 1, 4000])('for the connection breaks after %d bytes of it: net.reset', async (count) => {
    const { sending } = await failing(async (wire) => {
      await wire.head()
      await wire.take(count)
      wire.socket.resetAndDestroy()
    })
    await expect(sending).rejects.toMatchObject({ code: 'net.reset', isRetryable: true })
  })

  it.each(['', 'SSH-2.0-OpenSSH\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<Comp'])(
    'for the answer is %j: net.reset',
    async (text) => {
      const { sending } = await failing(async (wire) => {
        await wire.head()
        await wire.take(4096)
        wire.socket.end(text)
      })
      await expect(sending).rejects.toMatchObject({ code: 'net.reset', isRetryable: true })
    },
  )

  it('for nobody listens: net.refused, with the host', async () => {
    const { body } = await fileOf(10)
    const server = await serve(() => Promise.resolve())
    await server.close()
    await expect(transportFor().send(server.request(), body, { signal: noAbort })).rejects.toMatchObject({
      ...{ code: 'net.refused', params: { host: server.host } },
    })
  })

  it('for no answer comes: net.timeout', async () => {
    const { sending, server } = await failing(silence, { idleMs: 100 })
    await expect(sending).rejects.toMatchObject({ code: 'net.timeout', params: { host: server.host } })
    await server.done()
  })

  it('for the connection does not come to stand: net.timeout', async () => {
    const { body } = await fileOf(10)
    const server = await serve(silence)
    const request = server.request({ protocol: 'https:' })
    const sending = transportFor({ connectMs: 100 }).send(request, body, { signal: noAbort })
    await expect(sending).rejects.toMatchObject({ code: 'net.timeout' })
    await server.done()
  })

  it('for it is refused, which is told with the answer, though that is cut off', async () => {
    const { sending } = await failing(async (wire) => {
      await wire.head()
      wire.socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 500\r\n\r\n<Error>')
    })
    const { response } = await sending
    expect([response.status, Buffer.from(response.body).toString()]).toEqual([403, '<Error>'])
  })

  it('for it is called off: its connection is closed, its reason told', async () => {
    const { body } = await fileOf(10)
    const abort = new AbortController()
    const server = await serve(async (wire) => {
      await wire.head()
      abort.abort('paused')
      await wire.closed
    })
    const transport = transportFor()
    await expect(transport.send(server.request(), body, { signal: abort.signal })).rejects.toBe('paused')
    await server.done()
    await expect(transport.send(server.request(), body, { signal: abort.signal })).rejects.toBe('paused')
    expect(server.connections()).toBe(1)
  })
})
