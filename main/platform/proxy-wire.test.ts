// What a proxy gets to see, byte for byte.
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { crc64 } from '../oss/crc64.ts'
import type { Hop } from './proxy-hop.ts'
import { MiB, noAbort, none, transportFixture } from './testing/transport-fixture.ts'
import { startHttpProxy, startSocksProxy } from './testing/proxies.ts'
import { createWorkerTransport } from './worker-transport.ts'

const { closing, serve, transportWith, fileOf } = transportFixture()
const now = { signal: noAbort }
const host = 'files.courier.test'
const login = { username: 'anna', password: 'secret' }
const basic = `Basic ${Buffer.from('anna:secret').toString('base64')}`
const by = (port: number, more: Partial<Hop> = {}): readonly Hop[] => [
  { kind: 'http', host: '127.0.0.1', port, ...more } as Hop,
]

describe('a plain request to an HTTP proxy', () => {
  it('has the whole address in front of the target exactly as it was signed, and the login beside it', async () => {
    const target = '/b/a/../..//%E5%90%88 x?uploads&x=%2F'.replace(' ', '%20')
    const seen: unknown[] = []
    const proxy = await serve(async (wire) => {
      const { method, target: asked, headers } = await wire.head()
      seen.push(method, asked, ...['host', 'proxy-authorization'].map((name) => headers.get(name)?.toString()))
      wire.answer(200)
    })
    const request = { ...proxy.request({ path: target }), host: `${host}:8080`, hops: by(proxy.port, { login }) }
    await transportWith().send(request, none, now)
    expect(seen).toEqual(['PUT', `http://${host}:8080${target}`, `${host}:8080`, basic])
  })

  it.each([
    ['small', 5],
    ['large enough to ask first', 2 * MiB],
  ])('carries header values as UTF-8 bytes, with a body %s', async (_what, length) => {
    const { body, bytes } = await fileOf(length)
    let name: Buffer | undefined
    let sum = ''
    const proxy = await serve(async (wire) => {
      const { headers } = await wire.head()
      name = headers.get('x-oss-meta-name')
      if (headers.has('expect')) wire.socket.write('HTTP/1.1 100 Continue\r\n\r\n')
      sum = crc64(await wire.take(length))
      wire.answer(200)
    })
    const request = { ...proxy.request({ headers: { 'x-oss-meta-name': '张三' } }), host, hops: by(proxy.port) }
    await transportWith().send(request, body, now)
    expect([name, sum]).toEqual([Buffer.from('张三'), crc64(bytes)])
  })

  it('goes out on one connection after another request, whoever that was for', async () => {
    const proxy = await serve(async (wire) => {
      for (let count = 0; count < 3; count++) {
        await wire.head()
        wire.answer(200)
      }
    })
    const transport = transportWith()
    for (let count = 0; count < 3; count++) {
      await transport.send({ ...proxy.request(), host, hops: by(proxy.port) }, none, now)
    }
    expect(proxy.connections()).toBe(1)
  })

  it('is sent anew without the expectation where the proxy cannot stand that', async () => {
    const expectations: boolean[] = []
    const proxy = await serve(async (wire) => {
      const expects = (await wire.head()).headers.has('expect')
      expectations.push(expects)
      if (!expects) await wire.take(MiB)
      wire.answer(expects ? 417 : 200)
    })
    const { body } = await fileOf(MiB)
    const sent = await transportWith().send({ ...proxy.request(), host, hops: by(proxy.port) }, body, now)
    expect([sent.response.status, expectations]).toEqual([200, [true, false]])
  })
})

describe('a tunnel', () => {
  it('is asked for with host and port and the login, and with nothing of the request', async () => {
    const heads: string[] = []
    const proxy = await serve(async (wire) => {
      const { method, target, headers } = await wire.head()
      heads.push(`${method} ${target}`, ...[...headers].map(([name, value]) => `${name}: ${value.toString()}`))
      wire.answer(503)
    })
    const request = { ...proxy.request({ headers: { authorization: 'signed' } }), protocol: 'https:' as const, host }
    const sending = transportWith().send({ ...request, hops: by(proxy.port, { login }) }, none, now)
    await expect(sending).rejects.toMatchObject({ code: 'net.proxyBlocked' })
    expect(heads).toEqual([
      `CONNECT ${host}:443`,
      `host: ${host}:443`,
      'connection: keep-alive',
      'proxy-connection: keep-alive',
      `proxy-authorization: ${basic}`,
    ])
  })

  it('by SOCKS leads names through unresolved, and gives the server no word of the proxy', async () => {
    let names: string[] = []
    const server = await serve(async (wire) => {
      names = [...(await wire.head()).headers.keys()]
      wire.answer(200)
    })
    const proxy = await startSocksProxy({ route: () => server.port, login })
    closing.push(() => proxy.close())
    const hops = by(proxy.port, { kind: 'socks5', login })
    await transportWith().send({ ...server.request(), host: `${host}:8080`, hops }, none, now)
    expect([proxy.asked, names]).toEqual([[`SOCKS5 ${host}:8080`], ['host', 'content-length', 'connection']])
  })
})

describe.runIf(process.features.typescript)('the transfer thread', () => {
  it('gets way and login by message, and brings back which proxy refused', async () => {
    const server = await serve(async (wire) => {
      await wire.head()
      wire.answer(200, 'stored')
    })
    const proxy = await startHttpProxy({ route: () => server.port, login })
    closing.push(() => proxy.close())
    const transport = createWorkerTransport(() => new Worker(new URL('./transfer-worker.ts', import.meta.url)))
    closing.push(() => transport.close())
    const request = { ...server.request(), host }
    const refused = transport.send({ ...request, hops: by(proxy.port) }, none, now)
    await expect(refused).rejects.toMatchObject({
      code: 'net.proxyLogin',
      params: { host: `127.0.0.1:${proxy.port}` },
    })
    const sent = await transport.send({ ...request, hops: by(proxy.port, { login }) }, none, now)
    expect(Buffer.from(sent.response.body).toString()).toBe('stored')
  })
})
