import { expect, it } from 'vitest'
import { parseProxyAddress, proxyName } from './proxy-address.ts'

it.each([
  ['proxy.example.com:8080', { kind: 'http', host: 'proxy.example.com', port: 8080 }],
  [' HTTP://Proxy.Example.com:80/ ', { kind: 'http', host: 'proxy.example.com', port: 80 }],
  ['https://proxy.example.com:443', { kind: 'https', host: 'proxy.example.com', port: 443 }],
  ['socks5://10.0.0.1:1080', { kind: 'socks5', host: '10.0.0.1', port: 1080 }],
  ['socks5h://gate:1080', { kind: 'socks5', host: 'gate', port: 1080 }],
  ['http://[fd00::1]:3128', { kind: 'http', host: 'fd00::1', port: 3128 }],
])('reads %s', (text, proxy) => {
  expect(parseProxyAddress(text)).toEqual(proxy)
})

it.each([
  '',
  'proxy.example.com',
  'proxy.example.com:0',
  'proxy.example.com:70000',
  'ftp://proxy.example.com:21',
  'http://anna:secret@proxy.example.com:8080',
  'http://proxy.example.com:8080/path',
  'proxy example:8080',
  'proxy:8080:9090',
])('does not take %j for a proxy', (text) => {
  expect(parseProxyAddress(text)).toBeUndefined()
})

it('shows a proxy as it can be typed again', () => {
  for (const text of ['proxy.example.com:8080', 'https://p:443', 'socks5://[fd00::1]:1080']) {
    const proxy = parseProxyAddress(text)
    expect(proxy && proxyName(proxy)).toBe(text)
  }
})
