import { beforeEach, expect, it } from 'vitest'
import type { AccountDraft, AccountId } from '../../shared/model/account.ts'
import { openAccounts } from './accounts.ts'
import type { AccountStore, SavedAccounts, SecretBox } from './ports.ts'

const secret = 'aVerySecretSecretOf30Letters00'
const draft: AccountDraft = {
  name: 'Shop',
  region: 'cn-hangzhou',
  bucket: 'shop-files',
  folder: '/campaigns',
  endpointKind: 'public',
  accessKeyId: 'LTAI5tExample',
  accessKeySecret: secret,
}
const idOf = (text: string) => text as AccountId

/** A keychain that turns text around; `isBroken` is a key that was lost. */
function fakeBox(name: string | undefined) {
  const box = { name, isBroken: false }
  const port: SecretBox = {
    keychain: () => Promise.resolve(box.name),
    seal: (text) => Promise.resolve({ ciphertext: btoa([...text].reverse().join('')), backend: box.name ?? '' }),
    open: ({ ciphertext, backend }) =>
      box.isBroken || backend !== box.name
        ? Promise.reject(new Error('cannot be opened'))
        : Promise.resolve([...atob(ciphertext)].reverse().join('')),
  }
  return Object.assign(box, { port })
}

let disk: SavedAccounts
const store: AccountStore = {
  load: () => disk,
  save: (saved) => {
    // As a file would: what is not JSON is lost.
    disk = JSON.parse(JSON.stringify(saved)) as SavedAccounts
  },
}
beforeEach(() => {
  disk = { accounts: [], selectedId: null, isPracticeUsed: false }
})

let count = 0
let left: string[] = []
beforeEach(() => {
  left = []
})
const start = (box: { port: SecretBox }) =>
  openAccounts({
    store,
    box: box.port,
    newId: () => `id${String(++count)}`,
    practiceName: () => 'Practice bucket',
    onChange: () => undefined,
    onLeaving: ({ place }, next) => {
      left.push(`${place.bucket} ${next?.bucket ?? 'removed'}`)
      return Promise.resolve()
    },
    report: () => undefined,
  })

it('keeps an account over a restart, with its secret sealed and never in the clear', async () => {
  const box = fakeBox('keychain')
  const { accounts, selectedId } = await (await start(box)).add(draft)
  expect(accounts).toEqual([
    {
      accountId: selectedId,
      kind: 'oss',
      name: 'Shop',
      region: 'cn-hangzhou',
      bucket: 'shop-files',
      folder: 'campaigns/',
      endpointKind: 'public',
      accessKeyId: 'LTAI5tExample',
      isTemporary: false,
      secret: 'kept',
    },
  ])
  expect(JSON.stringify(disk)).not.toContain(secret)
  const again = await start(box)
  expect(again.state()).toEqual({ accounts, selectedId, keychain: 'available' })
  expect(again.credentials(selectedId ?? '')).toEqual({ accessKeyId: 'LTAI5tExample', accessKeySecret: secret })
})

it('puts nothing of the credentials on disk where there is no keychain, and asks for them after a restart', async () => {
  const box = fakeBox(undefined)
  const first = await start(box)
  const { selectedId, accounts } = await first.add({ ...draft, securityToken: 'token' })
  expect([accounts[0]?.secret, first.state().keychain]).toEqual(['session', 'sessionOnly'])
  expect(first.credentials(selectedId ?? '').securityToken).toBe('token')
  for (const word of [secret, 'token', 'LTAI5tExample']) expect(JSON.stringify(disk)).not.toContain(word)

  const again = await start(box)
  expect(again.state().accounts).toMatchObject([{ name: 'Shop', accessKeyId: '', secret: 'missing' }])
  expect(() => again.credentials(selectedId ?? '')).toThrow(
    expect.objectContaining({ code: 'account.secretMissing', params: { account: 'Shop' } }),
  )
})

it('keeps a secret it cannot read, says so, and reads it again when the keychain is back', async () => {
  const box = fakeBox('keychain')
  const { selectedId } = await (await start(box)).add(draft)
  const sealed = structuredClone(disk.accounts)
  const accountId = idOf(selectedId ?? '')

  box.isBroken = true
  const broken = await start(box)
  expect(broken.state().accounts[0]?.secret).toBe('unreadable')
  expect(() => broken.credentials(accountId)).toThrow('account.secretUnreadable')
  await broken.update({ accountId, name: 'Renamed' })
  await broken.usePractice()
  expect(disk.accounts).toEqual([{ ...sealed[0], name: 'Renamed' }])

  box.isBroken = false
  expect((await start(box)).credentials(accountId).accessKeySecret).toBe(secret)
})

it('holds a secret typed again without a keychain for the session, and still keeps the sealed one of the same key', async () => {
  const box = fakeBox('keychain')
  const { selectedId } = await (await start(box)).add(draft)
  const accountId = idOf(selectedId ?? '')
  const sealed = disk.accounts[0]?.credentials?.sealed

  box.name = undefined
  const without = await start(box)
  expect(without.state().accounts[0]?.secret).toBe('unreadable')
  const same = { accessKeyId: 'LTAI5tExample', accessKeySecret: secret }
  expect((await without.update({ accountId, credentials: same })).accounts[0]?.secret).toBe('session')
  expect(without.credentials(accountId).accessKeySecret).toBe(secret)
  expect(disk.accounts[0]?.credentials?.sealed).toEqual(sealed)

  await without.update({ accountId, credentials: { accessKeyId: 'LTAIother', accessKeySecret: 'other' } })
  expect(disk.accounts[0]?.credentials).toBeUndefined()
})

it('replaces credentials as a whole: a token of the old ones does not linger', async () => {
  const accounts = await start(fakeBox('keychain'))
  const temporary = { ...draft, securityToken: 'token', tokenExpiresAtMs: 1_800_000_000_000 }
  const { selectedId } = await accounts.add(temporary)
  const accountId = idOf(selectedId ?? '')
  expect(accounts.state().accounts).toMatchObject([{ isTemporary: true, tokenExpiresAtMs: 1_800_000_000_000 }])
  await accounts.update({ accountId, credentials: { accessKeyId: 'LTAI2', accessKeySecret: 'new' } })
  expect(accounts.credentials(accountId)).toEqual({ accessKeyId: 'LTAI2', accessKeySecret: 'new' })
  expect(accounts.tokenExpiresAtMs(accountId)).toBeUndefined()
})

it('selects what was added, and something that is there when the selected account is removed', async () => {
  const accounts = await start(fakeBox('keychain'))
  const first = (await accounts.add(draft)).selectedId
  const second = (await accounts.add({ ...draft, name: 'Other' })).selectedId
  expect((await accounts.remove(idOf(second ?? ''))).selectedId).toBe(first)
  expect((await accounts.usePractice()).selectedId).toBe('practice')
  expect((await accounts.remove(idOf('practice'))).selectedId).toBe(first)
  expect(await accounts.remove(idOf(first ?? ''))).toMatchObject({ accounts: [], selectedId: null })
  await expect(accounts.remove(idOf('practice'))).rejects.toThrow('account.notFound')
  await expect(accounts.remove(idOf('nobody'))).rejects.toThrow('account.notFound')
})

it('refuses two accounts of one name and loses neither when they are added at once', async () => {
  const accounts = await start(fakeBox('keychain'))
  const results = await Promise.allSettled([
    accounts.add(draft),
    accounts.add({ ...draft, name: 'shop' }),
    accounts.add({ ...draft, name: 'Other' }),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(accounts.state().accounts.map(({ name }) => name)).toEqual(['Shop', 'Other'])
})

it('remembers the practice bucket without writing an account for it', async () => {
  const box = fakeBox(undefined)
  await (await start(box)).usePractice()
  expect(disk).toEqual({ accounts: [], selectedId: 'practice', isPracticeUsed: true })
  expect((await start(box)).state().accounts).toMatchObject([{ kind: 'practice', name: 'Practice bucket' }])
})

it('never shows a secret in its state', async () => {
  const accounts = await start(fakeBox('keychain'))
  const state = await accounts.add({ ...draft, securityToken: 'aTokenThatIsSecret' })
  expect(JSON.stringify(state)).not.toMatch(/aVerySecret|aTokenThatIsSecret/)
})

it('says that a bucket is left while the account still has its key, and not for a change that keeps the bucket', async () => {
  const accounts = await start(fakeBox('keychain'))
  const { selectedId } = await accounts.add(draft)
  if (selectedId === null) throw new Error('no account')
  await accounts.update({ accountId: selectedId, region: 'cn-beijing', name: 'Other' })
  expect(left).toEqual([])
  await accounts.update({ accountId: selectedId, bucket: 'second-bucket' })
  await accounts.remove(selectedId)
  expect(left).toEqual([`${draft.bucket} second-bucket`, 'second-bucket removed'])
  await expect(accounts.remove(selectedId)).rejects.toThrow('account.notFound')
  expect(left).toHaveLength(2)
})
