// Alibaba's own JavaScript SDK as the client.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAliOss, type AliOss } from './testing/ali-oss.ts'
import { ownerKey, startPractice, type Practice } from './testing/practice.ts'

let practice: Practice
let client: AliOss
let files: string
const bytes = Buffer.from(Array.from({ length: 700_000 }, (_, index) => (index * 31) % 251))

beforeAll(async () => {
  practice = await startPractice()
  client = createAliOss(practice.endpoint, ownerKey)
  files = mkdtempSync(join(tmpdir(), 'practice-files-'))
  writeFileSync(join(files, 'big.bin'), bytes)
})
afterAll(async () => {
  await practice.end()
  rmSync(files, { recursive: true })
})

describe('ali-oss', () => {
  it('puts, heads, gets and deletes an object with a difficult name', async () => {
    const name = "资料/a b+c%20&=#'(1)*~!.txt"
    const put = await client.put(name, Buffer.from('hello'), { meta: { author: 'me' }, mime: 'text/x-test' })
    expect(put.res.headers).toMatchObject({
      etag: '"5D41402ABC4B2A76B9719D911017C592"',
      'x-oss-hash-crc64ecma': '11177612005948864433',
    })
    const head = await client.head(name)
    expect(head.meta).toEqual({ author: 'me' })
    expect(head.res.headers).toMatchObject({ 'content-type': 'text/x-test', 'content-length': '5' })
    expect((await client.get(name)).content.toString()).toBe('hello')
    expect((await client.delete(name)).res.status).toBe(204)
    await expect(client.head(name)).rejects.toMatchObject({ status: 404, code: 'NoSuchKey' })
  })

  it('uploads in parts and gets the same bytes back', async () => {
    await client.multipartUpload('parts/big.bin', bytes, { partSize: 200 * 1024 })
    expect((await client.get('parts/big.bin')).content.equals(bytes)).toBe(true)
  })

  it('uploads parts one by one, lists them, completes, and sees no unfinished upload left', async () => {
    const { uploadId } = await client.initMultipartUpload('parts/by-hand.bin')
    const file = join(files, 'big.bin')
    const one = await client.uploadPart('parts/by-hand.bin', uploadId, 1, file, 0, 400_000)
    const two = await client.uploadPart('parts/by-hand.bin', uploadId, 2, file, 400_000, 700_000)
    const listed = await client.listParts('parts/by-hand.bin', uploadId)
    expect(listed.parts.map((part) => `${part.PartNumber}:${part.Size}`)).toEqual(['1:400000', '2:300000'])
    const unfinished = await client.listUploads({ 'max-uploads': 10 })
    expect(unfinished.uploads.map((upload) => upload.uploadId)).toEqual([uploadId])
    await client.completeMultipartUpload('parts/by-hand.bin', uploadId, [
      { number: 1, etag: one.etag },
      { number: 2, etag: two.etag },
    ])
    expect((await client.get('parts/by-hand.bin')).content.equals(bytes)).toBe(true)
    expect((await client.listUploads({ 'max-uploads': 10 })).uploads).toEqual([])
  })

  it('aborts an upload, after which it is unknown', async () => {
    const { uploadId } = await client.initMultipartUpload('parts/aborted.bin')
    expect((await client.abortMultipartUpload('parts/aborted.bin', uploadId)).res.status).toBe(204)
    await expect(client.listParts('parts/aborted.bin', uploadId)).rejects.toMatchObject({ code: 'NoSuchUpload' })
  })

  it('lists, in both versions', async () => {
    await Promise.all(['list/a', 'list/b/1', 'list/b/2', 'list/c'].map((name) => client.put(name, Buffer.from('x'))))
    const second = await client.listV2({ prefix: 'list/', delimiter: '/' })
    expect(second.objects?.map(({ name }) => name)).toEqual(['list/a', 'list/c'])
    expect(second.prefixes).toEqual(['list/b/'])
    const first = await client.list({ prefix: 'list/', 'max-keys': 2 })
    expect(first.objects?.map(({ name }) => name)).toEqual(['list/a', 'list/b/1'])
    expect(first.nextMarker).toBe('list/b/1')
  })

  it('deletes several at once', async () => {
    await Promise.all(['many/1', 'many/<2>'].map((name) => client.put(name, Buffer.from('x'))))
    const { deleted } = await client.deleteMulti(['many/1', 'many/<2>'])
    expect(deleted?.map(({ Key }) => Key)).toEqual(['many/1', 'many/<2>'])
    expect((await client.listV2({ prefix: 'many/' })).objects ?? []).toEqual([])
  })

  it('asks for bucket information, location and CORS rules', async () => {
    expect((await client.getBucketInfo('practice')).bucket).toMatchObject({
      Name: 'practice',
      Location: 'oss-cn-hangzhou',
    })
    expect((await client.getBucketLocation('practice')).location).toBe('oss-cn-hangzhou')
    await client.putBucketCORS('practice', [{ allowedOrigin: '*', allowedMethod: ['PUT'], allowedHeader: '*' }])
    expect((await client.getBucketCORS('practice')).rules[0]?.allowedOrigin).toBe('*')
  })

  it('reads tags set at upload', async () => {
    await client.put('tagged', Buffer.from('x'), { headers: { 'x-oss-tagging': 'a=1&b=x%20y' } })
    expect((await client.getObjectTagging('tagged')).tag).toEqual({ a: '1', b: 'x y' })
  })

  it('is told that copying is not built, instead of storing an empty object', async () => {
    const copy = await practice.send('PUT', 'copy', { headers: { 'x-oss-copy-source': '/practice/tagged' } })
    expect([copy.status, copy.ossCode]).toEqual([501, 'NotImplemented'])
  })
})
