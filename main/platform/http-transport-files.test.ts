import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { open, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { crc64 } from '../oss/crc64.ts'
import type { RequestBody } from '../oss/types.ts'
import { MiB, noAbort, transportFixture } from './testing/transport-fixture.ts'

const { folder, serve, transportWith, fileOf } = transportFixture()

describe('a file that is not what was announced', () => {
  it('is file.changed when it is too short, before a connection is taken', async () => {
    const server = await serve(() => Promise.resolve())
    for (const size of [10, 200_000]) {
      const { path } = await fileOf(size)
      const body: RequestBody = { kind: 'file', path, start: 0, end: size + 1 }
      const sending = transportWith().send(server.request(), body, { signal: noAbort })
      await expect(sending).rejects.toMatchObject({ code: 'file.changed', isRetryable: false })
    }
    expect(server.connections()).toBe(0)
  })

  it('is file.changed when it shrinks on the way, and the server never sees a whole body', async () => {
    const size = 32 * MiB
    const { path, body } = await fileOf(size)
    let rest = Infinity
    const server = await serve(async (wire) => {
      await wire.head()
      wire.socket.write('HTTP/1.1 100 Continue\r\n\r\n')
      await wire.take(MiB)
      await truncate(path, 2 * MiB)
      rest = await wire.rest()
    })
    const sending = transportWith().send(server.request(), body, { signal: noAbort })
    await expect(sending).rejects.toMatchObject({ code: 'file.changed' })
    await server.done()
    expect(rest).toBeLessThan(size - MiB)
  })

  it('is sent to its announced end when it grew', async () => {
    const { path, body, bytes } = await fileOf(300_000)
    await writeFile(path, 'more', { flag: 'a' })
    const server = await serve(async (wire) => {
      await wire.head()
      await wire.take(bytes.length)
      wire.answer(200)
    })
    const { sentCrc64 } = await transportWith().send(server.request(), body, { signal: noAbort })
    expect(sentCrc64).toBe(crc64(bytes))
  })

  it.each([10, 200_000])(
    'is file.notFound when %d bytes vanished, and file.special when it is a folder',
    async (end) => {
      const server = await serve(() => Promise.resolve())
      const send = (path: string): Promise<unknown> =>
        transportWith().send(server.request(), { kind: 'file', path, start: 0, end }, { signal: noAbort })
      await expect(send(join(folder(), 'gone'))).rejects.toMatchObject({ code: 'file.notFound' })
      await expect(send(folder())).rejects.toMatchObject({ code: 'file.special' })
    },
  )
})

describe.each([
  ['without leaving the thread', true],
  ['asynchronously', false],
])('a whole file of a known time, read %s', (_, readsSmallFilesSync) => {
  it.each([10, 200_000])(
    'is file.changed when %d bytes have another time, before a connection is taken',
    async (size) => {
      const server = await serve(() => Promise.resolve())
      const { path } = await fileOf(size)
      const { mtimeMs } = await stat(path)
      const send = (end: number, ms: number): Promise<unknown> => {
        const body: RequestBody = { kind: 'file', path, start: 0, end, mtimeMs: ms }
        return transportWith({ readsSmallFilesSync }).send(server.request(), body, { signal: noAbort })
      }
      await expect(send(size, mtimeMs - 1000)).rejects.toMatchObject({ code: 'file.changed', isRetryable: false })
      await expect(send(size - 1, mtimeMs)).rejects.toMatchObject({ code: 'file.changed', isRetryable: false })
      expect(server.connections()).toBe(0)
    },
  )

  it.each([10, 200_000])('comes with what %d bytes are after the answer', async (size) => {
    const { path } = await fileOf(size)
    const { mtimeMs } = await stat(path)
    const later = new Date(Math.ceil(mtimeMs / 1000) * 1000 + 5000)
    let change = (): Promise<void> => Promise.resolve()
    const server = await serve(async (wire) => {
      for (;;) {
        await wire.head()
        await wire.take(size)
        await change()
        wire.answer(200)
      }
    })
    const transport = transportWith({ readsSmallFilesSync })
    const body: RequestBody = { kind: 'file', path, start: 0, end: size, mtimeMs }
    const send = async () => (await transport.send(server.request(), body, { signal: noAbort })).fileNow
    expect(await send()).toEqual({ size, mtimeMs })
    change = () => utimes(path, later, later)
    expect(await send()).toEqual({ size, mtimeMs: later.getTime() })
  })
})

it(
  'sends a 1 GiB sparse file with memory growing by less than 60 MB, and reads it once',
  { timeout: 60_000 },
  async () => {
    const path = join(folder(), 'sparse')
    const size = 1024 * MiB
    const file = await open(path, 'w')
    await file.truncate(size)
    await file.close()
    const server = await serve(async (wire) => {
      await wire.head()
      wire.socket.write('HTTP/1.1 100 Continue\r\n\r\n')
      let left = size
      const chunks: AsyncIterable<Buffer> = wire.socket.iterator({ destroyOnReturn: false })
      for await (const chunk of chunks) if ((left -= chunk.length) === 0) break
      wire.answer(200)
    })
    const script = join(import.meta.dirname, 'testing/send-and-weigh.ts')
    const { stdout } = await promisify(execFile)(process.execPath, [script, server.host, path, String(size)])
    const weighed: unknown = JSON.parse(stdout)
    expect(weighed).toMatchObject({ sentBytes: size, grownBytes: expect.any(Number) as number })
    if (existsSync('/proc/self/io'))
      expect(weighed).toHaveProperty(
        'readBytes',
        expect.toSatisfy((bytes: number) => bytes >= size && bytes < 1.05 * size),
      )
    expect(weighed).toHaveProperty(
      'grownBytes',
      expect.toSatisfy((bytes: number) => bytes < 60e6),
    )
  },
)
