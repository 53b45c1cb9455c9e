// What can be wrong with a signature besides the signature: one row each.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ownerKey,
  presign,
  sendRaw,
  signedHeaders,
  startPractice,
  targetOf,
  type Practice,
} from './testing/practice.ts'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
let practice: Practice
beforeAll(async () => {
  practice = await startPractice({ now: () => nowMs })
})
afterAll(() => practice.end())

const use = async (method: string, path: string, headers: Record<string, string | string[]>): Promise<string> => {
  const reply = await sendRaw(practice.port, { method, path, headers })
  return `${reply.status} ${reply.ossCode}`.trim()
}

describe('a link is refused', () => {
  const link = (): string => presign('GET', 'x', practice.host, { atMs: nowMs, expires: 60 })
  const get = (path: string): Promise<string> => use('GET', path, { host: practice.host })

  it('never, when nothing is wrong with it', async () => {
    expect(await get(link())).toBe('404 NoSuchKey')
  })

  it.each(['x-oss-signature-version', 'x-oss-credential', 'x-oss-date', 'x-oss-expires', 'x-oss-signature'])(
    'without %s, and with two',
    async (name) => {
      const [path = '', query = ''] = link().split('?')
      const parts = query.split('&')
      const own = parts.filter((part) => part.startsWith(`${name}=`))
      expect(await get(`${path}?${parts.filter((part) => !own.includes(part)).join('&')}`)).toBe('400 InvalidArgument')
      expect(await get(`${path}?${[...parts, ...own].join('&')}`)).toBe('400 InvalidArgument')
    },
  )

  it.each([
    ['version', /OSS4-HMAC-SHA256/, 'OSS4-HMAC-SHA1'],
    ['day in the credential', /%2F20261120%2F/, '%2F20261119%2F'],
    ['product', /%2Foss%2F/, '%2Fs3%2F'],
    ['terminator', /aliyun_v4_request/, 'aws4_request'],
    ['number of credential fields', /%2Faliyun_v4_request/, ''],
    ['region spelled as an endpoint', /cn-hangzhou/, 'oss-cn-hangzhou'],
    ['date', /x-oss-date=\w+/, 'x-oss-date=20261320T000000Z'],
    ['validity of 0', /x-oss-expires=60/, 'x-oss-expires=0'],
    ['validity over 7 days', /x-oss-expires=60/, 'x-oss-expires=604801'],
    ['validity of half a second', /x-oss-expires=60/, 'x-oss-expires=0.5'],
  ])('for its %s', async (_, find, replacement) => {
    expect(await get(link().replace(find, replacement))).toBe('400 InvalidArgument')
  })

  it('with a V1 signature', async () => {
    expect(await get('/practice/x?OSSAccessKeyId=a&Expires=1&Signature=b')).toBe('400 InvalidArgument')
  })

  it('together with an Authorization header', async () => {
    const path = link()
    const signing = { key: ownerKey, region: 'cn-hangzhou', atMs: nowMs }
    expect(await use('GET', path, signedHeaders('GET', path, practice.host, {}, signing))).toBe('400 InvalidArgument')
  })
})

describe('an Authorization header is refused', () => {
  const path = targetOf('practice', 'x')
  const headers = (plain: Record<string, string> = {}): Record<string, string> =>
    signedHeaders('GET', path, practice.host, plain, { key: ownerKey, region: 'cn-hangzhou', atMs: nowMs })
  const edited = (find: RegExp | string, replacement: string): Record<string, string> => {
    const { authorization = '', ...rest } = headers()
    return { ...rest, authorization: authorization.replace(find, replacement) }
  }

  it('never, when nothing is wrong with it', async () => {
    expect(await use('GET', path, headers())).toBe('404 NoSuchKey')
    expect(await use('GET', path, edited(',', ', '))).toBe('404 NoSuchKey')
  })

  it.each([
    ['another algorithm', 'OSS4-HMAC-SHA256', 'AWS4-HMAC-SHA256'],
    ['no credential', /Credential=[^,]*,/, ''],
    ['no signature', /,Signature=\w+/, ''],
    ['a field nobody knows', ',Signature', ',Extra=1,Signature'],
    ['empty additional headers', ',Signature', ',AdditionalHeaders=,Signature'],
    ['additional headers that were not sent', ',Signature', ',AdditionalHeaders=range,Signature'],
    ['additional headers out of order', ',Signature', ',AdditionalHeaders=x-oss-date;host,Signature'],
  ])('for %s', async (_, find, replacement) => {
    expect(await use('GET', path, edited(find, replacement))).toBe('400 InvalidArgument')
  })

  it('without x-oss-date', async () => {
    const { 'x-oss-date': _, ...rest } = headers()
    expect(await use('GET', path, rest)).toBe('403 AccessDenied')
  })

  it('when a signed header was sent twice', async () => {
    const twice = { ...headers({ 'x-oss-meta-a': '1' }), 'x-oss-meta-a': ['1', '2'] }
    expect(await use('GET', path, twice)).toBe('403 SignatureDoesNotMatch')
  })
})

describe('service and public hosts', () => {
  it('list buckets for a key that may', async () => {
    const host = 'oss-cn-hangzhou.aliyuncs.com'
    const signing = { key: ownerKey, region: 'cn-hangzhou', atMs: nowMs }
    const reply = await sendRaw(practice.port, {
      method: 'GET',
      path: '/',
      headers: signedHeaders('GET', '/', host, {}, signing),
    })
    expect([reply.status, reply.text.includes('<Name>practice</Name>')]).toEqual([200, true])
  })

  it('refuse path style, as OSS does', async () => {
    const host = 'oss-cn-hangzhou.aliyuncs.com'
    const signing = { key: ownerKey, region: 'cn-hangzhou', atMs: nowMs }
    const headers = signedHeaders('GET', '/practice/x', host, {}, signing)
    expect(await use('GET', '/practice/x', headers)).toBe('403 SecondLevelDomainForbidden')
  })
})
