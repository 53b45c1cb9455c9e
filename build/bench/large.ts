// One large file over loopback, beside curl (which checks nothing) and ali-oss.
import { join } from 'node:path'
import type { SendResult } from './engine.ts'
import { runEngine, runPeer, runProgram, startFast } from './processes.ts'
import type { RunningSink } from './processes.ts'
import { writeLargeFile } from './samples.ts'
import type { Scene } from './scene.ts'
import { atLeast, atMost, byTurns, median, speedRatio, summary } from './scene.ts'

export async function measureLarge({ dir, files, runs, isQuick, say }: Scene): Promise<void> {
  const bytes = isQuick ? 256 << 20 : 2 ** 31
  const path = join(files, 'large.bin')
  writeLargeFile(path, bytes)
  const checking = await startFast(dir, 'pattern')
  const silent = await startFast(dir, 'none')
  const curl = ({ endpoint }: RunningSink) =>
    runProgram('curl', [
      '-sS',
      '--fail',
      '-o',
      process.platform === 'win32' ? 'NUL' : '/dev/null',
      '-T',
      path,
      `${endpoint}/bench/large.bin`,
    ])
  const send = async ({ endpoint }: RunningSink, ...more: string[]): Promise<SendResult> => {
    const result = await runEngine(dir, ['--endpoint', endpoint, '--path', path, ...more])
    if (result.bytes !== bytes) throw new Error(`${result.bytes} of ${bytes} bytes arrived`)
    return result
  }
  const job = { endpoint: silent.endpoint, bucket: 'bench', path, parallel: 5 }
  const took = await byTurns(
    {
      curl: () => curl(silent),
      unchecked: () => send(silent, '--unchecked'),
      checked: () => send(checking),
      aliOss: () => runPeer(dir, 'ali-oss-large', job),
    },
    runs,
  )
  checking.stop()
  silent.stop()
  const loopMs = median(took.checked.map(({ eventLoopP99Ms }) => eventLoopP99Ms))
  say('large', {
    bytes,
    curl: summary(took.curl),
    unchecked: summary(took.unchecked),
    checked: summary(took.checked),
    aliOss: summary(took.aliOss),
    checkedOfAliOss: speedRatio(took.checked, took.aliOss),
    bars: [
      atLeast('without checks, throughput of curl -T', speedRatio(took.unchecked, took.curl), 1),
      atLeast('with CRC64 on, throughput of curl -T', speedRatio(took.checked, took.curl), 0.6),
      atMost("main thread's event-loop delay p99 in ms", loopMs, 30),
    ],
  })
}
