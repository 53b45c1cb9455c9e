import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { md5Of, startPractice, valuesOf, type Practice } from './testing/practice.ts'

let practice: Practice
beforeAll(async () => {
  practice = await startPractice()
})
afterAll(() => practice.end())

const refusal = async (...request: Parameters<Practice['send']>) => {
  const reply = await practice.send(...request)
  return `${reply.status} ${reply.ossCode}`
}

describe('what is put comes back', () => {
  it('with its headers, metadata, class and checksums', async () => {
    const headers = {
      'content-type': 'text/plain;charset=utf-8',
      'cache-control': 'no-cache',
      'content-disposition': 'attachment; filename="报告.txt"',
      'content-encoding': 'identity',
      expires: 'Thu, 01 Dec 2026 16:00:00 GMT',
      'x-oss-meta-author': '李雷',
      'x-oss-storage-class': 'IA',
      'x-oss-server-side-encryption': 'AES256',
    }
    await practice.send('PUT', 'full.txt', { body: '123456789', headers: { ...headers, 'x-oss-tagging': 'a=1&b=2' } })
    const got = await practice.send('GET', 'full.txt')
    expect(got.text).toBe('123456789')
    const bytes = (text: string): string => Buffer.from(text).toString('latin1')
    const expected = Object.entries(headers).map(([name, value]) => [name, bytes(value)])
    expect(got.headers).toMatchObject({
      ...Object.fromEntries(expected),
      etag: '"25F9E794323B453885F5181F1B624D0B"',
      'content-md5': md5Of('123456789'),
      'x-oss-hash-crc64ecma': '11051210869376104954',
      'x-oss-tagging-count': '2',
      'x-oss-object-type': 'Normal',
      server: 'AliyunOSS',
    })
    expect(got.headers['x-oss-request-id']).toMatch(/^[0-9A-F]{24}$/)
  })

  it('when it is empty', async () => {
    const put = await practice.send('PUT', 'empty', { body: '' })
    expect(put.headers).toMatchObject({ etag: '"D41D8CD98F00B204E9800998ECF8427E"', 'x-oss-hash-crc64ecma': '0' })
    const got = await practice.send('GET', 'empty')
    expect([got.status, got.headers['content-length'], got.body.length]).toEqual([200, '0', 0])
  })

  it.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=10-', 200, '0123456789', undefined],
    ['lines=1-2', 200, '0123456789', undefined],
  ])('for the range %s', async (range, status, text, contentRange) => {
    await practice.send('PUT', 'digits', { body: '0123456789' })
    const got = await practice.send('GET', 'digits', { headers: { range } })
    expect([got.status, got.text, got.headers['content-range']]).toEqual([status, text, contentRange])
  })

  it('refusing a bad range only for clients that ask for standard behaviour', async () => {
    const headers = { range: 'bytes=10-', 'x-oss-range-behavior': 'standard' }
    expect(await refusal('GET', 'digits', { headers })).toBe('416 InvalidRange')
  })

  it('under the headers a signed request asks for', async () => {
    const query = { 'response-content-disposition': 'attachment; filename="x.txt"', 'response-content-type': 'text/x' }
    const got = await practice.send('GET', 'digits', { query })
    expect(got.headers).toMatchObject({
      'content-disposition': 'attachment; filename="x.txt"',
      'content-type': 'text/x',
    })
  })

  it('unless it has not changed', async () => {
    const { headers } = await practice.send('HEAD', 'digits')
    const etag = headers.etag ?? ''
    expect((await practice.send('GET', 'digits', { headers: { 'if-none-match': etag } })).status).toBe(304)
    expect(await refusal('GET', 'digits', { headers: { 'if-match': '"other"' } })).toBe('412 PreconditionFailed')
  })

  it('to anyone when it is public, and only then', async () => {
    await practice.send('PUT', 'public', { body: 'x', headers: { 'x-oss-object-acl': 'public-read' } })
    expect((await practice.send('GET', 'public', { isUnsigned: true })).text).toBe('x')
    expect(await refusal('GET', 'digits', { isUnsigned: true })).toBe('403 AccessDenied')
    expect(await refusal('PUT', 'public', { isUnsigned: true, body: 'y' })).toBe('403 AccessDenied')
  })
})

describe('a put is refused', () => {
  const put = (headers: Record<string, string>, objectKey = 'refused') =>
    refusal('PUT', objectKey, { body: 'hello', headers })

  it('when the bytes are not those of its Content-MD5, and then nothing is stored', async () => {
    expect(await put({ 'content-md5': md5Of('other') })).toBe('400 InvalidDigest')
    expect(await put({ 'content-md5': 'nonsense' })).toBe('400 InvalidDigest')
    expect(await refusal('HEAD', 'refused')).toBe('404 NoSuchKey')
  })

  it('when it may not overwrite', async () => {
    await practice.send('PUT', 'once', { body: 'first' })
    expect(await put({ 'x-oss-forbid-overwrite': 'true' }, 'once')).toBe('409 FileAlreadyExists')
    expect((await practice.send('GET', 'once')).text).toBe('first')
  })

  it('for two that may not overwrite and race: one wins', async () => {
    const body = Buffer.alloc(300_000, 1)
    const headers = { 'x-oss-forbid-overwrite': 'true' }
    const both = await Promise.all([1, 2].map(() => practice.send('PUT', 'race', { body, headers })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it.each([
    ['a storage class', { 'x-oss-storage-class': 'Cheap' }, '400 InvalidArgument'],
    ['an ACL', { 'x-oss-object-acl': 'mine' }, '400 InvalidArgument'],
    ['an encryption', { 'x-oss-server-side-encryption': 'ROT13' }, '400 InvalidEncryptionAlgorithmError'],
    ['a traffic limit', { 'x-oss-traffic-limit': '1000' }, '400 InvalidArgument'],
    ['a metadata name', { 'x-oss-meta-a_b': 'x' }, '400 InvalidArgument'],
    ['a tag', { 'x-oss-tagging': 'a=%21' }, '400 InvalidTag'],
    ['a condition', { 'if-none-match': '*' }, '400 NotImplemented'],
  ])('for %s OSS does not know', async (_, headers, expected) => {
    expect(await put(headers)).toBe(expected)
  })

  it('for more than 8 KB of metadata', async () => {
    expect(await put({ 'x-oss-meta-a': 'x'.repeat(8191) })).toBe('200 ')
    expect(await put({ 'x-oss-meta-a': 'x'.repeat(8192) })).toBe('400 MetadataTooLarge')
  })

  it('for an eleventh tag', async () => {
    const tags = (count: number): string => Array.from({ length: count }, (_, index) => `k${index}=v`).join('&')
    expect(await put({ 'x-oss-tagging': tags(10) })).toBe('200 ')
    expect(await put({ 'x-oss-tagging': tags(11) })).toBe('400 InvalidTag')
  })

  it.each([
    ['/leading', '400 InvalidObjectName'],
    ['\\leading', '400 InvalidObjectName'],
    ['中'.repeat(341), '200 '],
    [`${'中'.repeat(341)}x`, '400 InvalidObjectName'],
    ['a/../../b', '200 '],
    ['a//b', '200 '],
    ['..', '200 '],
    ['folder/', '200 '],
    ['new\nline', '200 '],
  ])('by its name: %s gives %s', async (objectKey, expected) => {
    expect(await put({}, objectKey)).toBe(expected)
    if (expected === '200 ') expect((await practice.send('GET', objectKey)).text).toBe('hello')
  })
})

describe('errors', () => {
  it('are XML with code, request ID and fine-grained code', async () => {
    const reply = await practice.send('GET', 'missing')
    expect([reply.status, reply.headers['content-type']]).toEqual([404, 'application/xml'])
    expect(reply.headers['x-oss-ec']).toBe('0026-00000001')
    expect(valuesOf(reply.text, 'RequestId')).toEqual([reply.headers['x-oss-request-id']])
    expect(valuesOf(reply.text, 'EC')).toEqual(['0026-00000001'])
  })

  it('travel in a header where HEAD leaves no room for a body', async () => {
    const reply = await practice.send('HEAD', 'missing')
    expect([reply.status, reply.body.length, reply.ossCode]).toEqual([404, 0, 'NoSuchKey'])
  })

  it('show what was signed, and never the secret', async () => {
    const key = { accessKeyId: 'LTAIowner', accessKeySecret: 'wrong' }
    const reply = await practice.send('PUT', 'x', { key, body: 'x' })
    expect(reply.ossCode).toBe('SignatureDoesNotMatch')
    const [text = ''] = valuesOf(reply.text, 'StringToSign')
    expect(text).toMatch(/^OSS4-HMAC-SHA256\n/)
    const [hex = ''] = valuesOf(reply.text, 'StringToSignBytes')
    expect(Buffer.from(hex.replaceAll(' ', ''), 'hex').toString()).toBe(text)
    expect(reply.text).not.toContain('owner-secret')
  })

  it('tell an unknown bucket and an impossible one apart', async () => {
    const { sendRaw, signedHeaders, ownerKey } = await import('./testing/practice.ts')
    const ask = async (path: string) => {
      const signing = { key: ownerKey, region: 'cn-hangzhou', atMs: Date.now() }
      const headers = signedHeaders('GET', path, practice.host, {}, signing)
      const { status, ossCode } = await sendRaw(practice.port, { method: 'GET', path, headers })
      return `${status} ${ossCode}`
    }
    expect(await ask('/nowhere/key')).toBe('404 NoSuchBucket')
    expect(await ask('/Up_Case/key')).toBe('400 InvalidBucketName')
  })

  it('name the bucket’s own endpoint when it is signed for another region', async () => {
    const reply = await practice.send('PUT', 'x', { region: 'cn-beijing', body: 'x' })
    expect([reply.status, reply.ossCode]).toEqual([403, 'AccessDenied'])
    expect(valuesOf(reply.text, 'Endpoint')).toEqual(['oss-cn-hangzhou.aliyuncs.com'])
    expect(await refusal('PUT', 'x', { region: 'oss-cn-hangzhou', body: 'x' })).toBe('400 InvalidArgument')
  })

  it('keep archived objects from being read, but not from being looked at', async () => {
    await practice.send('PUT', 'cold', { body: 'x', headers: { 'x-oss-storage-class': 'Archive' } })
    expect(await refusal('GET', 'cold')).toBe('403 InvalidObjectState')
    expect(await refusal('HEAD', 'cold')).toBe('200 ')
  })

  it('say plainly what this server does not do', async () => {
    expect(await refusal('GET', 'digits', { query: { 'x-oss-process': 'image/resize,w_10' } })).toBe(
      '501 NotImplemented',
    )
    expect(await refusal('POST', 'digits', { query: {} })).toBe('405 MethodNotAllowed')
  })
})

describe('tags', () => {
  it('are set, read and removed without touching the object', async () => {
    await practice.send('PUT', 'tagged', { body: 'bytes' })
    const body = '<Tagging><TagSet><Tag><Key>a</Key><Value>1 &amp; 2</Value></Tag></TagSet></Tagging>'
    expect(await refusal('PUT', 'tagged', { query: { tagging: '' }, body })).toBe('400 InvalidTag')
    await practice.send('PUT', 'tagged', { query: { tagging: '' }, body: body.replace(' &amp; ', '-') })
    expect(valuesOf((await practice.send('GET', 'tagged', { query: { tagging: '' } })).text, 'Value')).toEqual(['1-2'])
    expect((await practice.send('DELETE', 'tagged', { query: { tagging: '' } })).status).toBe(204)
    expect((await practice.send('GET', 'tagged')).text).toBe('bytes')
  })
})
