import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { crc64 } from '../oss/crc64.ts'
import { createChecksumThread } from './checksum-thread.ts'
import type { ChecksumThread } from './checksum-thread.ts'

let dir: string
let threads: Worker[]
let thread: ChecksumThread
const noAbort = new AbortController().signal
const bytes = Buffer.alloc(3 << 20, 'the same few words ')

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'courier-checksum-'))
  threads = []
  thread = createChecksumThread(() => {
    const worker = new Worker(new URL('./checksum-worker.ts', import.meta.url))
    threads.push(worker)
    return worker
  })
})
afterEach(async () => {
  await thread.close()
  await rm(dir, { recursive: true })
})

const file = async (name: string, content: Uint8Array): Promise<string> => {
  const path = join(dir, name)
  await writeFile(path, content)
  return path
}

it('reads whole files in one thread of its own, several at a time', async () => {
  const paths = await Promise.all(['a', 'b', 'c'].map((name, index) => file(name, bytes.subarray(index))))
  const sums = await Promise.all(paths.map((path) => thread.checksum(path, noAbort)))
  expect(sums).toEqual([0, 1, 2].map((index) => crc64(bytes.subarray(index))))
  expect(threads).toHaveLength(1)
})

it('keeps this thread free while a file is read', async () => {
  const path = await file('large', Buffer.alloc(192 << 20))
  await thread.checksum(path, noAbort)
  const before = performance.eventLoopUtilization()
  await thread.checksum(path, noAbort)
  const { active, idle } = performance.eventLoopUtilization(before)
  expect(active / (active + idle)).toBeLessThan(0.5)
})

it('says in our words why a file cannot be read', async () => {
  await expect(thread.checksum(join(dir, 'gone'), noAbort)).rejects.toMatchObject({ code: 'file.notFound' })
})

it('stops with the reason when nobody waits any more', async () => {
  const path = await file('a', bytes)
  const controller = new AbortController()
  const sum = thread.checksum(path, controller.signal)
  controller.abort('paused')
  await expect(sum).rejects.toBe('paused')
  await expect(thread.checksum(path, controller.signal)).rejects.toBe('paused')
})

it('starts a new thread for the next file when one died, and the file is tried again', async () => {
  const path = await file('a', bytes)
  const sum = thread.checksum(path, noAbort)
  await Promise.all([
    expect(sum).rejects.toMatchObject({ code: 'internal', isRetryable: true }),
    threads[0]?.terminate(),
  ])
  expect(await thread.checksum(path, noAbort)).toBe(crc64(bytes))
  expect(threads).toHaveLength(2)
})
