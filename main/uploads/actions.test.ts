import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AccountId } from '../../shared/model/account.ts'
import type { ActionTarget, UploadAction } from '../../shared/model/upload.ts'
import { openJournal } from '../platform/open-journal.ts'
import { failure } from './testing/fake-oss.ts'
import { accountId } from './testing/records.ts'
import { MiB, Rig } from './testing/rig.ts'

let rig: Rig
beforeEach(() => {
  rig = new Rig(openJournal(':memory:', 0).journal, { requestsAtOnce: 2 })
})
afterEach(async () => {
  await rig.uploads.close()
  rig.journal.close()
})

const act = (action: Exclude<UploadAction['action'], 'decide'>, target: ActionTarget = { kind: 'all' }) =>
  rig.uploads.act({ action, target })
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}.txt`, 1]))
const fileTarget = (name: string): ActionTarget => ({ kind: 'file', fileId: rig.file(name).fileId })

async function hangingBig(): Promise<void> {
  rig.disk.file('/disk/big.bin', 40 * MiB)
  rig.oss.fault = (name) => (name === 'uploadPart U1 #3' ? { hang: true } : undefined)
  await rig.add('/disk/big.bin')
}

describe('pause', () => {
  it('stops what is going at once and starts nothing more, until resumed', async () => {
    rig.disk.folder('/disk/f', many(20))
    rig.oss.fault = () => ({ hang: true })
    await rig.add('/disk/f')
    await act('pause')
    expect(rig.oss.running).toBe(0)
    expect(rig.uploads.totals()).toMatchObject({ paused: 20, going: 0, queued: 0 })
    rig.oss.fault = () => undefined
    await act('resume')
    expect(await rig.finish()).toMatchObject({ sent: 20 })
  })

  it('holds for what a folder still being read will yield', async () => {
    let goOn = (): void => undefined
    rig.disk.folder('/disk/f', many(20))
    rig.disk.beforeEntry = (path) => (path === '8.txt' ? new Promise((resolve) => (goOn = resolve)) : Promise.resolve())
    rig.oss.fault = () => ({ hang: true })
    await rig.add('/disk/f')
    await act('pause')
    goOn()
    await rig.clock.pass(1000)
    expect(rig.uploads.totals()).toMatchObject({ found: 20, paused: 20, isWalking: false })
  })

  it('of one file leaves the others going', async () => {
    rig.disk.folder('/disk/f', many(3))
    rig.oss.fault = () => ({ hang: true })
    await rig.add('/disk/f')
    await act('pause', fileTarget('0.txt'))
    expect(rig.rows().flatMap((row) => (row.kind === 'file' ? [row.status] : []))).toEqual([
      'paused',
      'uploading',
      'uploading',
    ])
  })

  it('lets a Complete under way come to its end', async () => {
    rig.disk.file('/disk/big.bin', 20 * MiB)
    let goOn = (): void => undefined
    rig.oss.delay = (name) =>
      name.startsWith('complete') ? new Promise((resolve) => (goOn = resolve)) : Promise.resolve()
    await rig.add('/disk/big.bin')
    await act('pause')
    expect(rig.file('big.bin').status).toBe('completing')
    goOn()
    await rig.finish()
    expect(rig.file('big.bin').status).toBe('completed')
  })
})

describe('cancel', () => {
  it('removes on the server what was sent, and asks again until it is gone', async () => {
    await hangingBig()
    rig.oss.operations.length = 0
    await act('cancel')
    await rig.clock.settle()
    expect(rig.oss.operations).toEqual(['abort U1', 'abort U1'])
    expect(rig.oss.uploads.size).toBe(0)
    expect(rig.file('big.bin')).toMatchObject({ status: 'canceled', shownBytes: 0 })
  })

  it('says so when it could not, and tries again at the next start', async () => {
    await hangingBig()
    rig.oss.fault = (name) => (name.startsWith('abort') ? { before: failure('auth.denied') } : undefined)
    await act('cancel')
    await rig.clock.settle()
    expect(rig.reported).toMatchObject([{ code: 'auth.denied' }])
    expect(rig.file('big.bin')).toMatchObject({ status: 'canceled', error: { code: 'auth.denied' } })
    await rig.uploads.close()
    const { journal, oss, disk } = rig
    oss.fault = () => undefined
    rig = new Rig(journal, { oss, disk })
    await rig.clock.settle()
    expect(oss.uploads.size).toBe(0)
    expect(journal.pendingAborts(1)).toEqual([])
    expect(rig.file('big.bin').error).toBeUndefined()
  })

  it('lets a folder be read on when a full disk did not take its cancel', async () => {
    const { journal } = rig
    let goOn = (): void => undefined
    rig.disk.beforeEntry = (path) => (path === '8.txt' ? new Promise((resolve) => (goOn = resolve)) : Promise.resolve())
    rig.disk.folder('/disk/g', many(12))
    await rig.add('/disk/g')
    const update = journal.updateItem.bind(journal)
    journal.updateItem = () => {
      journal.updateItem = update
      throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
    }
    await expect(rig.act('cancel')).rejects.toThrow('full')
    goOn()
    expect(await rig.finish()).toMatchObject({ found: 12, sent: 12, isWalking: false })
  })

  it('ends the reading of a folder, and what was found is accounted for', async () => {
    rig.disk.folder('/disk/f', many(50))
    rig.disk.beforeEntry = (path) => (path === '40.txt' ? new Promise(() => undefined) : Promise.resolve())
    rig.oss.fault = () => ({ hang: true })
    await rig.add('/disk/f')
    await act('cancel')
    const { found, canceled, isWalking } = rig.uploads.totals()
    expect({ canceled, isWalking }).toEqual({ canceled: found, isWalking: false })
    expect(found).toBeGreaterThan(7)
  })

  it('keeps the reason of what had failed, but nothing of it on the server', async () => {
    await hangingBig()
    await act('pause')
    rig.oss.fault = (name) => (name.startsWith('uploadPart') ? { before: failure('auth.denied') } : undefined)
    await act('resume')
    await rig.finish()
    expect(rig.oss.uploads.size).toBe(1)
    await act('cancel')
    await rig.clock.settle()
    expect(rig.file('big.bin')).toMatchObject({ status: 'failed', error: { code: 'auth.denied' } })
    expect(rig.oss.uploads.size).toBe(0)
  })
})

describe('retry', () => {
  it('goes on with the parts a failed file has', async () => {
    rig.disk.file('/disk/big.bin', 40 * MiB)
    rig.oss.fault = (name) => (name === 'uploadPart U1 #4' ? { before: failure('auth.denied') } : undefined)
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(rig.file('big.bin')).toMatchObject({ status: 'failed', parts: { planned: 5 } })
    rig.oss.fault = () => undefined
    rig.oss.operations.length = 0
    await act('retry', fileTarget('big.bin'))
    await rig.finish()
    expect(rig.file('big.bin').status).toBe('completed')
    expect(rig.oss.operations[0]).toBe('listParts U1')
    expect(rig.oss.count('uploadPart')).toBeLessThan(3)
  })

  it('leaves a taken name to be decided, and says how many are', async () => {
    rig.disk.folder('/disk/f', many(3))
    rig.oss.objects.set('f/1.txt', { size: 9, crc64: '42', etag: 'theirs', headers: {} })
    rig.oss.fault = (name) => (name === 'put f/2.txt' ? { before: failure('auth.denied') } : undefined)
    await rig.add('/disk/f', { onConflict: 'ask' })
    expect(await rig.finish()).toMatchObject({ sent: 1, failed: 2, undecided: 1, unchecked: 0 })
    rig.oss.fault = () => undefined
    rig.oss.operations.length = 0
    await act('retry')
    expect(await rig.finish()).toMatchObject({ sent: 2, failed: 1, undecided: 1 })
    expect(rig.oss.operations.filter((name) => name.includes('1.txt'))).toEqual([])
  })

  it('of one account leaves the others as they are', async () => {
    rig.disk.file('/disk/a.txt', 1)
    rig.oss.fault = () => ({ before: failure('auth.denied') })
    await rig.add('/disk/a.txt')
    await rig.finish()
    rig.oss.fault = () => undefined
    await rig.uploads.act({ action: 'retry', target: { kind: 'account', accountId: 'other' as AccountId } })
    expect(await rig.finish()).toMatchObject({ failed: 1, sent: 0 })
    await rig.uploads.act({ action: 'retry', target: { kind: 'account', accountId } })
    expect(await rig.finish()).toMatchObject({ failed: 0, sent: 1 })
  })

  it('reads a folder again that could not be read', async () => {
    const error = failure('folder.unreadable').shape
    const unread = { kind: 'failed', path: '/disk/f/sub', relativePath: 'sub', error } as const
    rig.disk.folder('/disk/f', many(2), [unread])
    await rig.add('/disk/f')
    expect(await rig.finish()).toMatchObject({ found: 3, sent: 2, failed: 1 })
    rig.disk.folder('/disk/f', { ...many(2), 'sub/x.txt': 4 })
    await act('retry')
    expect(await rig.finish()).toMatchObject({ found: 3, sent: 3, failed: 0 })
    expect(rig.oss.count('put')).toBe(3)
  })
})

describe('remove', () => {
  it('takes what is over off the list, never the object, and leaves what is not', async () => {
    rig.disk.file('/disk/done.txt', 1)
    rig.disk.folder('/disk/f', many(3))
    await rig.add('/disk/done.txt')
    await rig.finish()
    rig.oss.fault = (name) => (name === 'put f/1.txt' ? { hang: true } : undefined)
    await rig.add('/disk/f')
    await act('remove')
    expect(rig.rows().map(({ name }) => name)).toEqual(['f', '1.txt'])
    expect(rig.uploads.totals()).toMatchObject({ found: 1, going: 1 })
    expect(rig.oss.objects.size).toBe(3)
    expect(rig.oss.count('abort')).toBe(0)
  })

  it('of what is done leaves what failed, which still needs somebody: clear', async () => {
    rig.disk.folder('/disk/f', many(3))
    rig.disk.file('/disk/done.txt', 1)
    rig.oss.objects.set('f/2.txt', { size: 9, crc64: '1', etag: 'E', headers: {} })
    rig.oss.fault = (name) => (name === 'put f/1.txt' ? { before: failure('auth.denied') } : undefined)
    await rig.add(['/disk/f', '/disk/done.txt'], { onConflict: 'skip' })
    await rig.finish()
    await act('clear')
    expect(rig.rows().map(({ name }) => name)).toEqual(['f', '1.txt'])
    expect(rig.uploads.totals()).toMatchObject({ found: 1, failed: 1, totalBytes: 0, acceptedBytes: 0 })
    expect(rig.oss.objects.size).toBe(3)
  })

  it('of a failed file removes its parts on the server', async () => {
    await hangingBig()
    await act('pause')
    rig.oss.fault = (name) => (name.startsWith('uploadPart') ? { before: failure('auth.denied') } : undefined)
    await act('resume')
    await rig.finish()
    await act('remove')
    await rig.clock.settle()
    expect(rig.rows()).toEqual([])
    expect(rig.oss.uploads.size).toBe(0)
  })
})

it('does what was asked last when a resume comes right after a pause of many', async () => {
  rig.disk.folder('/disk/f', many(2500))
  rig.oss.fault = () => ({ hang: true })
  await rig.add('/disk/f')
  await rig.clock.until(() => !rig.uploads.totals().isWalking)
  const pause = act('pause')
  const resume = act('resume')
  await rig.clock.pass(100)
  await Promise.all([pause, resume])
  const { paused, queued, going } = rig.uploads.totals()
  expect({ paused, rest: queued + going }).toEqual({ paused: 0, rest: 2500 })
})

describe('retry of what waits for its next try', () => {
  it.each(['net.timeout', 'server.busy', 'net.proxyRefused'] as const)(
    'makes it at once, and gives all tries back: %s',
    async (code) => {
      rig.disk.file('/disk/a.txt', 5)
      let isBroken = true
      rig.oss.fault = () => (isBroken ? { before: failure(code, { retryAfterMs: 300_000 }) } : undefined)
      await rig.add('/disk/a.txt')
      for (let press = 0; press < 20; press++) {
        await act('retry', fileTarget('a.txt'))
        await rig.clock.settle()
      }
      expect(rig.oss.count('put')).toBe(21)
      expect(rig.file('a.txt')).toMatchObject({ status: 'uploading', error: { code } })
      isBroken = false
      await act('retry', fileTarget('a.txt'))
      await rig.clock.settle()
      expect(rig.file('a.txt').status).toBe('completed')
    },
  )

  it('leaves other files waiting', async () => {
    rig.disk.folder('/disk/f', many(2))
    rig.oss.fault = () => ({ before: failure('server.busy', { retryAfterMs: 300_000 }) })
    await rig.add('/disk/f')
    await act('retry', fileTarget('0.txt'))
    await rig.clock.settle()
    expect([rig.oss.count('put f/0.txt'), rig.oss.count('put f/1.txt')]).toEqual([2, 1])
  })
})
