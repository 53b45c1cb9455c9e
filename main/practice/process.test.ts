// The two ways to run the server outside a test: from the command line, and as the app's own process.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { readCommandLine } from './cli.ts'
import { serveParent } from './process.ts'
import type { FromPractice, ToPractice } from './process-messages.ts'
import { createAliOss } from './testing/ali-oss.ts'
import { ownerKey } from './testing/practice.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'practice-process-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const cli = (...args: string[]) =>
  spawn(process.execPath, [fileURLToPath(new URL('cli.ts', import.meta.url)), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  })

const started = z.strictObject({
  endpoint: z.url(),
  region: z.string(),
  bucket: z.string(),
  accessKeyId: z.string(),
  accessKeySecret: z.string(),
  dir: z.string(),
})

describe('npm run practice', () => {
  it('prints where it is and its keys as one JSON line, serves, and ends when told to', async () => {
    const child = cli('--port', '0', '--dir', dir, '--bucket', 'my-bucket', '--region', 'cn-beijing')
    const line = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data: Buffer) => resolve(data.toString())),
    )
    const { endpoint, ...rest } = started.parse(JSON.parse(line))
    expect(rest).toMatchObject({ bucket: 'my-bucket', region: 'cn-beijing', dir })
    const client = createAliOss(endpoint, rest, { bucket: 'my-bucket', region: 'oss-cn-beijing' })
    expect((await client.put('x', Buffer.from('x'))).res.status).toBe(200)
    child.kill('SIGTERM')
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0)
  }, 20_000)

  it('explains itself when it is called wrongly', async () => {
    const child = cli('--prot', '0')
    let said = ''
    child.stderr.on('data', (data: Buffer) => (said += data.toString()))
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2)
    expect(said).toContain('Usage: npm run practice')
  }, 20_000)

  it.each([
    [[], '--dir'],
    [['--dir', 'x', '--port', '70000'], '--port'],
    [['--dir', 'x', '--bucket', 'No'], '--bucket'],
    [['--dir', 'x', '--region', 'oss-cn-hangzhou'], '--region'],
    [['--dir', 'x', 'more'], 'more'],
  ])('refuses %j', (args, mentioned) => {
    expect(readCommandLine(args)).toMatchObject({ problem: expect.stringContaining(mentioned) as string })
  })
})

describe('the practice process', () => {
  const launch = () => {
    let listener: (event: { data: ToPractice }) => void = () => undefined
    const said: FromPractice[] = []
    const statuses: number[] = []
    const parent = {
      postMessage: (message: FromPractice) => said.push(message),
      on: (_: 'message', receive: typeof listener) => (listener = receive),
    }
    serveParent(parent, (status) => statuses.push(status))
    return { said, statuses, tell: (data: ToPractice) => listener({ data }) }
  }
  const start = (folder: string): ToPractice => ({
    type: 'start',
    dir: folder,
    buckets: [{ name: 'practice', region: 'cn-hangzhou' }],
    keys: [ownerKey],
  })

  it('starts, serves and stops as its parent says', async () => {
    const { said, statuses, tell } = launch()
    tell(start(dir))
    await expect.poll(() => said).toMatchObject([{ type: 'ready' }])
    const [ready] = said
    const endpoint = ready?.type === 'ready' ? ready.endpoint : ''
    expect((await createAliOss(endpoint, ownerKey).put('x', Buffer.from('x'))).res.status).toBe(200)
    tell({ type: 'stop' })
    await expect.poll(() => statuses).toEqual([0])
  })

  it('says why it could not start', async () => {
    const { said, statuses, tell } = launch()
    tell(start(join(fileURLToPath(import.meta.url), 'not-a-folder')))
    await expect.poll(() => statuses).toEqual([1])
    expect(said).toMatchObject([{ type: 'failed' }])
  })
})
