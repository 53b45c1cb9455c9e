import { describe, expect, it } from 'vitest'
import { checkPlace, isOnOwnNetwork, normalizeFolder } from './place.ts'

const typed = { name: 'Shop', region: 'cn-hangzhou', bucket: 'shop', folder: '', endpointKind: 'public' } as const

describe('folder', () => {
  it.each([
    ['', ''],
    ['  ', ''],
    ['/', ''],
    ['a', 'a/'],
    ['/a/b/', 'a/b/'],
    [' 设计/2026 ', '设计/2026/'],
    ['cafe\u0301', 'caf\u00e9/'],
  ])('%j becomes %j', (text, folder) => expect(normalizeFolder(text)).toBe(folder))

  it('leaves room for a name: a folder OSS would refuse as a key is refused', () => {
    expect(() => normalizeFolder('中'.repeat(341))).toThrow('option.invalid')
  })
})

describe('place', () => {
  it('understands a pasted endpoint as its region and drops a domain that is not used', () => {
    const place = checkPlace({ ...typed, region: 'oss-cn-shanghai.aliyuncs.com', customDomain: 'files.example.com' })
    expect(place).toEqual({ ...typed, region: 'cn-shanghai' })
  })

  it.each([
    [{ ...typed, bucket: 'Shop' }, 'bucket.invalidName'],
    [{ ...typed, region: 'mars north' }, 'region.invalid'],
    [{ ...typed, endpointKind: 'custom' as const }, 'endpoint.invalidHost'],
    [{ ...typed, endpointKind: 'custom' as const, customDomain: 'files.example.com/x' }, 'endpoint.invalidHost'],
    [{ ...typed, endpointKind: 'custom' as const, customDomain: 'http://files.example.com' }, 'endpoint.plainHttp'],
    [{ ...typed, endpointKind: 'custom' as const, customDomain: 'http://8.8.8.8:9000' }, 'endpoint.plainHttp'],
  ])('refuses %j with %s', (place, code) => {
    expect(() => checkPlace(place)).toThrow(expect.objectContaining({ code }))
  })

  it.each(['http://127.0.0.1:9000', 'http://localhost:9000', 'http://192.168.1.20', 'https://files.example.com'])(
    'takes %s',
    (customDomain) => {
      expect(checkPlace({ ...typed, endpointKind: 'custom', customDomain }).customDomain).toBe(customDomain)
    },
  )
})

it('knows which addresses are on one’s own network', () => {
  const own = [
    'localhost',
    '127.0.0.1:80',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.9.9',
    '169.254.1.1',
    '[::1]:9000',
    '[fd12::1]',
    '[fe80::1]',
  ]
  const other = [
    '172.32.0.1',
    '11.0.0.1',
    'localhost.example.com',
    '127.0.0.1.example.com',
    '[2001:db8::1]',
    'example.com',
    '10.example.com',
  ]
  expect(own.filter((host) => !isOnOwnNetwork(host))).toEqual([])
  expect(other.filter(isOnOwnNetwork)).toEqual([])
})
