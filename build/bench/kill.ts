// Killed at 60 % of a gigabyte and started again: what is sent twice.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { SendResult } from './engine.ts'
import { startEngine, startSlow } from './processes.ts'
import { writeLargeFile } from './samples.ts'
import type { Scene } from './scene.ts'
import { atMost, rounded } from './scene.ts'

const parallel = 6
const partBytes = 8 << 20
/** A fast office line: slow enough that a kill comes in the middle of parts. */
const line = { roundTripMs: 10, bytesPerSecondEach: 40e6, bytesPerSecondAll: 150e6 }

export async function measureKill({ dir, files, runs, isQuick, say }: Scene): Promise<void> {
  const bytes = isQuick ? 2 ** 28 : 2 ** 30
  const path = join(files, 'large.bin')
  writeLargeFile(path, bytes)
  const twice: number[] = []
  for (let run = 0; run < runs; run++) {
    const sink = await startSlow(dir, line)
    const queue = join(files, `queue-${run}`)
    mkdirSync(queue)
    const common = ['--endpoint', sink.endpoint, '--path', path, '--parallel', String(parallel), '--queue', queue]
    const first = startEngine(dir, common)
    const killed = first.done.then(
      () => false,
      () => true,
    )
    while ((await sink.counts()).bodyBytes < bytes * 0.6) await delay(20)
    first.child.kill('SIGKILL')
    if (!(await killed)) throw new Error('it was finished before it was killed')
    // What was under way on the wire still arrives.
    await delay(500)
    // startEngine's program prints this type.
    const result = JSON.parse(await startEngine(dir, common).done) as SendResult
    if (result.files !== 1) throw new Error('the file did not arrive')
    twice.push((await sink.counts()).bodyBytes - bytes)
    sink.stop()
    rmSync(queue, { recursive: true })
  }
  const worst = rounded(Math.max(...twice) / partBytes, 2)
  say('kill', {
    ...{ bytes, parallel, partBytes, sentTwiceBytes: twice },
    bars: [atMost('sent twice at the worst, in parts', worst, parallel)],
  })
}
