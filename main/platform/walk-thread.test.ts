import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WalkEntry } from '../uploads/ports.ts'
import { createWalkThread } from './walk-thread.ts'
import type { WalkThread } from './walk-thread.ts'

let root: string
let threads: Worker[]
let sendsJunk: boolean
let thread: WalkThread
const noAbort = new AbortController().signal

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'courier-walk-'))
  threads = []
  sendsJunk = false
  thread = createWalkThread(
    () => {
      const worker = new Worker(new URL('./walk-worker.ts', import.meta.url))
      threads.push(worker)
      return worker
    },
    { sendsJunk: () => sendsJunk },
  )
})
afterEach(async () => {
  await thread.close()
  await rm(root, { recursive: true })
})

async function make(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(join(root, path, '..'), { recursive: true })
    await writeFile(join(root, path), path)
  }
}
async function walked(path = root, signal = noAbort): Promise<WalkEntry[]> {
  const entries: WalkEntry[] = []
  for await (const entry of thread.walk(path, signal)) entries.push(entry)
  return entries
}
const names = (entries: readonly WalkEntry[]): string[] => entries.map(({ relativePath }) => relativePath).sort()

describe.runIf(process.features.typescript)('folders read in a thread, where Node runs TypeScript', () => {
  it('are found whole, batch after batch, one walk after another in one thread', async () => {
    const paths = Array.from({ length: 1200 }, (_, index) => `${index % 3}/${index}`)
    await make(...paths)
    expect(names(await walked())).toEqual(paths.toSorted())
    expect(names(await walked(join(root, '1')))).toHaveLength(400)
    expect(threads).toHaveLength(1)
  })

  it('tell what cannot be read, and why', async () => {
    const [entry] = await walked(join(root, 'gone'))
    expect(entry).toMatchObject({ kind: 'failed', relativePath: '', error: { code: 'folder.unreadable' } })
  })

  it('leave junk out unless it is to be sent, too', async () => {
    await make('a.txt', '.DS_Store')
    const kinds = async (): Promise<string[]> => (await walked()).map(({ kind }) => kind).sort()
    expect(await kinds()).toEqual(['file', 'skipped'])
    sendsJunk = true
    expect(await kinds()).toEqual(['file', 'file'])
  })

  it('are left alone once nobody wants the rest', async () => {
    await make(...Array.from({ length: 100 }, (_, index) => `${index}`))
    const abort = new AbortController()
    const seen: WalkEntry[] = []
    const walk = async (): Promise<void> => {
      for await (const entry of thread.walk(root, abort.signal)) {
        seen.push(entry)
        abort.abort('canceled')
      }
    }
    await expect(walk()).rejects.toBe('canceled')
    expect(seen).toHaveLength(1)
    for await (const _ of thread.walk(root, noAbort)) break
    expect(names(await walked())).toHaveLength(100)
    await expect(walked(root, AbortSignal.abort('before'))).rejects.toBe('before')
  })

  it('on a disk that never answers neither hold up a cancel nor the next walk', async () => {
    await make('a.txt')
    const stuck = new Worker('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)', { eval: true })
    const fresh = (): Worker => new Worker(new URL('./walk-worker.ts', import.meta.url))
    const waiting = [stuck]
    thread = createWalkThread(() => waiting.pop() ?? fresh())
    const abort = new AbortController()
    const walk = walked(root, abort.signal)
    setTimeout(() => abort.abort('canceled'), 30)
    await expect(walk).rejects.toBe('canceled')
    expect(names(await walked())).toEqual(['a.txt'])
  })

  it('fail as a whole when the thread dies, and the next walk begins in another', async () => {
    await make(...Array.from({ length: 2000 }, (_, index) => `${index}`))
    const walk = async (): Promise<void> => {
      for await (const _ of thread.walk(root, noAbort)) void threads[0]?.terminate()
    }
    await expect(walk()).rejects.toMatchObject({ code: 'internal', isRetryable: true })
    expect(await walked()).toHaveLength(2000)
  })
})
