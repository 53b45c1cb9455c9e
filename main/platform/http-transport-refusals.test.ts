import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { crc64 } from '../oss/crc64.ts'
import { MiB, noAbort, none, transportFixture } from './testing/transport-fixture.ts'

const { serve, transportWith, fileOf } = transportFixture()

describe('a refusal before the body is finished', () => {
  it('costs nothing of a large file: 100-continue is asked first', async () => {
    const { body } = await fileOf(4 * MiB)
    let after = -1
    const server = await serve(async (wire) => {
      expect(String((await wire.head()).headers.get('expect'))).toBe('100-continue')
      wire.answer(409, '<Error><Code>FileAlreadyExists</Code></Error>')
      after = await wire.rest()
    })
    const exchange = await transportWith().send(server.request(), body, { signal: noAbort })
    expect({ ...exchange, response: exchange.response.status }).toEqual({ response: 409, sentBytes: 0 })
    expect(Buffer.from(exchange.response.body).toString()).toContain('FileAlreadyExists')
    await server.done()
    expect(after).toBe(0)
  })

  it.each(['drains', 'ends', 'resets', 'stops reading'])(
    'is read, stops the body and gives up the connection when the server %s',
    async (manner) => {
      const { body } = await fileOf(32 * MiB)
      const answered = Promise.withResolvers<void>()
      const server = await serve(async (wire) => {
        await wire.head()
        wire.socket.write('HTTP/1.1 100 Continue\r\n\r\n')
        await wire.take(MiB)
        wire.answer(403, '<Error><Code>AccessDenied</Code></Error>')
        if (manner === 'ends') wire.socket.end()
        if (manner === 'resets') await delay(20).then(() => wire.socket.resetAndDestroy())
        if (manner === 'stops reading') await answered.promise
        await wire.rest()
      })
      const exchange = await transportWith().send(server.request(), body, { signal: noAbort })
      answered.resolve()
      expect(exchange.response.status).toBe(403)
      expect(Buffer.from(exchange.response.body).toString()).toContain('AccessDenied')
      expect(exchange.sentCrc64).toBeUndefined()
      expect(exchange.sentBytes).toBeLessThan(32 * MiB)
      await server.done()
    },
  )

  it('keeps the status when the answer itself is cut off', async () => {
    const server = await serve(async (wire) => {
      await wire.head()
      wire.socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 500\r\n\r\n<Error>')
    })
    const { response } = await transportWith().send(server.request(), none, { signal: noAbort })
    expect([response.status, Buffer.from(response.body).toString()]).toEqual([403, '<Error>'])
  })

  it('sends again without the expectation where a proxy refuses it with 417', async () => {
    const { body, bytes } = await fileOf(2 * MiB)
    const expectations: boolean[] = []
    let received: Buffer = Buffer.alloc(0)
    const server = await serve(async (wire) => {
      const { headers } = await wire.head()
      expectations.push(headers.has('expect'))
      if (headers.has('expect')) return wire.answer(417)
      received = await wire.take(bytes.length)
      wire.answer(200)
    })
    const { response, sentCrc64 } = await transportWith().send(server.request(), body, { signal: noAbort })
    expect(expectations).toEqual([true, false])
    expect([response.status, sentCrc64]).toEqual([200, crc64(bytes)])
    expect(received.equals(bytes)).toBe(true)
  })

  it('sends the body without leave when no 100 comes', async () => {
    const { body, bytes } = await fileOf(2 * MiB)
    const server = await serve(async (wire) => {
      await wire.head()
      await wire.take(bytes.length)
      wire.answer(200)
    })
    const { sentCrc64 } = await transportWith({ continueMs: 30 }).send(server.request(), body, { signal: noAbort })
    expect(sentCrc64).toBe(crc64(bytes))
  })
})
