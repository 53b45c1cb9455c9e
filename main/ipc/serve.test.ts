import * as z from 'zod'
import { expect, it } from 'vitest'
import { callNames, dropChannel, eventNames } from '../../shared/ipc/names.ts'
import { events } from '../../shared/ipc/contract.ts'
import { createSendEvent } from './send-event.ts'
import { channels, serve } from './serve.ts'
import type { AllHandlers, Answer } from './serve.ts'

const secret = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY'
const account = {
  accountId: 'a',
  kind: 'oss',
  name: 'Shop',
  region: 'cn-hangzhou',
  bucket: 'shop',
  folder: '',
  endpointKind: 'public',
  accessKeyId: 'LTAIexample',
  isTemporary: false,
  secret: 'kept',
}

function served(answers: Record<string, () => unknown>, isTrusted = true) {
  const table = new Map<string, Answer>()
  const reports: [string, unknown][] = []
  const nobody = () => {
    throw new Error('not expected')
  }
  const service = (name: string) =>
    Object.fromEntries(
      [...channels.keys()]
        .filter((channel) => channel.startsWith(`${name}.`))
        .map((channel) => [channel.slice(name.length + 1), answers[channel] ?? nobody]),
    )
  const handlers = Object.fromEntries(Object.keys(callNames).map((name) => [name, service(name)]))
  serve(handlers as unknown as AllHandlers, {
    handle: (channel, answer) => table.set(channel, answer),
    isTrusted: () => isTrusted,
    report: (channel, error) => reports.push([channel, error]),
  })
  const call = async (channel: string, input?: unknown) => {
    const answer = table.get(channel)
    if (!answer) throw new Error(`${channel} is not served`)
    return answer({}, input)
  }
  return { table, reports, call }
}

it('has a name, two schemas and a handler for every call, and nothing else', () => {
  const named = Object.entries(callNames).flatMap(([service, methods]) => methods.map((name) => `${service}.${name}`))
  expect([...channels.keys()].sort()).toEqual([...named, dropChannel].sort())
  expect([...served({}).table.keys()].sort()).toEqual([...channels.keys()].sort())
  for (const { input, output } of channels.values()) {
    expect(input).toBeInstanceOf(z.ZodType)
    expect(output).toBeInstanceOf(z.ZodType)
  }
})

it('has a schema for every event', () => {
  expect(Object.keys(events).sort()).toEqual([...eventNames].sort())
})

it('answers with the value', async () => {
  const state = { accounts: [account], selectedId: 'a', keychain: 'available' }
  expect(await served({ 'accounts.state': () => state }).call('accounts.state')).toEqual({ ok: true, value: state })
})

it('refuses a stranger before anything runs, and reports it', async () => {
  const { call, reports } = served({ 'accounts.state': () => ({}) }, false)
  expect(await call('accounts.state')).toMatchObject({ ok: false, error: { code: 'ipc.untrustedSender' } })
  expect(reports).toHaveLength(1)
})

it('refuses input that is not of the contract without running the handler', async () => {
  const { call } = served({})
  for (const input of [undefined, {}, 7, { accountId: 'a', path: '/etc/passwd' }]) {
    expect(await call('accounts.remove', input)).toMatchObject({ ok: false, error: { code: 'ipc.badInput' } })
  }
})

it('fails a call whose answer would carry a secret to the page', async () => {
  const leaking = { accounts: [{ ...account, accessKeySecret: secret }], selectedId: 'a', keychain: 'available' }
  const answer = await served({ 'accounts.state': () => leaking }).call('accounts.state')
  expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } })
  expect(JSON.stringify(answer)).not.toContain(secret)
})

it('never passes the text of an unknown error to the page', async () => {
  const fail = () => {
    throw new Error(`could not open with ${secret}`)
  }
  expect(await served({ 'accounts.state': fail }).call('accounts.state')).toEqual({
    ok: false,
    error: { code: 'internal', params: {}, isRetryable: false },
  })
})

it('sends an event only while a page is there and only what its schema allows', () => {
  const sent: unknown[] = []
  const send = createSendEvent(() => ({ send: (channel, payload) => sent.push([channel, payload]) }))
  const state = { accounts: [], selectedId: null, keychain: 'sessionOnly' as const }
  send('accountsChanged', state)
  createSendEvent(() => undefined)('accountsChanged', state)
  expect(sent).toEqual([['accountsChanged', state]])
  expect(() => {
    send('accountsChanged', { ...state, accessKeySecret: secret } as typeof state)
  }).toThrow()
})
