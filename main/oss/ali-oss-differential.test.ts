// Our signer against the official npm SDK (ali-oss 6.23, a test dependency): random requests must get the same
// signature, except where the SDK is known to differ; each such place is a case below, so that the list stays true.
import fc from 'fast-check'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { presignUrl, signHeaders } from './sign-v4.ts'
import type { Credentials, OssRequest, OssTarget } from './types.ts'

type Values = Record<string, string | null>
type AliOss = {
  signatureUrlV4(
    method: string,
    expiresSeconds: number,
    request: { headers: Record<string, string>; queries: Values },
    objectKey: string | undefined,
    additionalHeaders: string[],
  ): Promise<string>
}
type AliSigner = {
  authorizationV4(
    accessKeyId: string,
    accessKeySecret: string,
    region: string,
    method: string,
    request: { headers: Record<string, string>; queries: Values },
    bucket: string,
    objectKey: string | undefined,
    additionalHeaders: string[],
  ): string
}

const require = createRequire(import.meta.url)
// The package has no types; these are the two entrances the tests below use, and they fail if one is not there.
const AliOssClient = require('ali-oss') as new (options: Record<string, unknown>) => AliOss
const aliSigner = require('ali-oss/lib/common/signUtils') as AliSigner

const credentials: Credentials = { accessKeyId: 'LTAI5tExample', accessKeySecret: 'ExampleSecret' }
const target: OssTarget = {
  bucket: 'examplebucket',
  region: 'cn-hangzhou',
  endpoint: { protocol: 'https:', host: 'examplebucket.oss-cn-hangzhou.aliyuncs.com', style: 'virtual' },
}

type Options = { additionalHeaders?: string[]; expiresSeconds?: number; securityToken?: string; secure?: boolean }

/** Never called within the interval; without it the SDK prints a recommendation for every client. */
const keepToken = (): Promise<never> => Promise.reject(new Error('the token is still fresh'))

/** The SDK signs with the present time, so that is read from its URL and used for ours. */
async function bothUrls(request: OssRequest, queries: Values, options: Options = {}): Promise<{ ali: URL; ours: URL }> {
  const { additionalHeaders = [], expiresSeconds = 60, securityToken, secure = true } = options
  const ali = new AliOssClient({
    ...credentials,
    bucket: target.bucket,
    region: 'oss-cn-hangzhou',
    authorizationV4: true,
    secure,
    ...(securityToken !== undefined && { stsToken: securityToken, refreshSTSToken: keepToken }),
    refreshSTSTokenInterval: 1e9,
  })
  const headers = { ...request.headers }
  const aliUrl = await ali.signatureUrlV4(
    request.method,
    expiresSeconds,
    { headers, queries },
    request.objectKey,
    additionalHeaders,
  )
  const date = new URL(aliUrl).searchParams.get('x-oss-date') ?? ''
  const time = new Date(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  const keys = securityToken === undefined ? credentials : { ...credentials, securityToken }
  const { url } = presignUrl(request, target, keys, time, { expiresSeconds, additionalHeaders })
  return { ali: new URL(aliUrl), ours: new URL(url) }
}

const signatureOf = (url: URL): string | null => url.searchParams.get('x-oss-signature')
const sameSignature = ({ ali, ours }: { ali: URL; ours: URL }): boolean => signatureOf(ali) === signatureOf(ours)

/** What ali-oss must be given for an empty value: see the first known disagreement. */
const withNulls = (query: Readonly<Record<string, string>>): Values =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, value === '' ? null : value]))

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('/', '//', '../', ' ', '+', '%', '%2F', "!'()*", '~', '&=?#', '文件', '😀', 'e\u0301', '\\', '.'),
)
const objectKey = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => `k${pieces.join('')}`)
const headerValue = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .filter((text) => text.trim() !== '' && !/[\u0000-\u001f\u007f]/.test(text))
const headerName = fc.oneof(
  fc.constantFrom('Content-Type', 'content-md5', 'Cache-Control', 'content-disposition', 'Content-Length', 'expires'),
  fc.constantFrom('x-oss-storage-class', 'x-oss-forbid-overwrite', 'X-Oss-Object-Acl', 'x-oss-tagging'),
  fc.stringMatching(/^x-oss-meta-[a-z0-9-]{1,8}$/),
)
// No capitals and no underscore: they meet the second known disagreement.
const queryName = fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/)
const query = fc.dictionary(queryName, fc.oneof(fc.constant(''), piece), { maxKeys: 4, noNullPrototype: true })
const headers = fc.dictionary(headerName, headerValue, { maxKeys: 5, noNullPrototype: true })
const method = fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'DELETE')

const anyRequest = fc.record({ method, objectKey, query, headers }).map(({ objectKey: key, ...rest }): OssRequest => ({
  ...rest,
  objectKey: key,
}))
const anyAdditional = (request: OssRequest): fc.Arbitrary<string[]> =>
  fc.subarray(Object.keys(request.headers)).map((names) => [...names, ...names.slice(0, 1)])
const requestWithAdditional = anyRequest.chain((request) => fc.tuple(fc.constant(request), anyAdditional(request)))

describe('random requests get the signature ali-oss gives them', () => {
  it('2,000 presigned URLs', async () => {
    const token = fc.option(fc.string({ minLength: 1, maxLength: 40 }), { nil: undefined })
    const expires = fc.integer({ min: 1, max: 43_200 })
    await fc.assert(
      fc.asyncProperty(
        requestWithAdditional,
        expires,
        token,
        async ([request, names], expiresSeconds, securityToken) => {
          const options = {
            additionalHeaders: names,
            expiresSeconds,
            ...(securityToken !== undefined && { securityToken }),
          }
          const { ali, ours } = await bothUrls(request, withNulls(request.query), options)
          expect(Object.fromEntries(ours.searchParams)).toEqual(Object.fromEntries(ali.searchParams))
        },
      ),
      { numRuns: 2_000 },
    )
  }, 20_000)

  it('2,000 Authorization headers', () => {
    const signTime = fc.date({ min: new Date(0), max: new Date(Date.UTC(2099, 0)), noInvalidDate: true })
    fc.assert(
      fc.property(requestWithAdditional, signTime, ([request, names], time) => {
        const ours = signHeaders(request, target, credentials, time, { additionalHeaders: names }).headers
        const { authorization, date: _date, ...sent } = ours
        const ali = aliSigner.authorizationV4(
          credentials.accessKeyId,
          credentials.accessKeySecret,
          target.region,
          request.method,
          { headers: sent, queries: withNulls(request.query) },
          target.bucket,
          request.objectKey,
          names,
        )
        expect(authorization).toBe(ali)
      }),
      { numRuns: 2_000 },
    )
  }, 20_000)
})

describe('where ali-oss 6.23 is known to differ from the other official SDKs', () => {
  const put = (more: Partial<OssRequest> = {}): OssRequest => ({
    method: 'PUT',
    objectKey: 'a.txt',
    query: {},
    headers: {},
    ...more,
  })

  it("writes an empty query value as `uploads=` when given '', bare when given null", async () => {
    const request = put({ query: { uploads: '' } })
    expect(sameSignature(await bothUrls(request, { uploads: '' }))).toBe(false)
    expect(sameSignature(await bothUrls(request, { uploads: null }))).toBe(true)
  })

  it.each([
    ['mixed case', { a: '1', B: '2' }],
    ['underscore and hyphen', { 'a-b': '1', a_b: '2' }],
    ['underscore and digit', { a1: '1', a_: '2' }],
  ])('sorts the query as a dictionary does: %s', async (_name, values) => {
    expect(sameSignature(await bothUrls(put({ query: values }), values))).toBe(false)
  })

  it('signs a header with an empty value, which we drop', async () => {
    expect(sameSignature(await bothUrls(put({ headers: { 'x-oss-meta-a': '' } }), {}))).toBe(false)
  })

  it('throws for an additional header that is not there, which we ignore', async () => {
    const request = put()
    await expect(bothUrls(request, {}, { additionalHeaders: ['cache-control'] })).rejects.toThrow(
      "Can't find additional header",
    )
    const options = { expiresSeconds: 60, additionalHeaders: ['cache-control'] }
    expect(presignUrl(request, target, credentials, new Date(0), options).additionalHeaders).toEqual([])
  })

  it('leaves ! ( ) * raw in the path, with the same signature', async () => {
    const urls = await bothUrls(put({ objectKey: "!'()*.txt" }), {})
    expect([urls.ali.pathname, urls.ours.pathname]).toEqual(['/!%27()*.txt', '/%21%27%28%29%2A.txt'])
    expect(sameSignature(urls)).toBe(true)
  })

  it('makes http links unless told otherwise', async () => {
    const { ali, ours } = await bothUrls(put(), {}, { secure: false })
    expect([ali.protocol, ours.protocol]).toEqual(['http:', 'https:'])
  })
})
