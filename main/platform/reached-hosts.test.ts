import { expect, it } from 'vitest'
import type { SignedRequest, Transport } from '../oss/types.ts'
import { createReachedHosts } from './reached-hosts.ts'
import { firstSettings } from './settings-schema.ts'
import type { Settings } from './settings-schema.ts'

function memory() {
  let current: Settings = firstSettings
  const writes: Partial<Settings>[] = []
  return {
    writes,
    read: () => current,
    update: (change: Partial<Settings>) => {
      writes.push(change)
      current = { ...current, ...change }
    },
  }
}
const answering = (headers: Record<string, string>): Transport => ({
  send: () => Promise.resolve({ response: { status: 403, headers, body: new Uint8Array() }, sentBytes: 0 }),
})
const request: SignedRequest = { method: 'GET', protocol: 'https:', host: 'b.example', path: '/', headers: {} }
const send = (transport: Transport) =>
  transport.send(request, { kind: 'none' }, { signal: new AbortController().signal })

it('remembers who answered as OSS does, whatever the answer, written once, also for the next run', async () => {
  const settings = memory()
  const reached = createReachedHosts(settings)
  const transport = reached.watching(answering({ 'x-oss-request-id': 'R' }))
  expect(reached.has('b.example')).toBe(false)
  await send(transport)
  await send(transport)
  expect(reached.has('b.example')).toBe(true)
  expect(settings.writes).toEqual([{ reachedHosts: ['b.example'] }])
  expect(createReachedHosts(settings).has('b.example')).toBe(true)
})

it('does not take a login page that stands in for everything for the server', async () => {
  const settings = memory()
  const reached = createReachedHosts(settings)
  await send(reached.watching(answering({ server: 'hotel' })))
  expect(reached.has('b.example')).toBe(false)
  expect(settings.writes).toEqual([])
})

it('does not grow for ever', () => {
  const settings = memory()
  settings.update({ reachedHosts: Array.from({ length: 50 }, (_, index) => `${index}.example`) })
  const reached = createReachedHosts(settings)
  return send(reached.watching(answering({ 'x-oss-request-id': 'R' }))).then(() => {
    const kept = settings.read().reachedHosts
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([50, '1.example', 'b.example'])
  })
})
