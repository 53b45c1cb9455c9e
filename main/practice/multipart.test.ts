import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCrc64 } from '../oss/crc64.ts'
import { md5Of, presign, sendRaw, startPractice, valuesOf, type Practice } from './testing/practice.ts'

let practice: Practice
beforeAll(async () => {
  practice = await startPractice()
})
afterAll(() => practice.end())

const initiate = async (objectKey: string, headers: Record<string, string> = {}): Promise<string> => {
  const reply = await practice.send('POST', objectKey, { query: { uploads: '' }, headers })
  return valuesOf(reply.text, 'UploadId')[0] ?? reply.ossCode
}
const part = (objectKey: string, uploadId: string, partNumber: number | string, body: Buffer | string, headers = {}) =>
  practice.send('PUT', objectKey, { query: { partNumber: String(partNumber), uploadId }, body, headers })
const complete = (objectKey: string, uploadId: string, parts: readonly (readonly [number, string])[], headers = {}) => {
  const listed = parts.map(([n, etag]) => `<Part><PartNumber>${n}</PartNumber><ETag>${etag}</ETag></Part>`)
  const body = `<CompleteMultipartUpload>${listed.join('')}</CompleteMultipartUpload>`
  return practice.send('POST', objectKey, { query: { uploadId }, body, headers })
}
const etagOf = (body: Buffer): string => `&#34;${createHash('md5').update(body).digest('hex').toUpperCase()}&#34;`
const [one, two, three] = [randomBytes(150_000), randomBytes(102_400), randomBytes(7)]

describe('a multipart upload', () => {
  it('joins its parts under the options it began with, gaps in the numbers allowed', async () => {
    const headers = { 'content-type': 'video/mp4', 'x-oss-meta-camera': 'x', 'x-oss-storage-class': 'IA' }
    const id = await initiate('video', headers)
    await Promise.all([part('video', id, 30, three), part('video', id, 7, two), part('video', id, 1, one)])
    const parts = [[1, etagOf(one)], [7, etagOf(two)], [30, etagOf(three)]] as const // prettier-ignore
    const done = await complete('video', id, parts)
    const whole = Buffer.concat([one, two, three])
    const crc64 = createCrc64()
    crc64.update(whole)
    expect([done.status, done.headers['x-oss-hash-crc64ecma']]).toEqual([200, crc64.digest()])
    const got = await practice.send('GET', 'video')
    expect(got.body.equals(whole)).toBe(true)
    expect(got.headers).toMatchObject({ ...headers, 'x-oss-object-type': 'Multipart', 'content-length': '252407' })
    expect(valuesOf(done.text, 'ETag')[0]).toBe(got.headers.etag?.replaceAll('"', '&quot;'))
  })

  it('reads who may see the object when it is completed, and no storage class', async () => {
    const id = await initiate('shown', { 'x-oss-storage-class': 'IA' })
    await part('shown', id, 1, three)
    const refused = await complete('shown', id, [[1, etagOf(three)]], { 'x-oss-storage-class': 'IA' })
    expect([refused.status, refused.ossCode, refused.headers['x-oss-ec']]).toEqual([
      400,
      'InvalidArgument',
      '0042-00000202',
    ])
    const done = await complete('shown', id, [[1, etagOf(three)]], { 'x-oss-object-acl': 'public-read' })
    expect(done.status).toBe(200)
    const got = await practice.send('GET', 'shown', { isUnsigned: true })
    expect([got.status, got.headers['x-oss-storage-class']]).toEqual([200, 'IA'])
  })

  it('takes every one of its requests signed beforehand in the address', async () => {
    const options = { atMs: Date.now(), expires: 60 }
    const ask = (method: string, query: Record<string, string>, body?: Buffer) =>
      sendRaw(practice.port, {
        method,
        path: presign(method, 'signed/before', practice.host, { ...options, query }),
        headers: { host: practice.host, ...(body ? { 'content-length': String(body.length) } : {}) },
        body,
      })
    const begun = await ask('POST', { uploads: '' })
    const uploadId = valuesOf(begun.text, 'UploadId')[0] ?? ''
    expect((await ask('PUT', { partNumber: '1', uploadId }, three)).status).toBe(200)
    const listed = await ask('GET', { uploadId, 'max-parts': '1000' })
    expect(valuesOf(listed.text, 'Size')).toEqual(['7'])
    const body = Buffer.from(
      `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${etagOf(three)}</ETag></Part></CompleteMultipartUpload>`,
    )
    expect((await ask('POST', { uploadId }, body)).status).toBe(200)
    const again = valuesOf((await ask('POST', { uploads: '' })).text, 'UploadId')[0] ?? ''
    expect((await ask('DELETE', { uploadId: again })).status).toBe(204)
    const stolen = presign('PUT', 'signed/before', practice.host, {
      ...options,
      query: { partNumber: '1', uploadId: again },
    }).replace('partNumber=1', 'partNumber=2')
    const refused = await sendRaw(practice.port, { method: 'PUT', path: stolen, headers: { host: practice.host } })
    expect(refused.ossCode).toBe('SignatureDoesNotMatch')
  })

  it('serves a range that spans parts', async () => {
    const got = await practice.send('GET', 'video', { headers: { range: 'bytes=149990-252403' } })
    const whole = Buffer.concat([one, two, three])
    expect(got.body.equals(whole.subarray(149_990, 252_404))).toBe(true)
  })

  it('takes the last version of a part sent twice', async () => {
    const id = await initiate('twice')
    await part('twice', id, 1, one)
    await part('twice', id, 1, two)
    expect((await complete('twice', id, [[1, etagOf(one)]])).ossCode).toBe('InvalidPart')
    expect((await complete('twice', id, [[1, etagOf(two)]])).status).toBe(200)
    expect((await practice.send('GET', 'twice')).body.equals(two)).toBe(true)
  })

  it('completes with everything there is when asked to', async () => {
    const id = await initiate('all')
    await part('all', id, 2, three)
    await part('all', id, 1, one)
    const headers = { 'x-oss-complete-all': 'yes' }
    const withBody = await complete('all', id, [[1, etagOf(one)]], headers)
    expect([withBody.status, withBody.ossCode]).toEqual([400, 'InvalidArgument'])
    const done = await practice.send('POST', 'all', { query: { uploadId: id }, headers })
    expect(done.status).toBe(200)
    expect((await practice.send('GET', 'all')).body.equals(Buffer.concat([one, three]))).toBe(true)
  })

  it('is refused when the parts are named wrongly', async () => {
    const id = await initiate('wrong')
    await part('wrong', id, 1, three)
    await part('wrong', id, 2, three)
    const code = async (...parts: (readonly [number, string])[]) => (await complete('wrong', id, parts)).ossCode
    const tag = etagOf(three)
    expect(await code([2, tag], [1, tag])).toBe('InvalidPartOrder')
    expect(await code([1, tag], [1, tag])).toBe('InvalidPartOrder')
    expect(await code([1, tag], [3, tag])).toBe('InvalidPart')
    expect(await code([1, tag], [2, etagOf(one)])).toBe('InvalidPart')
    expect(await code([1, tag], [2, tag])).toBe('EntityTooSmall')
    expect(await code()).toBe('MalformedXML')
    const broken = await practice.send('POST', 'wrong', { query: { uploadId: id }, body: '<CompleteMultipartUpload>' })
    expect(broken.ossCode).toBe('MalformedXML')
  })

  it('checks part numbers and Content-MD5', async () => {
    const id = await initiate('checked')
    for (const number of [0, 10_001, 'x', '-1', '1.5']) {
      expect((await part('checked', id, number, 'x')).ossCode).toBe('InvalidArgument')
    }
    expect((await part('checked', id, 10_000, 'x', { 'content-md5': md5Of('y') })).ossCode).toBe('InvalidDigest')
    expect((await part('checked', id, 10_000, 'x', { 'content-md5': md5Of('x') })).status).toBe(200)
  })

  it('is unknown once it is completed or aborted, and under another key', async () => {
    const id = await initiate('gone')
    await part('gone', id, 1, three)
    expect((await part('other', id, 1, three)).ossCode).toBe('NoSuchUpload')
    await complete('gone', id, [[1, etagOf(three)]])
    const again = await complete('gone', id, [[1, etagOf(three)]])
    expect([again.status, again.ossCode]).toEqual([404, 'NoSuchUpload'])
    const second = await initiate('gone')
    expect((await practice.send('DELETE', 'gone', { query: { uploadId: second } })).status).toBe(204)
    for (const reply of [
      await part('gone', second, 1, three),
      await practice.send('GET', 'gone', { query: { uploadId: second } }),
      await practice.send('DELETE', 'gone', { query: { uploadId: second } }),
    ]) {
      expect(reply.ossCode).toBe('NoSuchUpload')
    }
  })

  it('does not overwrite what appeared in the meantime', async () => {
    const forbid = { 'x-oss-forbid-overwrite': 'true' }
    const id = await initiate('kept', forbid)
    await part('kept', id, 1, three)
    await practice.send('PUT', 'kept', { body: 'first' })
    expect((await complete('kept', id, [[1, etagOf(three)]])).ossCode).toBe('FileAlreadyExists')
    expect(await initiate('kept', forbid)).toBe('FileAlreadyExists')
    expect((await practice.send('GET', 'kept')).text).toBe('first')
    const other = await initiate('kept')
    await part('kept', other, 1, three)
    expect((await complete('kept', other, [[1, etagOf(three)]], forbid)).ossCode).toBe('FileAlreadyExists')
  })

  it('lists its parts page by page, with sizes and checksums', async () => {
    const id = await initiate('paged')
    for (const number of [3, 1, 2]) await part('paged', id, number, `part ${number}`)
    const first = await practice.send('GET', 'paged', { query: { uploadId: id, 'max-parts': '2' } })
    expect([valuesOf(first.text, 'PartNumber'), valuesOf(first.text, 'IsTruncated')]).toEqual([['1', '2'], ['true']])
    const query = { uploadId: id, 'part-number-marker': valuesOf(first.text, 'NextPartNumberMarker')[0] ?? '' }
    const second = await practice.send('GET', 'paged', { query })
    expect([valuesOf(second.text, 'PartNumber'), valuesOf(second.text, 'Size')]).toEqual([['3'], ['6']])
    const crc64 = createCrc64()
    crc64.update(Buffer.from('part 3'))
    expect(valuesOf(second.text, 'HashCrc64ecma')).toEqual([crc64.digest()])
  })

  it('gives names back percent-encoded when asked to', async () => {
    const name = 'a\u0001<中>'
    const query = { uploads: '', 'encoding-type': 'url' }
    const reply = await practice.send('POST', name, { query })
    expect(valuesOf(reply.text, 'Key')).toEqual(['a%01%3C%E4%B8%AD%3E'])
  })
})

describe('unfinished uploads', () => {
  it('are listed by key and ID, page by page', async () => {
    const fresh = await startPractice()
    try {
      const ids: string[] = []
      for (const name of ['b', 'a/1', 'a/2', 'a/2']) {
        const reply = await fresh.send('POST', name, { query: { uploads: '' } })
        ids.push(valuesOf(reply.text, 'UploadId')[0] ?? '')
      }
      const seen: string[] = []
      let marker: Record<string, string> = {}
      for (let pages = 0; pages < 10; pages += 1) {
        const { text } = await fresh.send('GET', '', { query: { uploads: '', 'max-uploads': '1', ...marker } })
        seen.push(...valuesOf(text, 'UploadId'))
        if (valuesOf(text, 'IsTruncated')[0] === 'false') break
        marker = {
          'key-marker': valuesOf(text, 'NextKeyMarker')[0] ?? '',
          'upload-id-marker': valuesOf(text, 'NextUploadIdMarker')[0] ?? '',
        }
      }
      const [b = '', first = '', ...rest] = ids
      expect(seen).toEqual([first, ...rest.sort(), b])
      const prefixed = await fresh.send('GET', '', { query: { uploads: '', prefix: 'a/' } })
      expect(valuesOf(prefixed.text, 'Key')).toEqual(['a/1', 'a/2', 'a/2'])
    } finally {
      await fresh.end()
    }
  })
})
