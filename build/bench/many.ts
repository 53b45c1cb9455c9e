// Many small files over loopback, beside ali-oss, curl and bare loops of Node's HTTP client and of the app's own.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runEngine, runPeer, runProgram, startFast } from './processes.ts'
import type { Took } from './processes.ts'
import { filesBelow, writeManyFiles } from './samples.ts'
import type { Scene } from './scene.ts'
import { atLeast, atMost, byTurns, median, rounded, speedRatio, summary } from './scene.ts'

const parallel = 16

function curlConfig(path: string, paths: readonly string[], endpoint: string): void {
  const one = (file: string, at: number): string =>
    `upload-file = "${file.replaceAll('\\', '/')}"\nurl = "${endpoint}/bench/curl/${at}"\noutput = "${process.platform === 'win32' ? 'NUL' : '/dev/null'}"\n`
  writeFileSync(path, paths.map(one).join(''))
}

export async function measureMany({ dir, files, runs, isQuick, say }: Scene): Promise<void> {
  const count = isQuick ? 2000 : 20_000
  const path = join(files, 'many')
  writeManyFiles(path, count, 4096)
  const sink = await startFast(dir, 'pattern')
  const config = join(files, 'curl.txt')
  curlConfig(config, filesBelow(path), sink.endpoint)
  const job = { endpoint: sink.endpoint, bucket: 'bench', path, parallel }
  const common = ['--endpoint', sink.endpoint, '--path', path]
  const send = async (...more: string[]) => {
    const result = await runEngine(dir, [...common, ...more])
    if (result.files !== count) throw new Error(`${result.files} of ${count} files arrived`)
    return result
  }
  const took = await byTurns(
    {
      courier: () => send('--parallel', String(parallel)),
      untold: () => send(),
      aliOss: () => runPeer(dir, 'ali-oss-many', job),
      curl: () => runProgram('curl', ['-sS', '-Z', '--parallel-max', String(parallel), '-K', config]),
      bare: () => runPeer(dir, 'bare-many', job),
      bareOwn: () => runPeer(dir, 'bare-own-many', job),
    },
    runs,
  )
  sink.stop()
  const loopMs = median(took.courier.map(({ eventLoopP99Ms }) => eventLoopP99Ms))
  const slowerThan = (bare: readonly Took[]): number => rounded((1 - speedRatio(took.courier, bare)) * 100, 1)
  say('many', {
    files: count,
    parallel,
    courier: summary(took.courier),
    courierUntold: summary(took.untold),
    aliOss: summary(took.aliOss),
    curl: summary(took.curl),
    bare: summary(took.bare),
    bareOwn: summary(took.bareOwn),
    bars: [
      atLeast('throughput of ali-oss', speedRatio(took.courier, took.aliOss), 3),
      atLeast('throughput of curl -Z', speedRatio(took.courier, took.curl), 0.6),
      atMost("slower than a bare loop of Node's HTTP client, in percent", slowerThan(took.bare), 25),
      atMost('slower than a bare loop of the HTTP client it uses, in percent', slowerThan(took.bareOwn), 25),
      atMost("main thread's event-loop delay p99 in ms", loopMs, 30),
    ],
  })
}
