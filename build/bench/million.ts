// A folder of a million files dropped on the real app, window and all, which begins to send it to a sink at once.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { AppJob, AppResult } from './million-app.ts'
import { start, startFast } from './processes.ts'
import { writeManyFiles } from './samples.ts'
import { atMost } from './scene.ts'
import type { Scene } from './scene.ts'

const tinyBytes = 16
const quickFiles = 20_000

/** Playwright drives the app, and runs on the project's own Node (build/setup/bench.mjs names it). */
function driver(): { node: string; script: string } {
  const { COURIER_NODE: node, COURIER_ROOT: root } = process.env
  if (node === undefined || root === undefined) throw new Error('"million" is measured by `npm run bench` only')
  return { node, script: join(root, 'build/bench/million-app.ts') }
}

export async function measureMillion({ dir, files, isQuick, fileCount, say }: Scene): Promise<void> {
  const { node, script } = driver()
  const count = fileCount ?? (isQuick ? quickFiles : 1_000_000)
  const path = join(files, 'Archive')
  writeManyFiles(path, count, tinyBytes)
  const sink = await startFast(dir, 'pattern')
  try {
    const job: AppJob = { endpoint: sink.endpoint, path, files: count }
    // It prints one line of JSON of this type.
    const { droppedAtMs, ...app } = JSON.parse(await start(node, [script, JSON.stringify(job)]).done) as AppResult
    const { firstBodyAtMs = Number.NaN, requests } = await sink.counts()
    const firstByteMs = firstBodyAtMs - droppedAtMs
    say('million', {
      ...{ files: count, firstByteMs, ...app, requests },
      bars: [
        atMost('memory of the main process in MB', app.mainPeakMB, 350),
        atMost('memory of the renderer in MB', app.rendererPeakMB, 250),
        atMost('first byte after the drop in ms', firstByteMs, 3000),
        atMost('rows in the page', app.mostRows, 80),
        atMost("the renderer's longest task in ms", app.longestTaskMs, 100),
        atMost("main's event-loop delay p99 in ms", app.eventLoopP99Ms, 30),
        atMost('progress messages in a second', app.mostMessages, 10),
      ],
    })
  } finally {
    sink.stop()
    rmSync(path, { recursive: true })
  }
}
