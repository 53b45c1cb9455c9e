import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createOssClient } from '../../main/oss/client.ts'
import type { OssClient } from '../../main/oss/client.ts'
import { crc64 } from '../../main/oss/crc64.ts'
import { targetFor } from '../../main/oss/endpoint.ts'
import { systemClock } from '../../main/platform/clock.ts'
import { createHttpTransport } from '../../main/platform/http-transport.ts'
import { anyAccount } from './engine.ts'
import { startLine } from './line.ts'
import { writeLargeFile } from './samples.ts'
import { startSink } from './sink.ts'
import type { Sink } from './sink.ts'

const MiB = 1 << 20
let dir: string
let transport: ReturnType<typeof createHttpTransport>
let sink: Sink
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'courier-'))
  transport = createHttpTransport()
})
afterEach(() => {
  transport.close()
  sink.close()
  rmSync(dir, { recursive: true })
})

const signal = new AbortController().signal
function clientOf({ port }: Sink): OssClient {
  const customDomain = `http://127.0.0.1:${port}`
  const target = targetFor({ kind: 'custom', region: 'cn-hangzhou', bucket: 'bench', customDomain })
  return createOssClient({ transport, clock: systemClock, target, credentials: () => anyAccount })
}
/** All in parts of 2 MiB; the client itself compares every checksum. */
async function sendInParts(path: string, bytes: number) {
  const client = clientOf(sink)
  const { uploadId } = await client.initiateMultipartUpload('k', {}, { signal })
  const parts: { partNumber: number; etag: string }[] = []
  for (let start = 0; start < bytes; start += 2 * MiB) {
    const part = { objectKey: 'k', uploadId, partNumber: parts.length + 1 }
    const body = { kind: 'file', path, start, end: Math.min(start + 2 * MiB, bytes) } as const
    parts.push({ partNumber: part.partNumber, etag: (await client.uploadPart(part, body, { signal })).etag })
  }
  expect(await client.listParts({ objectKey: 'k', uploadId }, { signal })).toHaveLength(parts.length)
  return client.completeMultipartUpload({ objectKey: 'k', uploadId, parts }, { signal })
}

it('answers with the checksum of what it should have got, so that a wrong byte is noticed', async () => {
  sink = await startSink('pattern')
  const path = join(dir, 'file')
  writeLargeFile(path, 5 * MiB)
  expect((await sendInParts(path, 5 * MiB)).crc64).toBe(crc64(readFileSync(path)))
  expect(sink.counts().requests).toBe(1 + 3 + 1 + 1)
  const bytes = readFileSync(path)
  bytes[3 * MiB] = 255 - (bytes[3 * MiB] ?? 0)
  writeFileSync(path, bytes)
  await expect(sendInParts(path, 5 * MiB)).rejects.toMatchObject({ code: 'upload.checksumMismatch' })
})

it('holds a connection to its share of a slow line, and all together to the line', async () => {
  const line = { roundTripMs: 20, bytesPerSecondEach: 4e6, bytesPerSecondAll: 6e6 }
  sink = await startLine(line)
  const path = join(dir, 'file')
  writeLargeFile(path, 2 * MiB)
  const client = clientOf(sink)
  const timed = async (requests: number): Promise<number> => {
    const begun = performance.now()
    const body = { kind: 'file', path, start: 0, end: 2 * MiB } as const
    const put = (): Promise<unknown> => client.putObject('k', body, {}, { signal })
    await Promise.all(Array.from({ length: requests }, put))
    return (performance.now() - begun) / 1000
  }
  // Never faster than it may be; how much slower is the computer's affair.
  expect(await timed(1)).toBeGreaterThan((2 * MiB - 4e6 * 0.05) / 4e6 + 0.02)
  expect(await timed(3)).toBeGreaterThan((6 * MiB - 6e6 * 0.05) / 6e6)
})
