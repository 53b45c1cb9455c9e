import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { crc64 } from '../oss/crc64.ts'
import type { SignedRequest } from '../oss/types.ts'
import type { HttpTransport } from './http-transport.ts'
import { createHttpTransport } from './http-transport.ts'
import { noAbort } from './testing/transport-fixture.ts'

// For tests only: self-signed, for 127.0.0.1, key published here.
const pem = (name: string): string => readFileSync(join(import.meta.dirname, 'testdata', name), 'utf8')
const cert = pem('loopback-cert.pem')
const smallFile = {
  kind: 'file',
  path: join(import.meta.dirname, 'testdata', 'loopback-cert.pem'),
  start: 0,
  end: 500,
} as const

let metadata = ''
const server = createServer({ cert, key: pem('loopback-key.pem') }, (request, response) => {
  metadata = Buffer.from(request.headersDistinct['x-oss-meta-name']?.join() ?? '', 'latin1').toString()
  request.resume().on('end', () => response.end())
})
let host = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server that listens has such an address.
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

let transport: HttpTransport
afterEach(() => {
  transport.close()
  vi.unstubAllEnvs()
})

const request = (headers = {}): SignedRequest => ({ method: 'PUT', protocol: 'https:', host, path: '/b/k', headers })

it('sends over TLS to a server whose certificate is trusted, UTF-8 headers and checksum included', async () => {
  transport = createHttpTransport({ ca: [cert] })
  const bytes = Buffer.alloc(3 << 20, 'courier')
  const sent = await transport.send(
    request({ 'x-oss-meta-name': '合同' }),
    { kind: 'bytes', bytes },
    { signal: noAbort },
  )
  expect([sent.response.status, sent.sentCrc64, metadata]).toEqual([200, crc64(bytes), '合同'])
})

it('sends small files over TLS on one connection, and takes up its session for the next', async () => {
  transport = createHttpTransport({ ca: [cert], readsSmallFilesSync: true })
  const resumed: boolean[] = []
  const onSecure = (socket: TLSSocket): void => void resumed.push(socket.isSessionReused())
  server.on('secureConnection', onSecure)
  for (let count = 0; count < 3; count++) {
    if (count === 2) transport.dropIdle()
    const sent = await transport.send(request(), smallFile, { signal: noAbort })
    expect([sent.response.status, sent.sentCrc64]).toEqual([200, crc64(readFileSync(smallFile.path).subarray(0, 500))])
  }
  server.off('secureConnection', onSecure)
  expect(resumed).toEqual([false, true])
})

describe.each([
  ['a request', { kind: 'none' } as const],
  ['a small file', smallFile],
])('%s', (_, body) => {
  it('refuses a certificate nobody vouches for, even where the environment asks not to', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    transport = createHttpTransport({ readsSmallFilesSync: true })
    const sending = transport.send(request(), body, { signal: noAbort })
    await expect(sending).rejects.toMatchObject({ code: 'net.tls', isRetryable: false, params: { host } })
  })

  it('refuses a trusted certificate of another host', async () => {
    transport = createHttpTransport({ ca: [cert], readsSmallFilesSync: true })
    const other = { ...request(), host: host.replace('127.0.0.1', 'localhost') }
    const sending = transport.send(other, body, { signal: noAbort })
    await expect(sending).rejects.toMatchObject({ code: 'net.tls' })
  })
})
