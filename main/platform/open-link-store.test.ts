import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SecretBox } from '../accounts/ports.ts'
import type { LinkStore } from '../links/register/ports.ts'
import { openLinkStore } from './open-link-store.ts'
import { linkIdOf, registerRig } from './testing/register-rig.ts'

let dir: string
let path: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'courier-links-'))
  path = join(dir, 'links.sqlite')
})
afterEach(() => rmSync(dir, { recursive: true }))

const nowMs = Date.UTC(2026, 10, 20, 8, 30)
const { link } = registerRig()
const reported: unknown[] = []

/** Turns text around, which is enough to see whether it was sealed. */
const keychain = (name: string): SecretBox => ({
  keychain: () => Promise.resolve('test'),
  seal: (text) => Promise.resolve({ ciphertext: Buffer.from(name + text).toString('base64'), backend: 'test' }),
  open: ({ ciphertext }) => {
    const text = Buffer.from(ciphertext, 'base64').toString()
    if (!text.startsWith(name)) throw new Error('Another keychain')
    return Promise.resolve(text.slice(name.length))
  },
})
const noKeychain: SecretBox = {
  keychain: () => Promise.resolve(undefined),
  seal: () => Promise.reject(new Error('none')),
  open: () => Promise.reject(new Error('none')),
}

async function opened(box: SecretBox = keychain('mine')): Promise<{ store: LinkStore; setAside?: string }> {
  return openLinkStore({ path, box, nowMs, report: (error) => reported.push(error) })
}
const all = { search: '', filter: 'all' as const, offset: 0, limit: 200 }

/** Every byte on disk, however it might be written. */
function onDisk(secret: string): boolean {
  const forms = [secret, Buffer.from(secret, 'utf16le'), Buffer.from(secret).toString('base64').slice(4, -4)]
  return readdirSync(dir).some((name) => {
    const bytes = readFileSync(join(dir, name))
    return forms.some((form) => bytes.includes(form))
  })
}

describe('the register on disk', () => {
  it('is there again after a restart, with the links sealed and openable', async () => {
    const first = (await opened()).store
    const one = {
      ...link('in/价格 😀.pdf', { forWhom: 'Acme', kind: 'multipart' }),
      kit: { uploadId: 'U' },
      batchId: 'b1',
    }
    first.add([one], nowMs, { batchId: 'b1', name: 'Autumn' })
    const error = { code: 'auth.denied', params: { action: 'oss:GetObject' }, isRetryable: false } as const
    const before = { etag: 'E', bytes: 3, lastModifiedMs: 5, crc64: '7' }
    first.change([
      { linkId: one.view.linkId, before, error, parts: { accepted: 1, planned: 4 }, lastCheckMs: 9, isNew: true },
    ])
    const row = first.row(one.view.linkId)
    first.close()
    const { store } = await opened()
    expect(store.row(one.view.linkId)).toEqual(row)
    expect(row).toMatchObject({ forWhom: 'Acme', isNew: true, parts: { accepted: 1, planned: 4 }, check: { error } })
    expect(store.watched(one.view.linkId)).toMatchObject({ before, folder: 'in/' })
    const { view, request, kit } = store.open(one.view.linkId)
    expect({ view, request, kit, batchId: 'b1' }).toEqual(one)
    expect(store.batches()).toMatchObject([{ batchId: 'b1', name: 'Autumn', links: 1, delivered: 0 }])
    store.close()
  })

  it('holds no link in the clear, nor what was asked for with it', async () => {
    const { store } = await opened()
    const { view, request } = link('in/a.pdf')
    store.add(
      [{ view, request: { ...request, metadata: { note: 'for nobody else' } }, kit: { uploadId: 'UPLOADID' } }],
      nowMs,
    )
    const secrets = ['x-oss-signature', 'secret-in/a.pdf', 'for nobody else', 'UPLOADID']
    expect(secrets.filter(onDisk)).toEqual([])
    store.close()
    expect(secrets.filter(onDisk)).toEqual([])
    // The search itself finds what is there.
    expect(onDisk('in/a.pdf')).toBe(true)
  })

  it('removes a link without leaving it in the file', async () => {
    const { store } = await opened()
    store.add([link('in/wanted.pdf'), link('in/unwanted.pdf')], nowMs)
    store.remove([linkIdOf('in/unwanted.pdf')])
    store.close()
    expect([onDisk('in/wanted.pdf'), onDisk('in/unwanted.pdf')]).toEqual([true, false])
  })

  it('that another keychain sealed is listed, but what it sealed does not open; new links do', async () => {
    const first = (await opened()).store
    first.add([link('in/a.pdf')], nowMs)
    first.close()
    const other = (await opened(keychain('other'))).store
    expect(other.window(all).total).toBe(1)
    expect(() => other.open(linkIdOf('in/a.pdf'))).toThrow(expect.objectContaining({ code: 'link.unreadable' }))
    other.add([link('in/b.pdf')], nowMs)
    expect(other.open(linkIdOf('in/b.pdf')).view.objectKey).toBe('in/b.pdf')
    other.close()
    const again = (await opened()).store
    expect(again.open(linkIdOf('in/a.pdf')).view.objectKey).toBe('in/a.pdf')
    again.close()
  })

  it('without a keychain lives in memory, writes nothing, and leaves what there was alone', async () => {
    const { store } = await opened(noKeychain)
    store.add([link('in/a.pdf')], nowMs)
    expect([store.isKept, store.open(linkIdOf('in/a.pdf')).view.objectKey]).toEqual([false, 'in/a.pdf'])
    store.close()
    expect(readdirSync(dir)).toEqual([])
  })

  it.each([
    ['garbage', () => writeFileSync(path, Buffer.alloc(50_000, 7))],
    ['cut short', () => truncateSync(path, 9000)],
    ['of a newer version', () => changed('PRAGMA user_version = 99')],
    ['without a table', () => changed('DROP TABLE sealed; DROP TABLE links')],
    ['with a row that is not ours', () => changed(`UPDATE links SET state = 77`)],
  ])('that is %s is set aside, and a new one begins', async (_, damage) => {
    const first = (await opened()).store
    first.add(
      Array.from({ length: 40 }, (_each, n) => link(`in/${n}.pdf`)),
      nowMs,
    )
    first.close()
    damage()
    const { store, setAside } = await opened()
    expect([setAside, store.window(all).total]).toEqual(['links.sqlite.broken-2026-11-20T083000Z', 0])
    store.add([link('in/new.pdf')], nowMs)
    expect(store.window(all).total).toBe(1)
    store.close()
    expect(readdirSync(dir)).toContain('links.sqlite.broken-2026-11-20T083000Z')
  })
})

function changed(sql: string): void {
  const db = new DatabaseSync(path)
  db.exec(sql)
  db.close()
}

describe('finding a link among others', () => {
  const names = ['Contracts/Acme signed.pdf', 'contracts/beta.pdf', 'photos/ÉTÉ.jpg', '价格/表.xlsx']
  async function filled(): Promise<LinkStore> {
    const { store } = await opened(noKeychain)
    store.add(
      names.map((name, n) => link(name, { forWhom: n === 1 ? 'Wang 王 (ACME)' : '' })),
      nowMs,
    )
    return store
  }

  it('searches key and for whom, whatever the case or the Unicode form, for every word', async () => {
    const store = await filled()
    const found = (search: string) => store.window({ ...all, search }).rows.map(({ objectKey }) => objectKey)
    expect(found('acme')).toEqual(['contracts/beta.pdf', 'Contracts/Acme signed.pdf'])
    expect(found('ACME signed')).toEqual(['Contracts/Acme signed.pdf'])
    expect(found('été'.normalize('NFD'))).toEqual(['photos/ÉTÉ.jpg'])
    expect(found('价格')).toEqual(['价格/表.xlsx'])
    expect(found('王')).toEqual(['contracts/beta.pdf'])
    expect(found("%_'")).toEqual([])
    expect(found('a b c d e f g h i j k')).toEqual([])
  })

  it('counts every filter within the search, and shows what came last first', async () => {
    const store = await filled()
    const seen = (lastModifiedMs: number) => ({ etag: 'E', bytes: 1, lastModifiedMs })
    const [acme = '', beta = '', summer = ''] = names.map(linkIdOf)
    store.change([
      { linkId: linkIdOf(acme), state: 'received', latest: seen(20) },
      { linkId: linkIdOf(beta), state: 'replaced', latest: seen(10) },
      { linkId: linkIdOf(summer), state: 'closed' },
    ])
    const { counts, rows } = store.window({ ...all, filter: 'received' })
    expect(counts).toEqual({ all: 4, waiting: 1, received: 2, attention: 1, ended: 1 })
    expect(rows.map(({ objectKey }) => objectKey)).toEqual(names.slice(0, 2))
    expect(store.counts({ search: 'contracts' })).toMatchObject({ all: 2, waiting: 0, received: 2 })
    expect([...store.each({ search: '', filter: 'ended' })].map(({ objectKey }) => objectKey)).toEqual([
      'photos/ÉTÉ.jpg',
    ])
  })

  it('goes through thousands a few at a time, the newest first, each once', async () => {
    const { store } = await opened(noKeychain)
    store.add(
      Array.from({ length: 1001 }, (_, n) => link(`in/${n}`)),
      nowMs,
    )
    const keys = [...store.each({ search: '', filter: 'all' })].map(({ objectKey }) => objectKey)
    expect(keys).toEqual(Array.from({ length: 1001 }, (_, n) => `in/${1000 - n}`))
  })
})
