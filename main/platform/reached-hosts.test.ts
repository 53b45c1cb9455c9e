import { expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { RequestBody, SignedRequest, Transport } from '../oss/types.ts'
import { createHttpTransport } from './http-transport.ts'
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

it.each<RequestBody>([{ kind: 'none' }, { kind: 'file', path: import.meta.filename, start: 0, end: 10 }])(
  'knows a server by the name a lookup that found nothing tells: %o',
  async (body) => {
    const host = 'courier-files.invalid:8443'
    const settings = memory()
    settings.update({ reachedHosts: [host] })
    const reached = createReachedHosts(settings)
    const wire = createHttpTransport({ isConnected: () => true })
    const lost = { ...request, method: 'PUT' as const, host }
    const error = await wire
      .send(lost, body, { signal: new AbortController().signal })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'net.hostNotFound', isRetryable: true })
    expect(error instanceof AppError && reached.has(String(error.params['host']))).toBe(true)
    wire.close()
  },
)
