// Real uploads through real proxies on this computer, judged by the practice server behind them.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { crc64 } from '../oss/crc64.ts'
import type { Proxy } from '../../shared/network/proxy-address.ts'
import type { Hop, ProxyHop } from './proxy-hop.ts'
import { direct } from './proxy-hop.ts'
import type { Company } from './testing/company.ts'
import { companyCa, companyTls, startCompany } from './testing/company.ts'
import { startHttpProxy, startSocksProxy } from './testing/proxies.ts'
import type { TestProxy, TestProxyOptions } from './testing/proxies.ts'
import { MiB, noAbort, transportFixture } from './testing/transport-fixture.ts'

const fixture = transportFixture()
const { closing, fileOf, transportWith } = fixture
let company: Company
beforeAll(async () => {
  company = await startCompany()
})
afterAll(() => company.close())
beforeEach(() => void company.lines.splice(0))
afterEach(() => company.server.setFaults(undefined))

const login = { username: 'CORP\\anna', password: 'geheim: 密码 &%' }
const now = { signal: noAbort }

async function start(kind: Proxy['kind'], options: Partial<TestProxyOptions> = {}): Promise<TestProxy> {
  const all = { route: company.route, ...options }
  const proxy = await (kind === 'socks5'
    ? startSocksProxy(all)
    : startHttpProxy({ ...all, ...(kind === 'https' ? { tls: companyTls } : {}) }))
  closing.push(() => proxy.close())
  return proxy
}
const hopTo = (proxy: Pick<TestProxy, 'port'>, kind: Proxy['kind'] = 'http', given?: ProxyHop['login']): Hop => ({
  kind,
  host: '127.0.0.1',
  port: proxy.port,
  ...(given ? { login: given } : {}),
})
const noPort: Hop = { kind: 'http', host: '127.0.0.1', port: 1 }

const ways = (['http', 'https', 'socks5'] as const).flatMap((kind) =>
  (['http:', 'https:'] as const).flatMap((protocol) => [
    { kind, protocol, given: undefined },
    { kind, protocol, given: login },
  ]),
)

describe('an upload', () => {
  it.each(ways)('arrives whole by $protocol through a proxy of kind $kind (login $given.username)', async (way) => {
    const { kind, protocol, given } = way
    const proxy = await start(kind, given ? { login: given } : {})
    const client = company.client(transportWith({ ca: [companyCa] }), protocol, [hopTo(proxy, kind, given)])
    const { bytes, body } = await fileOf(2 * MiB + 17)
    const objectKey = `合同/a/../b//${kind} ${protocol} %2e+&?.bin`
    const headers = { 'x-oss-meta-name': '张三', 'content-type': 'application/pdf' }

    await client.putObject(objectKey, body, headers, now)
    const { uploadId } = await client.initiateMultipartUpload('parts.bin', {}, now)
    const part = await client.uploadPart({ objectKey: 'parts.bin', uploadId, partNumber: 1 }, body, now)
    const parts = [{ partNumber: 1, etag: part.etag }]
    await client.completeMultipartUpload({ objectKey: 'parts.bin', uploadId, parts }, now)

    const found = await client.headObject(objectKey, now)
    expect([found.sizeBytes, found.crc64, found.metadata]).toEqual([bytes.length, crc64(bytes), { name: '张三' }])
    expect((await client.headObject('parts.bin', now)).crc64).toBe(crc64(bytes))
    expect(company.lines.every(({ ossCode }) => ossCode === '')).toBe(true)
    expect(company.lines).toHaveLength(6)
    // Kept alive: one connection carried all of it.
    expect(proxy.connections()).toBe(1)
  })

  it('is hidden from the proxy by https, all but where it goes', async () => {
    const proxy = await start('http', { login })
    const client = company.client(transportWith({ ca: [companyCa] }), 'https:', [hopTo(proxy, 'http', login)])
    const bytes = Buffer.from('very private contents')
    await client.putObject('private-name.txt', { kind: 'bytes', bytes }, { 'x-oss-meta-name': 'private-label' }, now)
    expect(proxy.asked).toEqual(['CONNECT files.courier.test:443'])
    expect(proxy.seen()).not.toMatch(/private|OSS4-HMAC|LTAIcompany|authorization: OSS/i)
  })

  it('is refused where nobody vouches for the certificate at the end of the tunnel, and nothing of it is sent', async () => {
    const proxy = await start('http')
    const client = company.client(transportWith(), 'https:', [hopTo(proxy)])
    const sending = client.putObject('a', { kind: 'none' }, {}, now)
    await expect(sending).rejects.toMatchObject({ code: 'net.tls', isRetryable: false })
    expect(company.lines).toEqual([])
  })

  it('is refused by a proxy spoken to over TLS whose certificate nobody vouches for', async () => {
    const proxy = await start('https')
    const client = company.client(transportWith(), 'http:', [hopTo(proxy, 'https')])
    const sending = client.putObject('a', { kind: 'none' }, {}, now)
    await expect(sending).rejects.toMatchObject({
      code: 'net.tls',
      params: { host: `https://127.0.0.1:${proxy.port}` },
    })
    expect(proxy.asked).toEqual([])
  })
})

describe('a login', () => {
  it.each(ways.filter(({ given }) => given))(
    'that is wrong or missing is asked for by $kind, $protocol',
    async (way) => {
      const { kind, protocol } = way
      const proxy = await start(kind, { login })
      const transport = transportWith({ ca: [companyCa] })
      const { body } = await fileOf(4 * MiB)
      for (const given of [undefined, { ...login, password: 'wrong' }]) {
        const client = company.client(transport, protocol, [hopTo(proxy, kind, given)])
        const name = `${kind === 'http' ? '' : `${kind}://`}127.0.0.1:${proxy.port}`
        await expect(client.putObject('a', body, {}, now)).rejects.toMatchObject({
          code: 'net.proxyLogin',
          params: { host: name },
          isRetryable: false,
        })
      }
      expect(company.lines).toEqual([])
      const right = company.client(transport, protocol, [hopTo(proxy, kind, login)])
      await right.putObject('a', body, {}, now)
    },
  )

  it.each(['http:', 'https:'] as const)('of a kind we cannot give is said to be that, by %s', async (protocol) => {
    const proxy = await start('http', { login, scheme: 'Negotiate, NTLM' })
    const client = company.client(transportWith({ ca: [companyCa] }), protocol, [hopTo(proxy)])
    await expect(client.putObject('a', { kind: 'none' }, {}, now)).rejects.toMatchObject({ code: 'net.proxyLoginKind' })
  })

  it('too long for SOCKS is refused here and ends nothing else', async () => {
    const proxy = await start('socks5', { login })
    const long = { username: 'a', password: '密'.repeat(100) }
    const client = company.client(transportWith(), 'http:', [hopTo(proxy, 'socks5', long)])
    await expect(client.putObject('a', { kind: 'none' }, {}, now)).rejects.toMatchObject({ code: 'net.proxyLogin' })
  })
})

describe('a proxy that does not serve', () => {
  it.each([
    [403, false],
    [502, true],
  ])('answers CONNECT with %i: that is the proxy, not OSS', async (refusesWith, isRetryable) => {
    const proxy = await start('http', { refusesWith })
    const client = company.client(transportWith(), 'https:', [hopTo(proxy)])
    await expect(client.putObject('a', { kind: 'none' }, {}, now)).rejects.toMatchObject({
      code: 'net.proxyBlocked',
      params: { host: 'files.courier.test', proxy: `127.0.0.1:${proxy.port}` },
      isRetryable,
    })
  })

  it('cannot reach the server, by SOCKS', async () => {
    const proxy = await start('socks5', { route: () => 1 })
    const client = company.client(transportWith(), 'http:', [hopTo(proxy, 'socks5')])
    await expect(client.putObject('a', { kind: 'none' }, {}, now)).rejects.toMatchObject({ isRetryable: true })
  })

  it.each(['http:', 'https:'] as const)('is not there, by %s', async (protocol) => {
    const client = company.client(transportWith(), protocol, [noPort])
    await expect(client.putObject('a', { kind: 'none' }, {}, now)).rejects.toMatchObject({
      code: 'net.proxyRefused',
      params: { host: '127.0.0.1:1' },
      isRetryable: true,
    })
  })

  it('gives way to the next one, and is tried last from then on', async () => {
    const proxy = await start('http')
    const transport = transportWith({ ca: [companyCa] })
    const client = company.client(transport, 'https:', [noPort, hopTo(proxy), direct])
    const { body } = await fileOf(MiB)
    await client.putObject('a', body, {}, now)
    await client.putObject('b', body, {}, now)
    expect([company.lines.length, proxy.asked]).toEqual([2, ['CONNECT files.courier.test:443']])
  })

  it('takes the connection and never answers: that is not waited for for ever', async () => {
    const server = await fixture.serve(async (wire) => void (await wire.rest()))
    for (const kind of ['http', 'socks5'] as const) {
      const client = company.client(transportWith({ connectMs: 200 }), 'https:', [hopTo(server, kind)])
      await expect(client.putObject('a', { kind: 'none' }, {}, now)).rejects.toMatchObject({ code: 'net.timeout' })
    }
  })

  it.each(['http:', 'https:'] as const)(
    'dies in the middle of a body: tried again, all of it arrives, by %s',
    async (protocol) => {
      const proxy = await start('http')
      const client = company.client(transportWith({ ca: [companyCa] }), protocol, [hopTo(proxy)])
      const { bytes, body } = await fileOf(24 * MiB)
      let sent = 0
      const onSent = (count: number): void => {
        const before = sent
        sent += count
        if (before < 4 * MiB && sent >= 4 * MiB) proxy.cut()
      }
      const sending = client.putObject('big', body, {}, { ...now, onSent })
      await expect(sending).rejects.toMatchObject({ code: 'net.reset', isRetryable: true })
      await client.putObject('big', body, {}, now)
      expect((await client.headObject('big', now)).crc64).toBe(crc64(bytes))
    },
  )

  it('is left at once when the upload is canceled while the connection is being opened', async () => {
    const server = await fixture.serve(async (wire) => void (await wire.rest()))
    const abort = new AbortController()
    const client = company.client(transportWith(), 'https:', [hopTo(server)])
    const sending = client.putObject('a', { kind: 'none' }, {}, { signal: abort.signal })
    setTimeout(() => abort.abort(new Error('canceled')), 30)
    await expect(sending).rejects.toThrow('canceled')
  })
})
