import { describe, expect, it } from 'vitest'
import { presignUrl, presignUrlInSteps, signHeaders, signHeadersInSteps } from './sign-v4.ts'
import type { Credentials, OssRequest, OssTarget } from './types.ts'
import data from './testdata/v4-vectors.json' with { type: 'json' }

type Vector = (typeof data.vectors)[number]

const dropUndefined = (values: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined))

function partsOf({ input, expect: expected }: Vector): {
  request: OssRequest
  target: OssTarget
  credentials: Credentials
  time: Date
} {
  const { bucket, region, key, accessKeyId, accessKeySecret, securityToken } = input
  const endpoint = new URL(input.endpoint)
  return {
    request: {
      // The vectors hold only these five.
      method: input.method as OssRequest['method'],
      ...(key !== null && { objectKey: key }),
      query: dropUndefined(input.query),
      headers: dropUndefined(input.headers),
    },
    target: {
      bucket: bucket ?? '',
      region,
      endpoint: {
        protocol: endpoint.protocol === 'http:' ? 'http:' : 'https:',
        host: expected.host,
        // The vectors hold only these three.
        style: input.urlStyle as OssTarget['endpoint']['style'],
      },
    },
    credentials: { accessKeyId, accessKeySecret, ...(securityToken !== null && { securityToken }) },
    time: new Date(input.signTimeUnix * 1000),
  }
}

const queryOf = (url: URL): Record<string, string> => Object.fromEntries(url.searchParams)

const vectors = data.vectors
const ofKind = (auth: string): Array<[string, Vector]> =>
  vectors.filter((vector) => vector.auth === auth).map((vector) => [`${vector.id}: ${vector.title}`, vector])

it('covers all 88 vectors of the official SDK', () => {
  expect(ofKind('query').length + ofKind('header').length).toBe(88)
})

describe.each(ofKind('query'))('presigned URL, %s', (_name, vector) => {
  const { request, target, credentials, time } = partsOf(vector)
  const options = { expiresSeconds: vector.input.expires ?? 0, additionalHeaders: vector.input.additionalHeaders }
  const { result, steps } = presignUrlInSteps(request, target, credentials, time, options)

  it('canonical request', () => expect(steps.canonicalRequest).toBe(vector.expect.canonicalRequest))
  it('string to sign', () => expect(steps.stringToSign).toBe(vector.expect.stringToSign))
  it('signature', () => expect(steps.signature).toBe(vector.expect.signature))
  it('URL', () => {
    const ours = new URL(result.url)
    const rawPath = result.url.slice(`${ours.protocol}//${target.endpoint.host}`.length).split('?')[0]
    expect({ scheme: ours.protocol, host: ours.host, rawPath, query: queryOf(ours) }).toEqual({
      scheme: `${vector.expect.scheme}:`,
      host: vector.expect.host,
      rawPath: vector.expect.rawPath,
      query: vector.expect.queryParams,
    })
  })
  it('headers to send', () => {
    expect(result.signedHeaders).toEqual(vector.expect.signedHeaders)
    expect(result.additionalHeaders).toEqual(vector.expect.effectiveAdditionalHeaders)
  })
})

describe.each(ofKind('header'))('Authorization header, %s', (_name, vector) => {
  const { request, target, credentials, time } = partsOf(vector)
  const { additionalHeaders } = vector.input
  const { result, steps } = signHeadersInSteps(request, target, credentials, time, { additionalHeaders })

  it('canonical request', () => expect(steps.canonicalRequest).toBe(vector.expect.canonicalRequest))
  it('string to sign', () => expect(steps.stringToSign).toBe(vector.expect.stringToSign))
  it('signature', () => expect(steps.signature).toBe(vector.expect.signature))
  it('request as sent', () => {
    const { authorization, ...others } = result.headers
    expect(authorization).toBe(vector.expect.authorization)
    expect(others).toEqual({ ...vector.input.headers, ...vector.expect.headersAddedBySigner })
    expect([result.host, result.path.split('?')[0]]).toEqual([vector.expect.host, vector.expect.rawPath])
    expect(queryOf(new URL(result.path, 'http://x'))).toEqual(vector.input.query)
  })
})

describe('signing', () => {
  const target: OssTarget = {
    bucket: 'examplebucket',
    region: 'cn-hangzhou',
    endpoint: { protocol: 'https:', host: 'examplebucket.oss-cn-hangzhou.aliyuncs.com', style: 'virtual' },
  }
  const credentials: Credentials = { accessKeyId: 'ak', accessKeySecret: 'sk' }
  const request: OssRequest = { method: 'PUT', objectKey: 'a.txt', query: {}, headers: {} }
  const time = new Date(Date.UTC(2026, 2, 5, 8, 30, 15))

  it('leaves its arguments alone, so that a retry signs the same request again', () => {
    const frozen = Object.freeze({ ...request, headers: Object.freeze({ 'X-Oss-Meta-A': ' 1 ' }) })
    const first = signHeaders(frozen, target, Object.freeze({ ...credentials }), time)
    expect(signHeaders(frozen, target, Object.freeze({ ...credentials }), time)).toEqual(first)
  })

  it('does not reuse a derived key when the secret, the day or the region changes', () => {
    const mutable = { ...credentials }
    const signatureOf = (at: Date, region: string): string =>
      signHeadersInSteps(request, { ...target, region }, mutable, at).steps.signature
    const base = signatureOf(time, 'cn-hangzhou')
    const tomorrow = new Date(time.getTime() + 86_400_000)
    const others = [signatureOf(tomorrow, 'cn-hangzhou'), signatureOf(time, 'cn-beijing')]
    mutable.accessKeySecret = 'other'
    const all = new Set([base, ...others, signatureOf(time, 'cn-hangzhou')])
    expect(all.size).toBe(4)
    mutable.accessKeySecret = 'sk'
    expect(signatureOf(time, 'cn-hangzhou')).toBe(base)
  })

  it('pins the host when asked, though no caller writes it among the headers', () => {
    const { signedHeaders } = presignUrl(request, target, credentials, time, {
      expiresSeconds: 60,
      additionalHeaders: ['Host'],
    })
    expect(signedHeaders).toEqual({ host: 'examplebucket.oss-cn-hangzhou.aliyuncs.com' })
  })

  it.each([
    [0, undefined],
    [604_801, undefined],
    [1.5, undefined],
    [43_201, 'token'],
  ])('refuses a validity of %s s (token: %s), which OSS would refuse later', (expiresSeconds, securityToken) => {
    const keys = securityToken === undefined ? credentials : { ...credentials, securityToken }
    expect(() => presignUrl(request, target, keys, time, { expiresSeconds })).toThrow(
      expect.objectContaining({ code: 'option.invalid', params: { detail: 'expiresSeconds' } }),
    )
  })
})

it('signs with headers it has met before as if it had not, whatever else has changed since', () => {
  const target = (bucket: string): OssTarget => ({
    ...{ bucket, region: 'cn-hangzhou' },
    endpoint: { protocol: 'https:', host: `${bucket}.oss-cn-hangzhou.aliyuncs.com`, style: 'virtual' },
  })
  const targets = [target('one'), target('two')]
  const keys: Credentials[] = [
    { accessKeyId: 'A', accessKeySecret: 'a' },
    { accessKeyId: 'B', accessKeySecret: 'b', securityToken: 'T' },
  ]
  const renewed: Credentials = { accessKeyId: 'C', accessKeySecret: 'c', securityToken: 'T1' }
  const headers = { 'content-type': 'text/plain', 'x-oss-meta-a': 'b' }
  const shared = Object.freeze({ ...headers })
  for (const atMs of [0, 500, 999, 1000, 86_400_000]) {
    for (const aim of targets) {
      for (const key of [...keys, renewed]) {
        for (const objectKey of ['a', 'b']) {
          renewed.securityToken = `T${atMs}`
          const sign = (given: Readonly<Record<string, string>>) =>
            signHeaders(
              { method: 'PUT', objectKey, query: {}, headers: given },
              aim,
              key,
              new Date(1_772_000_000_000 + atMs),
            )
          expect(sign(shared)).toEqual(sign({ ...headers }))
          const date = sign(shared)
          delete (date.headers as Record<string, string>)['content-type']
          expect(sign(shared).headers['content-type']).toBe('text/plain')
        }
      }
    }
  }
})
