// Every call of the client over a real socket against the practice server, which checks signatures by its own code.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { metadataHeaders } from '../../shared/oss/metadata.ts'
import { taggingHeader } from '../../shared/oss/tags.ts'
import { createHttpTransport } from '../platform/http-transport.ts'
import { startPracticeServer } from '../practice/server.ts'
import type { PracticeServer } from '../practice/server.ts'
import { createOssClient } from './client.ts'
import type { OssClient, OssClientParts } from './client.ts'
import { combineCrc64, crc64 } from './crc64.ts'
import { targetFor } from './endpoint.ts'
import { putObjectRequest } from './object-operations.ts'
import { presignUrl } from './sign-v4.ts'
import type { OssTarget, RequestBody } from './types.ts'

const credentials = { accessKeyId: 'LTAIpractice', accessKeySecret: 'practiceSecret' }
const content = randomBytes(300_000)
const transport = createHttpTransport()
const options = { signal: new AbortController().signal }
let server: PracticeServer
let folder: string
let file: RequestBody

const place = (more: { region?: string; bucket?: string } = {}): OssTarget =>
  targetFor({ kind: 'custom', region: 'cn-hangzhou', bucket: 'practice', customDomain: server.endpoint, ...more })

const connect = (more: Partial<OssClientParts> = {}): OssClient =>
  createOssClient({ transport, clock: Date, target: place(), credentials: () => credentials, ...more })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oss-client-'))
  const path = join(folder, 'source.bin')
  await writeFile(path, content)
  file = { kind: 'file', path, start: 0, end: content.length }
  const buckets = [
    { name: 'practice', region: 'cn-hangzhou' },
    { name: 'names', region: 'cn-hangzhou' },
  ]
  server = await startPracticeServer({ dir: join(folder, 'bucket'), buckets, keys: [credentials] })
})

afterAll(async () => {
  transport.close()
  await server.close()
  await rm(folder, { recursive: true })
})

const names = [
  'plain.txt',
  "!'()*~ +%&#?=.txt",
  '中文/😀.txt',
  'a/../b',
  './x',
  'a//b',
  'back\\slash',
  '%2e%2e/z',
  'control\u0001\u001f.txt',
  ' blanks at the ends ',
  'folder/',
]

describe('objects', () => {
  it.each(names)('puts and finds %j again, with its labels', async (objectKey) => {
    const client = connect({ target: place({ bucket: 'names' }) })
    const headers = {
      'content-type': 'image/png',
      'x-oss-tagging': taggingHeader({ 'a b': '1+1' }) ?? '',
      ...metadataHeaders({ City: '上海 50%' }),
    }
    const stored = await client.putObject(objectKey, file, headers, options)
    const found = await client.headObject(objectKey, options)
    expect([stored.crc64, found.crc64, found.etag]).toEqual([crc64(content), crc64(content), stored.etag])
    expect([found.sizeBytes, found.contentType, found.metadata]).toEqual([
      content.length,
      'image/png',
      { city: '上海 50%' },
    ])
  })

  it('lists them all in pages, with nothing lost to XML', async () => {
    const client = connect({ target: place({ bucket: 'names' }) })
    const listed: string[] = []
    let next: string | undefined
    do {
      const page = await client.listObjects(
        { maxKeys: 4, ...(next !== undefined && { continuationToken: next }) },
        options,
      )
      listed.push(...page.objects.map(({ objectKey }) => objectKey))
      next = page.nextContinuationToken
    } while (next !== undefined)
    expect(listed.toSorted()).toEqual(names.toSorted())
    const { commonPrefixes } = await client.listObjects({ delimiter: '/', prefix: '中' }, options)
    expect(commonPrefixes).toEqual(['中文/'])
  })

  it('reads a range, and deletes twice without complaint', async () => {
    const client = connect()
    await client.putObject('short-lived', file, {}, options)
    const { bytes } = await client.getObject('short-lived', { range: { start: 10, end: 20 } }, options)
    expect(Buffer.from(bytes)).toEqual(content.subarray(10, 20))
    await client.deleteObject('short-lived', options)
    await client.deleteObject('short-lived', options)
    await expect(client.headObject('short-lived', options)).rejects.toMatchObject({ code: 'object.notFound' })
  })

  it('does not overwrite when told not to', async () => {
    const headers = { 'x-oss-forbid-overwrite': 'true' }
    await connect().putObject('once', { kind: 'none' }, headers, options)
    await expect(connect().putObject('once', file, headers, options)).rejects.toMatchObject({ code: 'object.exists' })
  })
})

describe('multipart', () => {
  it('sends parts, lists them, completes, and agrees on the checksum of the whole', async () => {
    const client = connect()
    const objectKey = '多 parts+%.bin'
    const { uploadId } = await client.initiateMultipartUpload(objectKey, { 'x-oss-storage-class': 'IA' }, options)
    const upload = { objectKey, uploadId }
    expect(await client.listMultipartUploads({ prefix: '多' }, options)).toEqual([expect.objectContaining(upload)])
    const parts: Array<{ partNumber: number; etag: string }> = []
    let whole = '0'
    for (const [index, [start, end]] of [[0, 102_400] as const, [102_400, content.length] as const].entries()) {
      const bytes = content.subarray(start, end)
      const partNumber = index + 1
      const part = await client.uploadPart({ ...upload, partNumber }, { kind: 'bytes', bytes }, options)
      expect(part.crc64).toBe(crc64(bytes))
      parts.push({ partNumber, etag: part.etag })
      whole = combineCrc64(whole, part.crc64 ?? '', bytes.length)
    }
    const listed = await client.listParts(upload, options)
    expect(listed.map(({ partNumber, etag }) => ({ partNumber, etag }))).toEqual(parts)
    const done = await client.completeMultipartUpload({ ...upload, parts, expectedCrc64: whole }, options)
    expect(done.crc64).toBe(crc64(content))
    expect(await client.headObject(objectKey, options)).toMatchObject({ storageClass: 'IA', sizeBytes: content.length })
  })

  it('aborts, and finds the upload gone', async () => {
    const client = connect()
    const { uploadId } = await client.initiateMultipartUpload('given up', {}, options)
    await client.abortMultipartUpload({ objectKey: 'given up', uploadId }, options)
    await expect(client.listParts({ objectKey: 'given up', uploadId }, options)).rejects.toMatchObject({
      code: 'upload.notFound',
    })
  })
})

describe('refusals', () => {
  it('tells a wrong secret, an unknown key, a missing bucket and a wrong region apart', async () => {
    const codeFor = (more: Partial<OssClientParts>): Promise<unknown> =>
      connect(more)
        .headObject('once', options)
        .then(
          () => 'found',
          (error: unknown) => error,
        )
    expect(await codeFor({ credentials: () => ({ ...credentials, accessKeySecret: 'x' }) })).toMatchObject({
      code: 'auth.signatureMismatch',
    })
    expect(await codeFor({ credentials: () => ({ ...credentials, accessKeyId: 'x' }) })).toMatchObject({
      code: 'auth.unknownKey',
    })
    expect(await codeFor({ target: place({ bucket: 'nowhere' }) })).toMatchObject({ code: 'bucket.notFound' })
    expect(await codeFor({ target: place({ region: 'cn-beijing' }) })).toMatchObject({
      code: 'bucket.wrongRegion',
      params: { bucket: 'practice', region: 'cn-hangzhou' },
    })
  })

  it('works with a computer clock three hours behind', async () => {
    const behind = connect({ clock: { now: () => Date.now() - 3 * 3_600_000 } })
    await behind.putObject('late', { kind: 'none' }, {}, options)
    // The Date header has whole seconds.
    expect(Math.abs(behind.now() - Date.now())).toBeLessThan(5_000)
  })
})

describe('links', () => {
  it('take what they were signed for, and no other size', async () => {
    const headers = { 'content-type': 'text/plain', 'content-length': '5', ...metadataHeaders({ from: '李雷' }) }
    const { url, signedHeaders } = presignUrl(
      putObjectRequest('收 件+/a b.txt', headers),
      place(),
      credentials,
      new Date(connect().now()),
      { expiresSeconds: 60, additionalHeaders: ['content-length', 'host'] },
    )
    const { host: _host, 'content-length': _length, ...toSend } = signedHeaders
    const send = (text: string): Promise<Response> =>
      fetch(url, { method: 'PUT', headers: toSend, body: new TextEncoder().encode(text) })
    expect((await send('hello')).status).toBe(200)
    expect((await send('hello!')).status).toBe(403)
    expect((await connect().headObject('收 件+/a b.txt', options)).metadata).toEqual({ from: '李雷' })
  })
})
