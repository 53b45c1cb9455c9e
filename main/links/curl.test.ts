// The command is run as it is copied: a real shell, a real curl, and the practice server as judge.
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LinkRequest } from '../../shared/model/link.ts'
import { decodeMetadataValue } from '../../shared/oss/metadata.ts'
import { targetFor } from '../oss/endpoint.ts'
import { presignUrl } from '../oss/sign-v4.ts'
import { startPracticeServer } from '../practice/server.ts'
import { curlCommand, quote } from './curl.ts'
import { makeLink } from './make-link.ts'

const hasCurl = process.platform !== 'win32' && spawnSync('curl', ['--version']).status === 0
const credentials = { accessKeyId: 'practiceKey', accessKeySecret: 'practiceSecret' }
const bucket = { name: 'practice-bucket', region: 'cn-hangzhou' }

let server: Awaited<ReturnType<typeof startPracticeServer>>
let dir = ''
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'courier-curl-'))
  server = await startPracticeServer({ dir: join(dir, 'bucket'), buckets: [bucket], keys: [credentials] })
})
afterAll(async () => {
  await server.close()
  rmSync(dir, { recursive: true, force: true })
})

const target = () =>
  targetFor({ kind: 'custom', region: bucket.region, bucket: bucket.name, customDomain: server.endpoint })

const link = (asked: Partial<LinkRequest>) =>
  makeLink(
    {
      accountId: 'practice' as LinkRequest['accountId'],
      objectKey: 'a.txt',
      validity: { kind: 'seconds', seconds: 900 },
      metadata: {},
      isFirstUploadOnly: false,
      ...asked,
    },
    { linkId: 'l1', folder: '', target: target(), credentials, nowMs: Date.now() },
  )

/** Runs the command in a folder where the file it names exists; answers the HTTP status it got. */
async function run(command: string, fileName: string, content: string): Promise<string> {
  writeFileSync(join(dir, fileName), content)
  const withStatus = command.replace(/^curl /, "curl -sS -m 8 -o answer.xml -w '%{http_code}' ")
  // Not the Sync kind: the server that answers lives in this process.
  const { stdout } = await promisify(execFile)('sh', ['-c', withStatus], { cwd: dir, timeout: 10_000 })
  return stdout
}

async function stored(objectKey: string) {
  const asked = { method: 'GET' as const, objectKey, query: {}, headers: {} }
  const { url } = presignUrl(asked, target(), credentials, new Date(), { expiresSeconds: 60 })
  const response = await fetch(url)
  return { status: response.status, text: await response.text(), headers: response.headers }
}

describe.skipIf(!hasCurl)(`the curl command, run by sh${hasCurl ? '' : ' (not run: no curl here)'}`, () => {
  it('sends a file through a plain link', async () => {
    expect(await run(link({}).curl, 'a.txt', 'hello')).toBe('200')
    expect(await stored('a.txt')).toMatchObject({ status: 200, text: 'hello' })
  })

  it('sends headers and metadata exactly, whatever is in them', async () => {
    const metadata = { from: '上海 "office"', note: `it's 100% $HOME \`id\` \\ !`, price: '$5; rm -rf /' }
    const asked = { objectKey: 'meta.json', contentType: 'application/json', storageClass: 'IA' as const, metadata }
    const { curl } = link({ ...asked, isFirstUploadOnly: true })
    expect(await run(curl, 'meta.json', '{}')).toBe('200')
    const { headers } = await stored('meta.json')
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('x-oss-storage-class')).toBe('IA')
    for (const [name, value] of Object.entries(metadata)) {
      expect(decodeMetadataValue(headers.get(`x-oss-meta-${name}`) ?? '')).toBe(value)
    }
    expect(await run(curl, 'meta.json', '{"second":true}')).toBe('409')
  })

  it.each([
    `in/ein Brief +%&#'x'.txt`,
    '合同/报价 单.pdf',
    '[1-3]{a,b}.txt',
    '-T',
    '$(touch hacked).txt',
    'a"b`c\\d.txt',
  ])('sends to the key %s', async (objectKey) => {
    const name = objectKey.split('/').at(-1) ?? ''
    expect(await run(link({ objectKey }).curl, name, objectKey)).toBe('200')
    expect(await stored(objectKey)).toMatchObject({ status: 200, text: objectKey })
  })

  it('sends to a key that ends in a slash, with and without a content type', async () => {
    expect(await run(link({ objectKey: 'folder/' }).curl, 'file', 'in the folder')).toBe('200')
    expect(await stored('folder/')).toMatchObject({ text: 'in the folder' })
    expect(await run(link({ objectKey: 'typed/', contentType: 'text/plain' }).curl, 'file', 'typed')).toBe('200')
    expect((await stored('typed/')).headers.get('content-type')).toBe('text/plain')
  })

  it('keeps dots in the path as they are', async () => {
    const objectKey = 'a/../b.txt'
    const asked = { method: 'PUT' as const, objectKey, query: {}, headers: {} }
    const { url } = presignUrl(asked, target(), credentials, new Date(), { expiresSeconds: 60 })
    expect(await run(curlCommand({ url, objectKey, headers: [] }), 'b.txt', 'dots')).toBe('200')
  })

  it('is refused when a header is left out', async () => {
    const { curl } = link({ objectKey: 'left-out.txt', metadata: { from: 'x' } })
    expect(await run(curl.replace("-H 'x-oss-meta-from: x' ", ''), 'left-out.txt', 'x')).toBe('403')
  })
})

it('quotes for a POSIX shell', () => {
  expect(quote("it's")).toBe(String.raw`'it'\''s'`)
})
