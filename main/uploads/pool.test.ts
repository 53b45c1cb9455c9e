import { expect, it } from 'vitest'
import { createPool } from './pool.ts'
import type { RequestKind } from './pool.ts'

/** Tasks that run until told to end, in the order they were let in. */
function scripted(limit: number) {
  const pool = createPool(limit)
  const started: string[] = []
  const ends = new Map<string, () => void>()
  const go = (group: string, name: string, signal = new AbortController().signal) =>
    pool.run(group, group === 'huge' ? 'part' : 'whole', signal, async () => {
      started.push(name)
      await new Promise<void>((resolve) => ends.set(name, resolve))
    })
  const end = async (name: string) => {
    ends.get(name)?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { pool, started, go, end }
}

it('lets a small file pass the waiting parts of a huge one, and the huge one is not starved', async () => {
  const { started, go, end } = scripted(2)
  const all = ['h1', 'h2', 'h3', 'h4'].map((name) => go('huge', name))
  all.push(go('small1', 's1'), go('small2', 's2'), go('small3', 's3'))
  await end('none')
  await end('h1')
  await end('h2')
  await end('s1')
  expect(started).toEqual(['h1', 'h2', 's1', 'h3', 's2'])
  for (const name of ['h3', 's2', 'h4', 's3']) await end(name)
  await Promise.all(all)
})

it('keeps a third for the parts of a large file, however many small files wait, and a third for those', async () => {
  const { pool, started, go, end } = scripted(6)
  const all = Array.from({ length: 20 }, (_, n) => go(`small${n}`, `s${n}`))
  await end('none')
  for (let n = 0; n < 10; n++) all.push(go('huge', `h${n}`))
  for (let n = 0; n < 6; n++) await end(`s${n}`)
  expect(started.slice(6, 12).toSorted()).toEqual(['h0', 'h1', 's6', 's7', 's8', 's9'])
  expect(pool.running).toBe(6)
  for (const name of [...started]) await end(name)
  while (started.length < 30) for (const name of [...started]) await end(name)
  for (const name of started) await end(name)
  await Promise.all(all)
})

it('tells who asked when its limit has changed', () => {
  const pool = createPool(2)
  const told: number[] = []
  const unsubscribe = pool.onLimit(() => told.push(pool.limit))
  pool.setLimit(3)
  pool.setLimit(3)
  unsubscribe()
  pool.setLimit(4)
  expect(told).toEqual([3])
})

it('never runs more than the limit, and takes a new limit at once', async () => {
  const { pool, started, go, end } = scripted(1)
  const all = ['a', 'b', 'c'].map((name) => go(name, name))
  await end('none')
  expect(started).toEqual(['a'])
  pool.setLimit(3)
  await end('none')
  expect(started).toEqual(['a', 'b', 'c'])
  for (const name of ['a', 'b', 'c']) await end(name)
  await Promise.all(all)
})

it('leaves the queue with the reason of the signal, and frees its place for others', async () => {
  const { started, go, end } = scripted(1)
  const stop = new AbortController()
  const first = go('a', 'first')
  const second = go('b', 'second', stop.signal)
  const third = go('c', 'third')
  stop.abort('paused')
  await expect(second).rejects.toBe('paused')
  await end('first')
  await end('third')
  await Promise.all([first, third])
  expect(started).toEqual(['first', 'third'])
})

it('gives the place back when a task fails', async () => {
  const pool = createPool(1)
  const { signal } = new AbortController()
  await expect(pool.run('a', 'whole', signal, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  await expect(pool.run('b', 'whole', signal, () => Promise.resolve('next'))).resolves.toBe('next')
})

it('lets small files through ahead of their turn, nothing else, and none while parts want something', async () => {
  const pool = createPool(2)
  const { signal } = new AbortController()
  const started: string[] = []
  const ends = new Map<string, () => void>()
  const go = (name: string, kind: RequestKind): Promise<void> =>
    pool.run(name, kind, signal, () => {
      started.push(name)
      return new Promise<void>((resolve) => ends.set(name, resolve))
    })
  const end = async (...names: string[]) => {
    for (const name of names) ends.get(name)?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  pool.setAhead(2)
  const all = ['s1', 's2', 's3', 's4', 's5'].map((name) => go(name, 'small'))
  await end()
  expect(started).toEqual(['s1', 's2', 's3', 's4'])
  all.push(go('w1', 'whole'))
  await end('s1')
  expect(started.slice(4)).toEqual(['s5'])
  await end('s2')
  expect(started.slice(5)).toEqual([])
  await end('s3', 's4')
  expect(started.slice(5)).toEqual(['w1'])
  all.push(go('p1', 'part'), go('s6', 'small'))
  await end('w1')
  expect(started.slice(6)).toEqual(['p1'])
  await end('s5')
  expect(started.slice(7)).toEqual(['s6'])
  await end('p1', 's6')
  await Promise.all(all)
})
