// A company's network: the bucket is known as files.courier.test, over http and, with the company's own certificate,
// over https; and nobody but a proxy knows where that is.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import type { OssClient } from '../../oss/client.ts'
import { createOssClient } from '../../oss/client.ts'
import type { PracticeServer, RequestLine } from '../../practice/server.ts'
import { startPracticeServer } from '../../practice/server.ts'
import type { HttpTransport } from '../http-transport.ts'
import type { Hop, HopTransport } from '../proxy-hop.ts'

const pem = (name: string): string => readFileSync(join(import.meta.dirname, '../testdata', name), 'utf8')

/** For tests only: an authority whose key was thrown away, and a certificate of it whose key is published here. */
export const companyCa = pem('company-ca.pem')
export const companyTls = { cert: pem('company-cert.pem'), key: pem('company-key.pem') }
export const companyHost = 'files.courier.test'
export const companyBucket = 'team-files'
export const companyKey = { accessKeyId: 'LTAIcompany', accessKeySecret: 'companySecret' }

export type Company = {
  server: PracticeServer
  lines: RequestLine[]
  /** For the proxies. */
  route: (address: string) => number
  client: (transport: HttpTransport | HopTransport, protocol: 'http:' | 'https:', hops: readonly Hop[]) => OssClient
  close(): Promise<void>
}

export async function startCompany(): Promise<Company> {
  const dir = mkdtempSync(join(tmpdir(), 'company-'))
  const lines: RequestLine[] = []
  const server = await startPracticeServer({
    dir,
    buckets: [{ name: companyBucket, region: 'cn-hangzhou', cname: [companyHost] }],
    keys: [companyKey],
    onRequest: (line) => lines.push(line),
  })
  const sockets = new Set<Socket>()
  const secure = createServer(companyTls, (socket) => {
    sockets.add(socket)
    const onward = connect(server.port, '127.0.0.1')
    for (const each of [socket, onward]) each.on('error', () => undefined)
    socket.on('close', () => onward.destroy())
    onward.on('close', () => socket.destroy())
    socket.pipe(onward).pipe(socket)
  })
  // A refused certificate ends a connection before it is one.
  secure.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve))
  // A TCP server that listens has such an address.
  const { port } = secure.address() as AddressInfo
  const ports = new Map([
    [companyHost, server.port],
    [`${companyHost}:80`, server.port],
    [`${companyHost}:443`, port],
  ])
  return {
    server,
    lines,
    // A port nothing listens on, for names nobody knows.
    route: (address) => ports.get(address) ?? 1,
    client: (transport, protocol, hops) =>
      createOssClient({
        transport: { send: (request, body, options) => transport.send({ ...request, hops }, body, options) },
        clock: Date,
        credentials: () => companyKey,
        target: {
          bucket: companyBucket,
          region: 'cn-hangzhou',
          endpoint: { protocol, host: companyHost, style: 'cname' },
        },
      }),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => secure.close(resolve))
      await server.close()
      rmSync(dir, { recursive: true })
    },
  }
}
