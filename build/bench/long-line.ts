// A gigabyte over a simulated long line, not told how many requests to make at once.
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ChildProcess } from 'node:child_process'
import { startEngine, startPeer, startSlow } from './processes.ts'
import type { RunningSink } from './processes.ts'
import { writeLargeFile } from './samples.ts'
import type { Scene } from './scene.ts'
import { atLeast, byTurns, median, rounded } from './scene.ts'

const line = { roundTripMs: 60, bytesPerSecondEach: 3e6, bytesPerSecondAll: 40e6 }
const warmUpMs = 10_000
const watchedMs = 12_000

type Watched = { mbPerSecondAtFirst: number; mbPerSecond: number; connections: number }

/** What arrives from the tenth second on. The gigabyte would take long for some: nobody waits for their end. */
async function watch(sink: RunningSink, child: ChildProcess, done: Promise<string>): Promise<Watched> {
  // Ended by us, or (a small file) before its time.
  const ended = done.then(
    () => undefined,
    () => undefined,
  )
  const start = await sink.counts()
  const begun = performance.now()
  await Promise.race([delay(warmUpMs), ended])
  const middle = await sink.counts()
  const middleMs = performance.now()
  await Promise.race([delay(watchedMs), ended])
  const end = await sink.counts()
  const endMs = performance.now()
  child.kill()
  await ended
  sink.stop()
  return {
    mbPerSecondAtFirst: rounded((middle.bodyBytes - start.bodyBytes) / 1000 / (middleMs - begun), 2),
    mbPerSecond: rounded((end.bodyBytes - middle.bodyBytes) / 1000 / (endMs - middleMs), 2),
    connections: end.connections ?? 0,
  }
}

export async function measureLongLine({ dir, files, runs, isQuick, say }: Scene): Promise<void> {
  const path = join(files, 'large.bin')
  writeLargeFile(path, 2 ** 30)
  const engine =
    (...more: string[]) =>
    async (): Promise<Watched> => {
      const sink = await startSlow(dir, line)
      const { child, done } = startEngine(dir, ['--endpoint', sink.endpoint, '--path', path, ...more])
      return watch(sink, child, done)
    }
  const aliOss = async (): Promise<Watched> => {
    const sink = await startSlow(dir, line)
    const job = { endpoint: sink.endpoint, bucket: 'bench', path, parallel: 5, partBytes: 1 << 20 }
    const { child, done } = startPeer(dir, 'ali-oss-large', job)
    return watch(sink, child, done)
  }
  const took = await byTurns(
    { courier: engine(), fixed3: engine('--parallel', '3'), aliOss },
    isQuick ? 1 : runs,
    false,
  )
  const rate = (all: readonly Watched[]): number => rounded(median(all.map(({ mbPerSecond }) => mbPerSecond)), 2)
  const facts = (all: readonly Watched[]): object => ({ mbPerSecond: rate(all), all })
  say('line', {
    ...line,
    courier: facts(took.courier),
    fixed3: facts(took.fixed3),
    aliOss: facts(took.aliOss),
    bars: [atLeast('share of the line after 10 s', rounded(rate(took.courier) / (line.bytesPerSecondAll / 1e6)), 0.9)],
  })
}
