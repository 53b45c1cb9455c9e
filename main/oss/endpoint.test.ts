import { describe, expect, it } from 'vitest'
import { endpointFor } from './endpoint.ts'
import type { EndpointChoice } from './endpoint.ts'

const show = (choice: Partial<EndpointChoice>): string => {
  const endpoint = endpointFor({ kind: 'public', region: 'cn-hangzhou', bucket: 'mybucket', ...choice })
  return `${endpoint.protocol}//${endpoint.host} ${endpoint.style}`
}
const custom = (customDomain: string, more: Partial<EndpointChoice> = {}): string =>
  show({ kind: 'custom', customDomain, ...more })

describe('endpoints of OSS', () => {
  it.each([
    [{ kind: 'public' }, 'https://mybucket.oss-cn-hangzhou.aliyuncs.com virtual'],
    [{ kind: 'internal' }, 'https://mybucket.oss-cn-hangzhou-internal.aliyuncs.com virtual'],
    [{ kind: 'accelerate' }, 'https://mybucket.oss-accelerate.aliyuncs.com virtual'],
    [{ kind: 'accelerateOverseas' }, 'https://mybucket.oss-accelerate-overseas.aliyuncs.com virtual'],
    [{ kind: 'dualStack' }, 'https://mybucket.cn-hangzhou.oss.aliyuncs.com virtual'],
    [{ kind: 'public', region: 'mars-north-1' }, 'https://mybucket.oss-mars-north-1.aliyuncs.com virtual'],
    [{ kind: 'public', region: 'cn-hangzhou-finance' }, 'https://mybucket.oss-cn-hzfinance.aliyuncs.com virtual'],
  ] satisfies Array<[Partial<EndpointChoice>, string]>)('%j is %s', (choice, expected) => {
    expect(show(choice)).toBe(expected)
  })
})

describe('custom endpoints', () => {
  it.each([
    ['files.example.com', 'https://files.example.com cname'],
    [' https://Files.Example.com/ ', 'https://files.example.com cname'],
    ['http://files.example.com:8080', 'http://files.example.com:8080 cname'],
    ['https://files.example.com:443', 'https://files.example.com cname'],
    ['文件.example.com', 'https://xn--5nqy36c.example.com cname'],
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9000 path'],
    ['192.168.1.20', 'https://192.168.1.20 path'],
    ['http://localhost:9000', 'http://localhost:9000 path'],
    ['http://[::1]:9000', 'http://[::1]:9000 path'],
    ['oss-cn-beijing.aliyuncs.com', 'https://mybucket.oss-cn-beijing.aliyuncs.com virtual'],
    ['mybucket.oss-cn-beijing.aliyuncs.com', 'https://mybucket.oss-cn-beijing.aliyuncs.com virtual'],
  ])('%s is %s', (text, expected) => expect(custom(text)).toBe(expected))

  it('addresses the bucket in the path when asked', () => {
    expect(custom('http://oss.test:9000', { pathStyle: true })).toBe('http://oss.test:9000 path')
  })

  it.each([
    '',
    '  ',
    'ftp://files.example.com',
    'https://files.example.com/folder',
    'https://files.example.com?x=1',
    'https://user:secret@files.example.com',
    'files example.com',
    'files.example.com\\x',
    'https://',
    'a:b:c',
    'http://host:99999',
  ])('refuses %j', (text) => {
    expect(() => custom(text)).toThrow(expect.objectContaining({ code: 'endpoint.invalidHost' }))
  })
})

describe('what cannot be an address', () => {
  it('names the bucket', () => {
    expect(() => show({ bucket: 'My_Bucket' })).toThrow(
      expect.objectContaining({ code: 'bucket.invalidName', params: { bucket: 'My_Bucket' } }),
    )
  })

  it.each(['oss-cn-hangzhou', '', 'cn hangzhou', 'evil.com/'])('refuses the region %j', (region) => {
    expect(() => show({ region })).toThrow(expect.objectContaining({ code: 'region.invalid', params: { region } }))
  })
})
