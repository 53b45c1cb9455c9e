import { describe, expect, it, vi } from 'vitest'
import type { ProxyChoice } from '../../shared/model/app.ts'
import type { ProxyLogin } from './proxy-hop.ts'
import { direct, isLoopback, parseProxyList } from './proxy-hop.ts'
import { createProxyRoutes } from './proxy-routes.ts'

const system: ProxyChoice = { mode: 'system' }
const oss = { protocol: 'https:' as const, host: 'team.oss-cn-hangzhou.aliyuncs.com' }
const gate = { kind: 'http' as const, host: 'gate', port: 8080 }

function routesFor(choice: ProxyChoice, script: (url: string) => string | Promise<string> = () => 'DIRECT') {
  const asked: string[] = []
  const logins = new Map<string, ProxyLogin>()
  let nowMs = 0
  const routes = createProxyRoutes({
    choice: () => choice,
    resolve: async (url) => {
      asked.push(url)
      return script(url)
    },
    loginFor: (proxy) => logins.get(proxy),
    nowMs: () => nowMs,
  })
  return { routes, asked, logins, pass: (ms: number) => void (nowMs += ms) }
}

describe('what a PAC script says', () => {
  it.each([
    ['DIRECT', [direct]],
    ['PROXY gate:8080; SOCKS5 deep:1080;DIRECT', [gate, { kind: 'socks5', host: 'deep', port: 1080 }, direct]],
    ['HTTPS Gate:443', [{ kind: 'https', host: 'gate', port: 443 }]],
    ['SOCKS old:1080', [{ kind: 'socks4', host: 'old', port: 1080 }]],
    ['PROXY [fd00::1]:3128', [{ kind: 'http', host: 'fd00::1', port: 3128 }]],
    ['PROXY gate', [{ kind: 'http', host: 'gate', port: 80 }]],
    ['QUIC gate:443; nonsense; PROXY ;', []],
  ])('%s', (text, hops) => {
    expect(parseProxyList(text)).toEqual(hops)
  })
})

describe('as the system', () => {
  it('asks for each host, so that a script may send some through a proxy and some not', async () => {
    const { routes, asked } = routesFor(system, (url) => (url.includes('aliyuncs') ? 'PROXY gate:8080' : 'DIRECT'))
    expect(await routes.find(oss)).toEqual([gate])
    expect(await routes.find({ protocol: 'http:', host: 'intranet:9000' })).toEqual([direct])
    expect(asked).toEqual([`https://${oss.host}/`, 'http://intranet:9000/'])
  })

  it('asks once for requests that start together, and not again for half a minute', async () => {
    const { routes, asked, pass } = routesFor(system, () => 'PROXY gate:8080')
    await Promise.all([routes.find(oss), routes.find(oss), routes.find(oss)])
    pass(30_000)
    expect([routes.known(oss), asked.length]).toEqual([[gate], 1])
  })

  it('goes on with an older answer while it asks anew', async () => {
    let answer = 'PROXY gate:8080'
    const { routes, asked, pass } = routesFor(system, () => answer)
    await routes.find(oss)
    answer = 'DIRECT'
    pass(30_001)
    expect([routes.known(oss), asked.length]).toEqual([[gate], 2])
    await vi.waitFor(() => expect(routes.known(oss)).toEqual([direct]))
  })

  it('forgets every answer when the network changes, also one still on its way', async () => {
    const late = Promise.withResolvers<string>()
    const { routes, asked } = routesFor(system, () => late.promise)
    const finding = routes.find(oss)
    routes.forget()
    late.resolve('PROXY gate:8080')
    expect(await finding).toEqual([gate])
    expect(routes.known(oss)).toBeUndefined()
    await routes.find(oss)
    expect(asked).toHaveLength(2)
  })

  it('goes directly where the script cannot be had, as browsers do', async () => {
    vi.useFakeTimers()
    try {
      const hanging = routesFor(system, () => new Promise<string>(() => undefined))
      const finding = hanging.routes.find(oss)
      await vi.advanceTimersByTimeAsync(10_000)
      expect(await finding).toEqual([direct])
      const failing = routesFor(system, () => Promise.reject(new Error('no script')))
      expect(await failing.routes.find(oss)).toEqual([direct])
    } finally {
      vi.useRealTimers()
    }
  })

  it('gives a login to the proxy it is for and to no other', async () => {
    const { routes, logins } = routesFor(system, () => 'PROXY gate:8080;PROXY stranger:8080')
    const login = { username: 'anna', password: 'secret' }
    logins.set('gate:8080', login)
    expect(await routes.find(oss)).toEqual([
      { ...gate, login },
      { ...gate, host: 'stranger' },
    ])
  })
})

describe('by choice', () => {
  it('takes the proxy that was typed, for every host', () => {
    const { routes, asked } = routesFor({ mode: 'manual', address: 'socks5://10.0.0.1:1080' })
    expect([routes.known(oss), asked]).toEqual([[{ kind: 'socks5', host: '10.0.0.1', port: 1080 }], []])
  })

  it('takes none at all', () => {
    expect(routesFor({ mode: 'direct', address: 'gate:8080' }).routes.known(oss)).toEqual([direct])
  })

  it.each([undefined, '', 'gate'])(
    'never goes directly instead because the address (%j) is no good',
    async (address) => {
      const { routes } = routesFor({ mode: 'manual', ...(address === undefined ? {} : { address }) })
      await expect(routes.find(oss)).rejects.toMatchObject({ code: 'net.proxyInvalid' })
    },
  )
})

describe('this computer itself', () => {
  const loopbacks = [
    '127.0.0.1:9000',
    '127.8.8.8',
    'localhost:80',
    'practice.localhost:9000',
    '[::1]:9000',
    'LOCALHOST',
  ]

  it.each(loopbacks)('%s is never reached through a proxy', (host) => {
    for (const choice of [system, { mode: 'manual', address: 'gate:8080' } as const]) {
      const { routes, asked } = routesFor(choice, () => 'PROXY gate:8080')
      expect([routes.known({ protocol: 'http:', host }), asked]).toEqual([[direct], []])
    }
  })

  it.each(['127.0.0.1.example.com', 'localhost.example.com', '128.0.0.1', '10.0.0.1', '[fd00::1]:80'])(
    'is not %s',
    (host) => {
      expect(isLoopback(host)).toBe(false)
    },
  )
})
