import { describe, expect, it } from 'vitest'
import { parseTarget, regionOfHost } from './target.ts'

const domains = new Map([['files.example.com', 'practice']])
const where = (url: string, host: string) => {
  const { bucket, objectKey, canonicalUri } = parseTarget(url, host, domains)
  return [bucket, objectKey, canonicalUri]
}

describe('bucket and key', () => {
  it.each([
    ['/b-1/a/b', '127.0.0.1:9000', ['b-1', 'a/b', '/b-1/a/b']],
    ['/b-1/a/b', '[::1]:9000', ['b-1', 'a/b', '/b-1/a/b']],
    ['/b-1/a/b', 'localhost:9000', ['b-1', 'a/b', '/b-1/a/b']],
    ['/a/b', 'b-1.oss-cn-hangzhou.aliyuncs.com', ['b-1', 'a/b', '/b-1/a/b']],
    ['/a/b', 'B-1.LOCALHOST:9000', ['b-1', 'a/b', '/b-1/a/b']],
    ['/a/b', 'files.example.com', ['practice', 'a/b', '/practice/a/b']],
    ['http://b-1.oss.test/a', 'ignored', ['b-1', 'a', '/b-1/a']],
    ['/', 'oss-cn-hangzhou.aliyuncs.com', [undefined, undefined, '/']],
    ['/', 'cn-hangzhou.oss.aliyuncs.com', [undefined, undefined, '/']],
    ['/b-1', '127.0.0.1', ['b-1', undefined, '/b-1/']],
    ['/b-1/', '127.0.0.1', ['b-1', undefined, '/b-1/']],
    ['//x', 'b-1.oss.test', ['b-1', '/x', '/b-1//x']],
  ])('of %s at %s', (url, host, expected) => {
    expect(where(url, host)).toEqual(expected)
  })

  it.each([
    ['/a/../b/./c//d', 'a/../b/./c//d', '/p/a/../b/./c//d'],
    ['/%2e%2e/%2E', '../.', '/p/../.'],
    ['/a+b', 'a+b', '/p/a%2Bb'],
    ['/%2520', '%20', '/p/%2520'],
    ["/!'()*~", "!'()*~", '/p/%21%27%28%29%2A~'],
    ['/%e4%b8%ad', '中', '/p/%E4%B8%AD'],
    ['/100%', '100%', '/p/100%25'],
    ['/%ff', null, '/p/%FF'],
  ])('decode %s once, without tidying it', (url, objectKey, canonicalUri) => {
    expect(where(url, 'p.oss.test')).toEqual(['p', objectKey, canonicalUri])
  })

  it('leave the query in order, with + as a space', () => {
    expect(parseTarget('/b/k?b=1+2&a&c=%2B&a==', '127.0.0.1', domains).query).toEqual([
      { name: 'b', value: '1 2' },
      { name: 'a', value: '' },
      { name: 'c', value: '+' },
      { name: 'a', value: '=' },
    ])
  })
})

describe('the region of a host', () => {
  it.each([
    ['b.oss-cn-hangzhou.aliyuncs.com', 'cn-hangzhou'],
    ['b.oss-cn-hangzhou-internal.aliyuncs.com', 'cn-hangzhou'],
    ['b.cn-hangzhou.oss.aliyuncs.com', 'cn-hangzhou'],
    ['b.oss-accelerate.aliyuncs.com', undefined],
    ['b.oss-accelerate-overseas.aliyuncs.com', undefined],
    ['127.0.0.1', undefined],
    ['files.example.com', undefined],
  ])('%s is %s', (host, region) => {
    expect(regionOfHost(host)).toBe(region)
  })
})
