// How cost grows with the number of files: a folder of empty files is sent whole.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { runEngine, startFast } from './processes.ts'
import { writeManyFiles } from './samples.ts'
import type { Scene } from './scene.ts'
import { atMost, rounded } from './scene.ts'

const tinyBytes = 16

const counts = [1000, 10_000, 100_000, 1_000_000]
const quickCount = 10_000

export async function measureGrowth({ dir, files, isQuick, fileCount, say }: Scene): Promise<void> {
  const sink = await startFast(dir, 'none')
  const perThousand: number[] = []
  const most = fileCount ?? (isQuick ? quickCount : Infinity)
  for (const count of counts.filter((each) => each <= most)) {
    const path = join(files, String(count))
    writeManyFiles(path, count, tinyBytes)
    const result = await runEngine(dir, ['--endpoint', sink.endpoint, '--path', path, '--parallel', '16'])
    rmSync(path, { recursive: true })
    if (result.files !== count) throw new Error(`${result.files} of ${count} files arrived`)
    const { seconds, cpuSeconds, firstRequestMs, eventLoopP99Ms } = result
    perThousand.push(seconds / count)
    const peakRssMB = Math.round(result.peakRssBytes / 1e6)
    const isMillion = count === 1_000_000
    const tenThousand = perThousand[1] ?? Number.NaN
    say('growth', {
      ...{ files: count, seconds, filesPerSecond: result.filesPerSecond, cpuSeconds, peakRssMB },
      ...{ firstRequestMs, eventLoopP99Ms },
      bars: isMillion
        ? [
            atMost("memory of the engine's process in MB (without Electron's own)", peakRssMB, 350),
            atMost('first request after the drop in ms', firstRequestMs, 3000),
            atMost("main thread's event-loop delay p99 in ms", eventLoopP99Ms, 30),
            atMost('time of a file, compared with that of 10,000', rounded(seconds / count / tenThousand), 1.5),
          ]
        : [],
    })
  }
  sink.stop()
}
