import { expect, it } from 'vitest'
import type { SecretBox } from '../accounts/ports.ts'
import type { SealedLogin } from './proxy-logins.ts'
import { openProxyLogins } from './proxy-logins.ts'

const login = { username: 'anna', password: 'geheim' }

function computer({ hasKeychain = true, opens = true } = {}) {
  const disk: { logins: readonly SealedLogin[] } = { logins: [] }
  const reports: unknown[] = []
  const box: SecretBox = {
    keychain: async () => (hasKeychain ? 'test' : undefined),
    seal: async (text) => ({ ciphertext: Buffer.from(text).reverse().toString('base64'), backend: 'test' }),
    open: async ({ ciphertext }) => {
      if (!opens) throw new Error('locked')
      return Buffer.from(ciphertext, 'base64').reverse().toString()
    },
  }
  const store = { load: () => disk.logins, save: (logins: readonly SealedLogin[]) => void (disk.logins = logins) }
  return { disk, reports, open: () => openProxyLogins({ store, box, report: (error) => reports.push(error) }) }
}

it('keeps a login over restarts where there is a keychain, and nothing of it in the clear', async () => {
  const { disk, open } = computer()
  const logins = await open()
  await logins.set('gate:8080', login)
  expect([logins.for('gate:8080'), logins.stateOf('gate:8080')]).toEqual([login, 'kept'])
  expect(JSON.stringify(disk)).not.toMatch(/anna|geheim/)
  const later = await open()
  expect([later.for('gate:8080'), later.stateOf('gate:8080')]).toEqual([login, 'kept'])
})

it('gives it to no other proxy', async () => {
  const logins = await computer().open()
  await logins.set('gate:8080', login)
  expect([logins.for('gate:8081'), logins.stateOf('stranger:8080')]).toEqual([undefined, 'none'])
})

it('holds it for the session alone where there is no keychain', async () => {
  const { disk, open } = computer({ hasKeychain: false })
  const logins = await open()
  await logins.set('gate:8080', login)
  expect([logins.for('gate:8080'), logins.stateOf('gate:8080'), disk.logins]).toEqual([login, 'session', []])
  expect((await open()).stateOf('gate:8080')).toBe('none')
})

it('replaces an older one, and forgets', async () => {
  const { disk, open } = computer()
  const logins = await open()
  await logins.set('gate:8080', login)
  await logins.set('gate:8080', { ...login, password: 'neu' })
  expect([logins.for('gate:8080')?.password, disk.logins.length]).toEqual(['neu', 1])
  logins.forget('gate:8080')
  expect([logins.for('gate:8080'), disk.logins]).toEqual([undefined, []])
})

it('leaves what it cannot open on the disk, and has the proxy ask again', async () => {
  const { disk, reports, open } = computer({ opens: false })
  disk.logins = [{ proxy: 'gate:8080', sealed: { ciphertext: 'AAAA', backend: 'test' } }]
  const logins = await open()
  expect([logins.stateOf('gate:8080'), disk.logins.length, reports.length]).toEqual(['none', 1, 1])
})

it('never quotes what it opened', async () => {
  const { disk, reports, open } = computer()
  const sealed = { ciphertext: Buffer.from('geheim').reverse().toString('base64'), backend: 'test' }
  disk.logins = [{ proxy: 'gate:8080', sealed }]
  await open()
  expect([reports.length, String(reports[0])]).toEqual([1, 'Error: The opened proxy login is not in our form'])
})
