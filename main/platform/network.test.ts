import { describe, expect, it, vi } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { NetworkState, ProxyChoice, ProxyLogin } from '../../shared/model/app.ts'
import type { Exchange } from '../oss/types.ts'
import { createNetwork } from './network.ts'
import { proxyLoginNeeded } from './proxy-errors.ts'
import type { RoutedRequest } from './proxy-hop.ts'
import type { ProxyLogins } from './proxy-logins.ts'

const oss = { protocol: 'https:' as const, host: 'team.oss-cn-hangzhou.aliyuncs.com' }
const put = { ...oss, method: 'PUT' as const, path: '/a', headers: {} }
const login = { username: 'anna', password: 'secret' }
const answer: Exchange = { response: { status: 403, headers: {}, body: new Uint8Array() }, sentBytes: 0 }

function memoryLogins(): ProxyLogins {
  const held = new Map<string, ProxyLogin>()
  return {
    for: (proxy) => held.get(proxy),
    stateOf: (proxy) => (held.has(proxy) ? 'kept' : 'none'),
    set: async (proxy, given) => void held.set(proxy, given),
    forget: (proxy) => void held.delete(proxy),
  }
}

/** An office whose proxy `gate:8080` wants anna's login; `sent` is what reached the wire. */
function office({ wantsLogin = true, target = oss as typeof oss | null } = {}) {
  const world = { isOnline: true, script: 'PROXY gate:8080', choice: { mode: 'system' } as ProxyChoice, wantsLogin }
  const sent: RoutedRequest[] = []
  const states: NetworkState[] = []
  const ways: boolean[] = []
  const logins = memoryLogins()
  let tick = (): void => undefined
  const network = createNetwork({
    choice: () => world.choice,
    resolve: async () => world.script,
    wire: {
      send: async (request) => {
        sent.push(request)
        const [hop] = request.hops ?? []
        if (hop === undefined || hop.kind === 'direct') return answer
        if (world.wantsLogin && hop.login?.password !== 'secret') throw proxyLoginNeeded(hop)
        return answer
      },
    },
    isOnline: () => world.isOnline,
    logins,
    clock: {
      now: () => 0,
      every: (_ms, run) => {
        tick = run
        return () => undefined
      },
    },
    target: () => target ?? undefined,
    onChange: (state) => states.push(state),
    onWayChanged: (isOnline) => ways.push(isOnline),
  })
  const send = () => network.transport.send(put, { kind: 'none' }, { signal: new AbortController().signal })
  return { network, world, sent, states, ways, logins, send, look: () => tick() }
}

describe('what is shown', () => {
  it('is the proxy the system wants for the selected account, found at the start', async () => {
    const { states } = office()
    const shown = { isOnline: true, proxyInUse: 'gate:8080', needsProxyLogin: false, login: 'none' }
    await vi.waitFor(() => expect(states).toEqual([shown]))
  })

  it('is the chosen proxy as soon as it is chosen: the answer to the choice shows it', () => {
    const { network, world } = office()
    world.choice = { mode: 'manual', address: 'socks5://deep:1080' }
    network.changed()
    expect(network.state().proxyInUse).toBe('socks5://deep:1080')
  })

  it('is no proxy where requests go directly, and it is not repeated', async () => {
    const { states, world, send, network } = office()
    world.script = 'DIRECT'
    network.changed()
    await send()
    await send()
    expect(states.map(({ proxyInUse }) => proxyInUse)).toEqual([null])
  })
})

describe('a proxy that wants a login', () => {
  it('is asked once: what comes after waits at this side until the login is given', async () => {
    const { network, sent, send, ways } = office()
    await expect(send()).rejects.toMatchObject({ code: 'net.proxyLogin', params: { host: 'gate:8080' } })
    await expect(send()).rejects.toMatchObject({ code: 'net.proxyLogin' })
    expect([sent.length, network.state()]).toMatchObject([1, { needsProxyLogin: true, login: 'none' }])
    await network.setLogin(login)
    expect([network.state().needsProxyLogin, network.state().login, ways]).toEqual([false, 'kept', [true]])
    expect(await send()).toBe(answer)
    expect(sent.at(-1)?.hops).toEqual([{ kind: 'http', host: 'gate', port: 8080, login }])
  })

  it('is given a wrong one a single time, so that nobody is locked out, and it is not kept', async () => {
    const { network, sent, send, logins, ways } = office()
    await expect(send()).rejects.toThrow()
    await expect(network.setLogin({ ...login, password: 'wrong' })).rejects.toMatchObject({ code: 'net.proxyLogin' })
    await Promise.allSettled([send(), send(), send()])
    expect([sent.length, logins.for('gate:8080'), ways]).toEqual([2, undefined, []])
    expect(network.state().needsProxyLogin).toBe(true)
  })

  it('may be given it before it asks, and forgets it again', async () => {
    const { network, states, logins } = office({ wantsLogin: false })
    await vi.waitFor(() => expect(states.length).toBe(1))
    await network.setLogin(login)
    expect(logins.for('gate:8080')).toEqual(login)
    await network.setLogin(null)
    expect([logins.for('gate:8080'), network.state().login]).toEqual([undefined, 'none'])
  })

  it('lets requests go again when a test finds that it has changed its mind', async () => {
    const { network, world, send, ways } = office()
    await expect(send()).rejects.toThrow()
    world.wantsLogin = false
    expect(await network.test()).toEqual({ host: oss.host, proxy: 'gate:8080' })
    expect([await send(), ways]).toEqual([answer, [true]])
  })

  it('is forgotten when another way is chosen', async () => {
    const { network, world, send } = office()
    await expect(send()).rejects.toThrow()
    world.choice = { mode: 'direct' }
    network.changed()
    expect(await send()).toBe(answer)
    expect(network.state()).toMatchObject({ proxyInUse: null, needsProxyLogin: false })
  })

  it('cannot be given a login where there is no proxy', async () => {
    const { network, world } = office()
    world.choice = { mode: 'direct' }
    network.changed()
    await expect(network.setLogin(login)).rejects.toMatchObject({ code: 'ipc.badInput' })
  })
})

describe('a test of the network', () => {
  it('asks the selected account’s address, without a key, and takes any answer', async () => {
    const { network, sent } = office({ wantsLogin: false })
    expect(await network.test()).toEqual({ host: oss.host, proxy: 'gate:8080' })
    expect(sent).toMatchObject([{ method: 'HEAD', path: '/', host: oss.host, headers: {} }])
  })

  it.each([null, { protocol: 'https:' as const, host: '127.0.0.1:9000' }])(
    'asks OSS itself where there is no account or it is on this computer (%j)',
    async (target) => {
      const { network } = office({ wantsLogin: false, target })
      expect(await network.test()).toEqual({ host: 'oss-cn-hangzhou.aliyuncs.com', proxy: 'gate:8080' })
    },
  )

  it('says what is in the way', async () => {
    const { network, world } = office()
    await expect(network.test()).rejects.toMatchObject({ code: 'net.proxyLogin' })
    world.choice = { mode: 'manual', address: 'nonsense' }
    network.changed()
    await expect(network.test()).rejects.toBeInstanceOf(AppError)
  })
})

it('notices that the network went and came back, and asks for the way anew', async () => {
  const { network, world, states, ways, look } = office()
  await vi.waitFor(() => expect(states.length).toBe(1))
  world.isOnline = false
  look()
  look()
  world.isOnline = true
  world.script = 'DIRECT'
  look()
  await vi.waitFor(() => expect(network.state()).toMatchObject({ isOnline: true, proxyInUse: null }))
  expect(ways).toEqual([false, true])
})
