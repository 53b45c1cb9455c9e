// The lines of the message, run as a receiver would paste them.
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messageText } from '../../main/links/message.ts'
import { messageLocales } from '../../shared/hand-over.ts'
import { startMatrixBucket, type MatrixBucket } from './bucket.ts'
import { runners } from './runners.ts'

const run = promisify(execFile)
const missing = runners.find(({ language }) => language === 'curl')?.missing

let bucket: MatrixBucket
beforeAll(async () => {
  bucket = await startMatrixBucket()
})
afterAll(() => bucket.end())

/** In a line for Windows nothing is escaped, so quotes alone separate its words. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')

describe.skipIf(missing !== undefined)(
  `the message${missing ? ` (not run: no ${missing} on this machine)` : ''}`,
  () => {
    it.each(messageLocales)('in %s: each of its lines sends the file', async (locale) => {
      for (const system of ['windows', 'others'] as const) {
        const objectKey = `${locale}/${system}/合同 100% (final) it's.txt`
        const facts = bucket.link({ objectKey, contentType: 'text/plain', storageClass: 'IA', isFirstUploadOnly: true })
        const lines = messageText(facts, { locale, timeZone: 'Asia/Shanghai' }).split('\n')
        const line = lines.find((each) => each.startsWith(system === 'windows' ? 'curl.exe ' : 'curl ')) ?? ''
        const cwd = join(bucket.dir, objectKey, '..')
        mkdirSync(cwd, { recursive: true })
        writeFileSync(join(cwd, facts.fileName), objectKey)
        const started =
          system === 'windows' ? run('curl', wordsOf(line).slice(1), { cwd }) : run('sh', ['-c', line], { cwd })
        expect((await started).stdout.trim().split('\n').at(-1)).toBe('HTTP 200')
        const { body, contentType, headers } = await bucket.stored(objectKey)
        expect([body.toString(), contentType, headers.get('x-oss-storage-class')]).toEqual([
          objectKey,
          'text/plain',
          'IA',
        ])
      }
    })
  },
)
