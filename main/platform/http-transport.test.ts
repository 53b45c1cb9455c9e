import { describe, expect, it } from 'vitest'
import { crc64 } from '../oss/crc64.ts'
import type { RequestBody } from '../oss/types.ts'
import { MiB, noAbort, none, transportFixture } from './testing/transport-fixture.ts'

const { serve, transportWith, fileOf } = transportFixture()

describe('what goes on the wire', () => {
  it('leaves the request target as it was signed, dots and escapes included', async () => {
    let target = ''
    const server = await serve(async (wire) => {
      target = (await wire.head()).target
      wire.answer(200)
    })
    const path = '/bucket/a/../%2e%2e//b%20c/./%E4%B8%AD?partNumber=1&uploads'
    await transportWith().send(server.request({ method: 'GET', path }), none, { signal: noAbort })
    expect(target).toBe(path)
  })

  it.each([
    ['without a body', 0],
    ['with a small file', 10],
    ['with a large file, which expects 100-continue', 2 * MiB],
  ])('writes Chinese metadata as UTF-8 bytes %s', async (_, size) => {
    const { body } = await fileOf(size)
    let value: Buffer | undefined
    const server = await serve(async (wire) => {
      const { headers } = await wire.head()
      value = headers.get('x-oss-meta-name')
      if (headers.has('expect')) wire.socket.write('HTTP/1.1 100 Continue\r\n\r\n')
      await wire.take(size)
      wire.answer(200)
    })
    const request = server.request({ headers: { 'x-oss-meta-name': '合同 é' } })
    await transportWith().send(request, size === 0 ? none : body, { signal: noAbort })
    expect(value).toEqual(Buffer.from('合同 é', 'utf8'))
  })

  it('reads header values as UTF-8, joins repeated ones, and gives names in lower case', async () => {
    const server = await serve(async (wire) => {
      await wire.head()
      const value = Buffer.from('合同').toString('latin1')
      wire.socket.write(`HTTP/1.1 200 OK\r\nX-Oss-Meta-Name: ${value}\r\nVary: a\r\nVary: b\r\nBad: \xff\r\n`, 'latin1')
      wire.socket.write('Content-Length: 2\r\n\r\nhi')
    })
    const { response } = await transportWith().send(server.request({ method: 'GET' }), none, { signal: noAbort })
    expect(response.headers).toEqual({ 'x-oss-meta-name': '合同', vary: 'a, b', bad: '\xff', 'content-length': '2' })
    expect(Buffer.from(response.body).toString()).toBe('hi')
  })

  it.each([0, 1, 65_536, 65_537, MiB, 3 * MiB + 17])(
    'sends %d bytes of a file whole, counted and checksummed',
    async (size) => {
      const { body, bytes } = await fileOf(size)
      let received: Buffer = Buffer.alloc(0)
      let announced = ''
      const server = await serve(async (wire) => {
        const { headers } = await wire.head()
        announced = String(headers.get('content-length'))
        if (headers.has('expect')) wire.socket.write('HTTP/1.1 100 Continue\r\n\r\n')
        received = await wire.take(size)
        wire.answer(200)
      })
      let counted = 0
      const onSent = (count: number): void => void (counted += count)
      const exchange = await transportWith().send(server.request(), body, { signal: noAbort, onSent })
      expect(received.equals(bytes)).toBe(true)
      expect({ announced, counted, sentBytes: exchange.sentBytes }).toEqual({
        announced: String(size),
        counted: size,
        sentBytes: size,
      })
      expect(exchange.sentCrc64).toBe(crc64(bytes))
    },
  )

  it.each([
    ['in the calling thread', true],
    ['through the pool', false],
  ])('sends a slice from the middle of a file, small files read %s', async (_, readsSmallFilesSync) => {
    const { path, bytes } = await fileOf(3 * MiB)
    const received: Buffer[] = []
    const slices = [
      [100, 1100],
      [MiB - 3, 2 * MiB + 5],
    ] as const
    const server = await serve(async (wire) => {
      for (;;) {
        const { headers } = await wire.head()
        if (headers.has('expect')) wire.socket.write('HTTP/1.1 100 Continue\r\n\r\n')
        received.push(await wire.take(Number(headers.get('content-length'))))
        wire.answer(200)
      }
    })
    const transport = transportWith({ readsSmallFilesSync })
    for (const [start, end] of slices) {
      const body: RequestBody = { kind: 'file', path, start, end }
      const { sentCrc64 } = await transport.send(server.request(), body, { signal: noAbort })
      expect(sentCrc64).toBe(crc64(bytes.subarray(start, end)))
    }
    expect(received.map((part, index) => part.equals(bytes.subarray(...(slices[index] ?? []))))).toEqual([true, true])
  })

  it('sends bytes from memory and reports their checksum', async () => {
    const bytes = Buffer.alloc(200_000, 'courier')
    let received: Buffer = Buffer.alloc(0)
    const server = await serve(async (wire) => {
      await wire.head()
      received = await wire.take(bytes.length)
      wire.answer(200)
    })
    const { sentCrc64 } = await transportWith().send(server.request(), { kind: 'bytes', bytes }, { signal: noAbort })
    expect(received.equals(bytes)).toBe(true)
    expect(sentCrc64).toBe(crc64(bytes))
  })

  it('uses one connection for requests that follow each other', async () => {
    const server = await serve(async (wire) => {
      for (let count = 0; count < 3; count++) {
        await wire.head()
        wire.answer(200)
      }
    })
    const transport = transportWith()
    for (let count = 0; count < 3; count++) await transport.send(server.request(), none, { signal: noAbort })
    expect(server.connections()).toBe(1)
  })
})
