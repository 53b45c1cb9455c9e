import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  canonicalQuery,
  canonicalUri,
  cleanHeaders,
  effectiveAdditionalHeaders,
  signedHeadersOf,
} from './canonical-request.ts'
import { decodeListedName, encodeObjectKey, percentEncode } from './encode.ts'
import { signHeaders, signHeadersInSteps } from './sign-v4.ts'
import type { OssRequest, OssTarget } from './types.ts'

const target: OssTarget = {
  bucket: 'b-1',
  region: 'cn-hangzhou',
  endpoint: { protocol: 'https:', host: 'b-1.oss-cn-hangzhou.aliyuncs.com', style: 'virtual' },
}
const keys = { accessKeyId: 'ak', accessKeySecret: 'sk' }
const time = new Date(Date.UTC(2026, 2, 5, 8, 30, 15))
const put = (objectKey: string, headers: Record<string, string> = {}): OssRequest => ({
  method: 'PUT',
  objectKey,
  query: {},
  headers,
})

describe('traps of the path', () => {
  it.each([
    ["!'()*", '%21%27%28%29%2A'],
    ['a b+c%d', 'a%20b%2Bc%25d'],
    ['-._~/', '-._~/'],
    ['文😀', '%E6%96%87%F0%9F%98%80'],
    ['?#&=', '%3F%23%26%3D'],
  ])('%s is written %s, in the URL and in the signature', (objectKey, encoded) => {
    expect(canonicalUri('b-1', objectKey)).toBe(`/b-1/${encoded}`)
    expect(signHeaders(put(objectKey), target, keys, time).path).toBe(`/${encoded}`)
  })

  it.each(['a//b', 'a/../b', '../a', 'a/./b', '%2e%2e/a', 'a\\b', 'folder/'])(
    'leaves %s as it is, where URL parsers would collapse it',
    (objectKey) => {
      expect(decodeURIComponent(signHeaders(put(objectKey), target, keys, time).path)).toBe(`/${objectKey}`)
    },
  )

  it('refuses a lone surrogate, which no server could ever match', () => {
    expect(() => encodeObjectKey('a\ud83d')).toThrow(expect.objectContaining({ code: 'object.invalidKey' }))
    expect(() => canonicalQuery({ prefix: 'a\udc00' })).toThrow(expect.objectContaining({ code: 'option.invalid' }))
  })

  it('signs the bucket even where the address does not show it, and only then shows it in path style', () => {
    const style = (kind: OssTarget['endpoint']['style']): [string, string | undefined] => {
      const endpoint = { ...target.endpoint, style: kind }
      const { result, steps } = signHeadersInSteps(put('k'), { ...target, endpoint }, keys, time)
      return [result.path, steps.canonicalRequest.split('\n')[1]]
    }
    expect(style('cname')).toEqual(['/k', '/b-1/k'])
    expect(style('path')).toEqual(['/b-1/k', '/b-1/k'])
  })

  it('ends a bucket-level request in a slash, and knows a service-level one', () => {
    expect([canonicalUri('b-1', undefined), canonicalUri('', undefined)]).toEqual(['/b-1/', '/'])
  })
})

describe('traps of the query', () => {
  it('writes an empty value as the bare name', () => {
    expect(canonicalQuery({ uploads: '', 'encoding-type': 'url' })).toBe('encoding-type=url&uploads')
  })

  it('sorts by bytes, not as a dictionary does', () => {
    const names = ['a', 'B', 'a-b', 'a.b', 'a_b', 'ab', '~', '1']
    expect(canonicalQuery(Object.fromEntries(names.map((name) => [name, ''])))).toBe('1&B&a&a-b&a.b&a_b&ab&~')
  })

  it('sorts encoded names, whose order is that of UTF-8 and not of UTF-16', () => {
    expect(canonicalQuery({ '😀': '', '～': '' })).toBe('%EF%BD%9E&%F0%9F%98%80')
  })

  it('escapes the slash in names and values', () => {
    expect(canonicalQuery({ 'a/b': 'c/d e' })).toBe('a%2Fb=c%2Fd%20e')
  })

  it('is in byte order and decodes to what was put in, for any query', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 })
    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 5 }), (query) => {
        const encoded = canonicalQuery(query)
        const pairs = encoded === '' && Object.keys(query).length === 0 ? [] : encoded.split('&')
        const names = pairs.map((pair) => pair.split('=')[0] ?? '')
        expect(names).toEqual(names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
        const decoded = pairs.map((pair) => pair.split('=').map(decodeURIComponent))
        expect(Object.fromEntries(decoded.map(([name, value = '']) => [name, value]))).toEqual({ ...query })
      }),
    )
  }, 20_000)
})

describe('traps of the headers', () => {
  it('trims the ends, keeps inner blanks, folds names and joins repeated ones', () => {
    expect(cleanHeaders({ 'X-Oss-Meta-A': ' a  b ', 'x-oss-meta-a': 'c' })).toEqual({ 'x-oss-meta-a': 'a  b,c' })
  })

  it('drops empty values, which OSS answers with SignatureDoesNotMatch', () => {
    const request = put('k', { 'x-oss-meta-a': '', 'x-oss-meta-b': '  ', 'cache-control': '' })
    const names = Object.keys(signHeaders(request, target, keys, time).headers)
    expect(names.toSorted()).toEqual(['authorization', 'date', 'x-oss-content-sha256', 'x-oss-date'])
  })

  it.each([{ 'x-oss-meta-a': 'a\r\nx-evil: 1' }, { 'x-oss-meta-a': 'a\u0000b' }, { 'bad name': 'a' }, { 'x:y': 'a' }])(
    'refuses %j, which could smuggle in a header',
    (headers) => {
      expect(() => cleanHeaders(headers)).toThrow(expect.objectContaining({ code: 'option.invalid' }))
    },
  )

  it('signs non-ASCII values as their UTF-8 bytes', () => {
    const { steps } = signHeadersInSteps(put('k', { 'x-oss-meta-city': '上海' }), target, keys, time)
    expect(steps.canonicalRequest).toContain('\nx-oss-meta-city:上海\n')
    expect(steps.signature).toBe('62f3943afdf44ed24b47931533734d5ccba65fe6a009af614be65fa82420c15a')
  })

  it('names an additional header once, sorted, and only when it is there and not signed anyway', () => {
    const headers = cleanHeaders({ 'Content-Type': 'a/b', 'Cache-Control': 'x', 'Content-Disposition': 'y' })
    const asked = ['Content-Disposition', 'cache-control', 'Cache-Control', 'content-type', 'expires', 'x-oss-meta-a']
    const additional = effectiveAdditionalHeaders(headers, asked)
    expect(additional).toEqual(['cache-control', 'content-disposition'])
    expect(Object.keys(signedHeadersOf(headers, additional))).toEqual([
      'cache-control',
      'content-disposition',
      'content-type',
    ])
    expect(Object.keys(signedHeadersOf(headers, []))).toEqual(['content-type'])
  })

  it('adds no content type of its own', () => {
    expect(signHeaders(put('k'), target, keys, time).headers).not.toHaveProperty('content-type')
  })
})

describe('encoding', () => {
  it('brings every key back, through a path and through a listing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (objectKey) => {
        expect(decodeURIComponent(encodeObjectKey(objectKey))).toBe(objectKey)
        expect(decodeListedName(percentEncode(objectKey))).toBe(objectKey)
        expect(encodeObjectKey(objectKey)).toMatch(/^(?:[A-Za-z0-9\-._~/]|%[0-9A-F]{2})*$/)
      }),
    )
  })

  it('reads a listed plus as a space, and leaves bytes that are no UTF-8 escaped', () => {
    expect([decodeListedName('a+b%2Bc'), decodeListedName('a%FF+')]).toEqual(['a b+c', 'a%FF+'])
  })
})
