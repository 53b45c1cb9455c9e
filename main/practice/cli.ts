// `npm run practice`: the practice server alone, for trying clients against it.
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startPracticeServer } from './server.ts'

const usage = `Usage: npm run practice -- --dir DIR [--port PORT] [--bucket NAME] [--region REGION]

Starts the practice server on 127.0.0.1 and prints one JSON line: endpoint, region, bucket and freshly made keys.
  --dir     storage folder, made when missing; objects in it survive restarts
  --port    0 (the default) takes a free port
  --bucket  practice by default
  --region  cn-hangzhou by default
Ends on Ctrl+C.`

type Settings = { dir: string; port: number; bucket: string; region: string }

/** The settings a command line asks for, or what is wrong with it. */
export function readCommandLine(args: readonly string[]): Settings | { problem: string } {
  const text = { type: 'string' } as const
  try {
    const { values } = parseArgs({ args: [...args], options: { dir: text, port: text, bucket: text, region: text } })
    const { dir, port = '0', bucket = 'practice', region = 'cn-hangzhou' } = values
    if (dir === undefined || dir === '') return { problem: '--dir is missing.' }
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return { problem: `--port ${port} is no port number.` }
    if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket)) return { problem: `--bucket ${bucket} is no bucket name.` }
    if (!/^[a-z0-9-]+$/.test(region) || region.startsWith('oss-'))
      return { problem: `--region ${region} is no region.` }
    return { dir: resolve(dir), port: Number(port), bucket, region }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'The command line cannot be read.' }
  }
}

async function run(): Promise<void> {
  const settings = readCommandLine(process.argv.slice(2))
  if ('problem' in settings) {
    console.error(`${settings.problem}\n\n${usage}`)
    process.exitCode = 2
    return
  }
  const { dir, port, bucket, region } = settings
  const keys = {
    accessKeyId: `LTAIpractice${randomBytes(6).toString('hex')}`,
    accessKeySecret: randomBytes(24).toString('base64url'),
  }
  const server = await startPracticeServer({ dir, port, buckets: [{ name: bucket, region }], keys: [keys] })
  console.log(JSON.stringify({ endpoint: server.endpoint, region, bucket, ...keys, dir }))
  const stop = (): void => void server.close().then(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

if (import.meta.main) {
  run().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  })
}
