import { describe, expect, it } from 'vitest'
import { callbackHeaders, callbackProblem, callbackTexts, isPrivateAddress } from './callback.ts'
import type { CallbackSettings } from './callback.ts'

const settings: CallbackSettings = {
  url: 'https://app.example.com/oss',
  body: 'object=${object}&size=${size}',
  bodyType: 'application/x-www-form-urlencoded',
  variables: {},
}
const problemOf = (change: Partial<CallbackSettings>) => callbackProblem({ ...settings, ...change })

describe('a callback', () => {
  it('is spelled as OSS documents it, address by address, with everything else than ASCII escaped', () => {
    const full: CallbackSettings = {
      ...settings,
      url: 'https://app.example.com/通知;http://b.example.com:8080/x?y=1',
      host: 'app.example.com',
      variables: { order: 'A-17', 'x:person': '李静' },
      isSni: true,
    }
    expect(callbackProblem({ ...full, body: 'o=${x:order}&p=${x:person}' })).toBeUndefined()
    expect(callbackTexts(full)).toEqual({
      callback:
        '{"callbackUrl":"https://app.example.com/%E9%80%9A%E7%9F%A5;http://b.example.com:8080/x?y=1",' +
        '"callbackHost":"app.example.com","callbackBody":"object=${object}&size=${size}",' +
        '"callbackBodyType":"application/x-www-form-urlencoded","callbackSNI":true}',
      variables: '{"x:order":"A-17","x:person":"李静"}',
    })
    const headers = callbackHeaders(full)
    expect(Buffer.from(headers['x-oss-callback-var'] ?? '', 'base64').toString()).toBe(callbackTexts(full).variables)
    expect(Object.keys(callbackHeaders(settings))).toEqual(['x-oss-callback'])
  })

  it.each([
    [{ url: ' ; ' }, { part: 'url', problem: 'missing' }],
    [{ url: 'app.example.com/x' }, { part: 'url', problem: 'address' }],
    [{ url: 'ftp://app.example.com/x' }, { part: 'url', problem: 'address' }],
    [{ url: 'https://例子.cn/x' }, { part: 'url', problem: 'address' }],
    [{ url: Array(6).fill('https://a.example').join(';') }, { part: 'url', problem: 'tooMany' }],
    [{ host: 'a b' }, { part: 'host', problem: 'host' }],
    [{ body: ' ' }, { part: 'body', problem: 'missing' }],
    [{ body: '${objekt}' }, { part: 'body', problem: 'unknown', name: 'objekt' }],
    [{ body: '${x:order}' }, { part: 'body', problem: 'unset', name: 'x:order' }],
    [{ variables: { Order: '1' } }, { part: 'variables', problem: 'name', name: 'Order' }],
    [{ variables: { order: '1', 'x:order': '2' } }, { part: 'variables', problem: 'duplicate', name: 'x:order' }],
    [{ body: 'x'.repeat(4000) }, { part: 'body', problem: 'tooLong' }],
    [{ variables: { note: 'x'.repeat(4000) } }, { part: 'variables', problem: 'tooLong' }],
  ] as const)('with %j is turned down', (change, problem) => {
    expect(problemOf(change)).toEqual(problem)
  })

  it('in JSON has its placeholders without quotes, since OSS adds them', () => {
    const json = { bodyType: 'application/json' } as const
    expect(problemOf({ ...json, body: '{"object":${object},"size":${size}}' })).toBeUndefined()
    expect(problemOf({ ...json, body: '{"object":"${object}"}' })).toEqual({ part: 'body', problem: 'json' })
    expect(problemOf({ ...json, body: 'object=${object}' })).toEqual({ part: 'body', problem: 'json' })
  })

  it('to an address inside a network is recognised, because OSS cannot reach it', () => {
    const inside = [
      'http://localhost:80/x',
      'http://127.0.0.1',
      'https://192.168.1.5/x',
      'http://[::1]/',
      'http://nas/x',
    ]
    expect(inside.filter((url) => !isPrivateAddress(url))).toEqual([])
    expect(['https://app.example.com/x', 'http://47.1.2.3/x'].filter(isPrivateAddress)).toEqual([])
  })
})
