import { describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { NetworkState, ProxyChoice, ProxyLogin } from '../../shared/model/app.ts'
import { NetworkForm } from './network-form.svelte.ts'

const gate: NetworkState = { isOnline: true, proxyInUse: 'gate:8080', needsProxyLogin: true, login: 'none' }

function settings(proxy: ProxyChoice = { mode: 'system' }, network: Partial<NetworkState> = {}) {
  const now = { proxy, network: { ...gate, ...network } }
  const saved: ProxyChoice[] = []
  const logins: (ProxyLogin | null)[] = []
  const answers = { login: undefined as AppError | undefined, test: undefined as AppError | undefined }
  const form = new NetworkForm(
    {
      setProxy: async (choice) => {
        saved.push(choice)
        now.proxy = choice
      },
      setLogin: async (login) => {
        logins.push(login)
        if (answers.login) throw answers.login
      },
      test: async () => {
        if (answers.test) throw answers.test
        return { host: 'oss', proxy: 'gate:8080' }
      },
    },
    () => now,
  )
  return { form, saved, logins, answers }
}

describe('the way out', () => {
  it('is in force as soon as it is chosen', async () => {
    const { form, saved } = settings()
    await form.choose('direct')
    expect([saved, form.mode]).toEqual([[{ mode: 'direct' }], 'direct'])
  })

  it('through a proxy is in force only with an address, and until then the old way stays', async () => {
    const { form, saved } = settings()
    await form.choose('manual')
    form.type('gate')
    await form.leaveAddress()
    expect([saved, form.mode, form.isAddressLeft, form.isAddressGood]).toEqual([[], 'manual', true, false])
    form.type(' gate:8080 ')
    await form.leaveAddress()
    await form.leaveAddress()
    expect(saved).toEqual([{ mode: 'manual', address: 'gate:8080' }])
  })

  it('keeps the address for the next time', async () => {
    const { form, saved } = settings({ mode: 'manual', address: 'gate:8080' })
    await form.choose('system')
    await form.choose('manual')
    expect(saved).toEqual([
      { mode: 'system', address: 'gate:8080' },
      { mode: 'manual', address: 'gate:8080' },
    ])
  })
})

describe('the login', () => {
  it('leaves nothing of itself in the page once it was given', async () => {
    const { form, logins } = settings()
    form.username = 'anna'
    form.password = 'secret'
    await form.logIn()
    expect(logins).toEqual([{ username: 'anna', password: 'secret' }])
    expect([form.username, form.password, form.error]).toEqual(['', '', null])
  })

  it('stays in its fields when the proxy refuses it, with the reason', async () => {
    const { form, answers } = settings()
    answers.login = new AppError('net.proxyLogin', { params: { host: 'gate:8080' } })
    form.username = 'anna'
    form.password = 'wrong'
    await form.logIn()
    expect([form.username, form.error?.code, form.busy]).toEqual(['anna', 'net.proxyLogin', null])
  })

  it('is not given without a name, or with a colon in it', async () => {
    const { form, logins } = settings()
    await form.logIn()
    form.username = 'anna:x'
    await form.logIn()
    expect([logins, form.hasColon]).toEqual([[], true])
  })

  it('is asked for where the proxy wants one or none is known, and else only when it is to be changed', () => {
    expect(settings().form.asksLogin).toBe(true)
    expect(settings(undefined, { proxyInUse: null, needsProxyLogin: false }).form.asksLogin).toBe(false)
    const { form } = settings(undefined, { needsProxyLogin: false, login: 'kept' })
    expect(form.asksLogin).toBe(false)
    form.isChanging = true
    expect(form.asksLogin).toBe(true)
  })

  it('is forgotten on demand', async () => {
    const { form, logins } = settings(undefined, { needsProxyLogin: false, login: 'kept' })
    await form.forgetLogin()
    expect(logins).toEqual([null])
  })
})

describe('a test', () => {
  it('shows who answered, and no longer what went wrong before', async () => {
    const { form, answers } = settings()
    answers.test = new AppError('net.proxyRefused', { params: { host: 'gate:8080' } })
    await form.test()
    expect([form.reached, form.error?.code]).toEqual([null, 'net.proxyRefused'])
    answers.test = undefined
    await form.test()
    expect([form.reached, form.error]).toEqual([{ host: 'oss', proxy: 'gate:8080' }, null])
  })
})
