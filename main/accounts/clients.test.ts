// Accounts, clients and the account check over real sockets, with the practice server as judge.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { AccountDraft } from '../../shared/model/account.ts'
import { createHttpTransport } from '../platform/http-transport.ts'
import { startPracticeServer } from '../practice/server.ts'
import { checkAccount } from './check-account.ts'
import { createClients } from './clients.ts'
import { checkPlace } from './place.ts'

const bucket = { name: 'shop-files', region: 'cn-hangzhou' }
const keys = {
  full: { accessKeyId: 'full', accessKeySecret: 'secretFull' },
  writer: {
    accessKeyId: 'writer',
    accessKeySecret: 'secretWriter',
    allow: [{ actions: ['oss:PutObject'], prefix: 'in/' }],
  },
  reader: { accessKeyId: 'reader', accessKeySecret: 'secretReader', allow: [{ actions: ['oss:GetObject'] }] },
}

let dir = ''
let server: Awaited<ReturnType<typeof startPracticeServer>>
const requests: string[] = []
const transport = createHttpTransport()
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'courier-clients-'))
  server = await startPracticeServer({
    dir,
    buckets: [bucket, { name: 'elsewhere', region: 'cn-shanghai' }],
    keys: Object.values(keys),
    onRequest: ({ operation }) => requests.push(operation),
  })
})
afterEach(() => {
  server.setNow(Date.now)
  requests.length = 0
})
afterAll(async () => {
  transport.close()
  await server.close()
  rmSync(dir, { recursive: true, force: true })
})

const draft = (change: Partial<AccountDraft> = {}): AccountDraft => ({
  name: 'Shop',
  region: bucket.region,
  bucket: bucket.name,
  folder: 'in',
  endpointKind: 'custom',
  customDomain: server.endpoint,
  ...keys.full,
  ...change,
})

/** Clients over accounts that are just these drafts. */
function clientsOf(drafts: Record<string, AccountDraft>, offsets: number[] = []) {
  const find = (accountId: string) => {
    const found = drafts[accountId]
    if (!found) throw new AppError('account.notFound')
    return found
  }
  return createClients({
    accounts: {
      place: (accountId) => checkPlace(find(accountId)),
      credentials: (accountId) => {
        const { accessKeyId, accessKeySecret } = find(accountId)
        return { accessKeyId, accessKeySecret }
      },
      tokenExpiresAtMs: () => undefined,
    },
    practice: { start: () => Promise.resolve({ endpoint: server.endpoint, ...keys.full }) },
    transport,
    clock: { now: Date.now },
    onClockOffset: (offsetMs) => offsets.push(offsetMs),
  })
}

async function check(change: Partial<AccountDraft>) {
  const { client, place } = clientsOf({}).forDraft(draft(change))
  const signal = AbortSignal.timeout(5000)
  const { canSend, checks, suggestedRegion } = await checkAccount({
    client,
    folder: place.folder,
    uniqueName: 'x',
    signal,
  })
  return [
    canSend,
    checks.map(({ check: name, result, error }) => `${name} ${error?.code ?? result}`).join(', '),
    suggestedRegion,
  ]
}

it('tells what each kind of key may do, and leaves nothing behind', async () => {
  const both = 'reach ok, key ok'
  expect(await check({})).toEqual([true, `${both}, write ok, read ok, list ok`, undefined])
  expect(requests).toContain('AbortMultipartUpload')
  const { client } = clientsOf({ a: draft() }).forDraft(draft())
  const signal = AbortSignal.timeout(5000)
  expect((await client.listObjects({}, { signal })).objects).toEqual([])
  expect(await client.listMultipartUploads({}, { signal })).toEqual([])
  expect(await check(keys.writer)).toEqual([true, `${both}, write ok, read auth.denied, list auth.denied`, undefined])
  expect(await check(keys.reader)).toEqual([false, `${both}, write auth.denied, read ok, list auth.denied`, undefined])
  const elsewhere = await check({ ...keys.writer, folder: 'other' })
  expect(elsewhere).toEqual([false, `${both}, write auth.denied, read auth.denied, list auth.denied`, undefined])
})

it('tells a wrong secret, an unknown key, a missing bucket, a wrong region and a dead address apart', async () => {
  const rest = 'write notTried, read notTried, list notTried'
  expect(await check({ accessKeySecret: 'wrong' })).toEqual([
    false,
    `reach ok, key auth.signatureMismatch, ${rest}`,
    undefined,
  ])
  expect(await check({ accessKeyId: 'nobody' })).toEqual([false, `reach ok, key auth.unknownKey, ${rest}`, undefined])
  const unreached = `key notTried, ${rest}`
  expect(await check({ bucket: 'no-such-bucket' })).toEqual([false, `reach bucket.notFound, ${unreached}`, undefined])
  expect(await check({ bucket: 'elsewhere' })).toEqual([false, `reach bucket.wrongRegion, ${unreached}`, 'cn-shanghai'])
  expect(await check({ customDomain: 'http://127.0.0.1:1' })).toEqual([
    false,
    `reach net.refused, ${unreached}`,
    undefined,
  ])
})

it('gives one client for an account until its place changes', async () => {
  const drafts = { a: draft() }
  const clients = clientsOf(drafts)
  const first = await clients.forAccount('a')
  expect(await clients.forAccount('a')).toBe(first)
  drafts.a = draft({ bucket: 'elsewhere' })
  expect(await clients.forAccount('a')).not.toBe(first)
  await expect(clients.forAccount('b')).rejects.toThrow('account.notFound')
})

it('learns the time from OSS before it signs a link, asks once, and passes it on to other accounts', async () => {
  const offsets: number[] = []
  const clients = clientsOf({ a: draft(), b: draft({ folder: '' }) }, offsets)
  server.setNow(() => Date.now() + 8 * 3_600_000)
  const signal = AbortSignal.timeout(5000)
  await clients.settleClock('a', signal)
  await clients.settleClock('a', signal)
  expect(requests).toHaveLength(2)
  expect(offsets.map((offsetMs) => Math.round(offsetMs / 3_600_000))).toEqual([8])
  expect(Math.round((clients.now() - Date.now()) / 3_600_000)).toBe(8)
  for (const accountId of ['a', 'b']) {
    const { client } = await clients.access(accountId)
    expect(Math.round((client.now() - Date.now()) / 3_600_000)).toBe(8)
  }
})

it('makes a link offline with the clock it has', async () => {
  const clients = clientsOf({ a: draft({ customDomain: 'http://127.0.0.1:1' }) })
  await clients.settleClock('a', AbortSignal.timeout(3000))
  expect(Math.abs((await clients.access('a')).client.now() - Date.now())).toBeLessThan(5000)
})
