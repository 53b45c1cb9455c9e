// The engine with nothing scripted: real files, real sockets, a server that checks every signature by its own code.
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createOssClient } from '../oss/client.ts'
import { crc64 } from '../oss/crc64.ts'
import { targetFor } from '../oss/endpoint.ts'
import { systemClock } from '../platform/clock.ts'
import { guessContentType } from '../platform/content-type.ts'
import { createDiskSources } from '../platform/disk-sources.ts'
import { createHttpTransport } from '../platform/http-transport.ts'
import { openJournal } from '../platform/open-journal.ts'
import { randomId } from '../platform/random-id.ts'
import { startPracticeServer } from '../practice/server.ts'
import type { FaultHook, PracticeServer, RequestLine } from '../practice/server.ts'
import { createUploads } from './create-uploads.ts'
import { sendRequest } from './testing/records.ts'

const credentials = { accessKeyId: 'LTAIpractice', accessKeySecret: 'practiceSecret' }
const signal = new AbortController().signal
let dir: string
let server: PracticeServer
let lines: RequestLine[]

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'courier-'))
  lines = []
  server = await startPracticeServer({
    dir: join(dir, 'bucket'),
    buckets: [{ name: 'practice', region: 'cn-hangzhou' }],
    keys: [credentials],
    onRequest: (line) => lines.push(line),
  })
})
afterEach(async () => {
  await server.close()
  await rm(dir, { recursive: true })
})

function launch() {
  const transport = createHttpTransport()
  const target = targetFor({ kind: 'custom', region: 'cn-hangzhou', bucket: 'practice', customDomain: server.endpoint })
  const client = createOssClient({ transport, clock: systemClock, target, credentials: () => credentials })
  const { journal } = openJournal(join(dir, 'queue.sqlite'), 0)
  const reported: unknown[] = []
  const uploads = createUploads({
    journal,
    sources: createDiskSources(),
    clients: { forAccount: () => Promise.resolve(client) },
    clock: systemClock,
    random: () => 0.1,
    newId: randomId,
    guessContentType,
    onChange: () => undefined,
    report: (error) => reported.push(error),
  })
  uploads.start()
  const finish = async () => {
    for (;;) {
      const totals = uploads.totals()
      if (totals.queued + totals.going === 0 && !totals.isWalking) return totals
      await systemClock.sleep(20, signal)
    }
  }
  const close = async () => {
    await uploads.close()
    journal.close()
    transport.close()
  }
  return { uploads, journal, client, reported, finish, close }
}

const oddNames = [
  'plain.txt',
  'with space.txt',
  '中文 文件.docx',
  '😀.png',
  '+ % & # = ? @ !.txt',
  "it's (1) [2] {3}~$^`;,.txt",
  '%2e%2e',
  '...',
  'a  b',
  ' lead and trail ',
  'UPPER.TXT',
  'upper.txt',
  'back\\slash',
  'quote".txt',
  'tab\there',
  'e\u0301.txt',
  'ünïcode/deep/er/and/deeper.bin',
]

async function makeFolder(): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  for (const name of oddNames) files.set(name, randomBytes(100))
  files.set('empty.bin', Buffer.alloc(0))
  files.set('large.bin', randomBytes(18 * 1024 * 1024))
  for (let n = files.size; n < 200; n++) files.set(`many/${n % 7}/${n}.dat`, randomBytes(n * 10))
  for (const [name, bytes] of files) {
    await mkdir(dirname(join(dir, 'source', name)), { recursive: true })
    await writeFile(join(dir, 'source', name), bytes)
  }
  return files
}

it.each<[string, FaultHook | undefined]>([
  ['on a good line', undefined],
  [
    'while every fourth request goes wrong',
    (() => {
      let count = 0
      return () => {
        count++
        if (count % 8 === 3) return { refuse: { status: 503, code: 'ServiceUnavailable' } }
        return count % 8 === 7 ? { dropsAnswer: true } : undefined
      }
    })(),
  ],
  [
    'while bytes are flipped on the way, of small files and of parts',
    (() => {
      const seen = new Set<string>()
      return ({ operation, objectKey, partNumber }) => {
        const name = `${objectKey ?? ''} ${partNumber ?? ''}`
        const isBody = operation === 'PutObject' || operation === 'UploadPart'
        if (!isBody || seen.has(name) || (seen.size % 3 === 2 && partNumber === undefined)) return void seen.add(name)
        seen.add(name)
        return { flipsByteAt: 7 }
      }
    })(),
  ],
])(
  'sends a folder of 200 files with odd names byte for byte: %s',
  async (_, faults) => {
    const files = await makeFolder()
    server.setFaults(faults)
    const app = launch()
    await app.uploads.add([join(dir, 'source')], sendRequest({ metadata: { team: 'Büro' } }, 'in/'))
    const totals = await app.finish()
    server.setFaults(undefined)
    expect(app.reported).toEqual([])
    expect(totals).toMatchObject({ found: 200, sent: 200, acceptedBytes: totals.totalBytes })
    for (const [name, bytes] of files) {
      const info = await app.client.headObject(`in/source/${name.normalize('NFC')}`, { signal })
      expect({ name, size: info.sizeBytes, crc64: info.crc64, metadata: info.metadata }).toEqual({
        ...{ name, size: bytes.length, crc64: crc64(bytes), metadata: { team: 'Büro' } },
      })
    }
    const stored = await app.client.listObjects({ maxKeys: 1000 }, { signal })
    expect(stored.objects).toHaveLength(200)
    await app.close()
  },
  60_000,
)

it('takes the same folder up again after its work was broken off, and replaces nothing', async () => {
  await makeFolder()
  const first = launch()
  server.setFaults(() => ({ latencyMs: 5 }))
  await first.uploads.add([join(dir, 'source')], sendRequest())
  while (first.uploads.totals().sent < 30) await systemClock.sleep(5, signal)
  await first.close()
  const second = launch()
  expect(second.uploads.totals().sent).toBeGreaterThanOrEqual(30)
  expect(await second.finish()).toMatchObject({ found: 200, sent: 200 })
  await second.close()
  expect(lines.filter(({ status }) => status >= 400 && status !== 404 && status !== 409)).toEqual([])
}, 60_000)
