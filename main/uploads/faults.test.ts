import { afterEach, describe, expect, it } from 'vitest'
import { openJournal } from '../platform/open-journal.ts'
import { AppError } from '../../shared/errors.ts'
import { failure } from './testing/fake-oss.ts'
import { MiB, Rig } from './testing/rig.ts'

let rig: Rig
const start = (setup?: ConstructorParameters<typeof Rig>[1]): Rig => {
  rig = new Rig(openJournal(':memory:', 0).journal, setup)
  return rig
}
afterEach(async () => {
  await rig.uploads.close()
  rig.journal.close()
})

describe('retrying', () => {
  it('waits longer each time, anywhere up to the doubled delay, and shows each wait', async () => {
    const draws = [0.5, 0.25, 1]
    const { disk, oss, clock } = start({ random: () => draws.shift() ?? 0.5 })
    disk.file('/disk/a.txt', 5)
    oss.fault = (_, count) => (count < 3 ? { before: failure('server.error') } : undefined)
    await rig.add('/disk/a.txt')
    expect(rig.file('a.txt')).toMatchObject({
      status: 'uploading',
      error: { code: 'server.error' },
      retryAtMs: clock.now() + 500,
    })
    await rig.finish()
    expect(clock.sleeps).toEqual([500, 500, 4000])
    expect(rig.file('a.txt')).not.toHaveProperty('error')
    expect(rig.file('a.txt').status).toBe('completed')
  })

  it('gives up after eight tries, with the last reason', async () => {
    const { disk, oss } = start()
    disk.file('/disk/a.txt', 5)
    oss.fault = () => ({ before: failure('server.busy') })
    await rig.add('/disk/a.txt')
    await rig.finish()
    expect(oss.count('put')).toBe(8)
    expect(rig.file('a.txt')).toMatchObject({ status: 'failed', error: { code: 'server.busy' } })
  })

  it('gives a file its tries back whenever a part was accepted', async () => {
    const { disk, oss } = start({ requestsAtOnce: 1 })
    disk.file('/disk/big.bin', 40 * MiB)
    oss.fault = (name, count) =>
      name.startsWith('uploadPart') && count < 6 ? { before: failure('net.reset') } : undefined
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(rig.file('big.bin').status).toBe('completed')
  })

  it('never sends again what OSS has refused', async () => {
    const { disk, oss } = start()
    disk.file('/disk/a.txt', 5)
    oss.fault = () => ({ before: failure('auth.denied') })
    await rig.add('/disk/a.txt')
    await rig.finish()
    expect(oss.operations).toEqual(['put a.txt'])
    expect(rig.file('a.txt')).toMatchObject({ status: 'failed', error: { code: 'auth.denied' } })
  })

  it('stays away as long as the server asks', async () => {
    const { disk, oss, clock } = start()
    disk.file('/disk/a.txt', 5)
    const busy = failure('server.busy', { retryAfterMs: 20_000 })
    oss.fault = (_, count) => (count === 0 ? { before: busy } : undefined)
    await rig.add('/disk/a.txt')
    await rig.finish()
    expect(clock.sleeps).toEqual([20_000])
  })

  it('waits for the network for hours without using up its tries, and goes on at once when it is back', async () => {
    const { disk, oss, clock } = start()
    disk.file('/disk/a.txt', 5)
    let isOnline = false
    oss.fault = () => (isOnline ? undefined : { before: failure('net.offline') })
    await rig.add('/disk/a.txt')
    await clock.pass(600_000)
    expect(rig.file('a.txt')).toMatchObject({ status: 'uploading', error: { code: 'net.offline' } })
    expect(Math.max(...clock.sleeps)).toBeLessThanOrEqual(10_000)
    isOnline = true
    rig.uploads.setOnline(true)
    await clock.settle()
    expect(rig.file('a.txt').status).toBe('completed')
  })

  it('sends on what is well while another file waits', async () => {
    const { disk, oss, clock } = start({ requestsAtOnce: 1 })
    disk.folder('/disk/f', { 'bad.txt': 1, 'good.txt': 1 })
    oss.fault = (name) => (name === 'put f/bad.txt' ? { before: failure('server.error') } : undefined)
    await rig.add('/disk/f')
    await clock.settle()
    expect(rig.file('good.txt').status).toBe('completed')
    expect(rig.file('bad.txt').status).toBe('uploading')
  })
})

describe('checking', () => {
  it('sends a part again when its checksum is wrong', async () => {
    const { disk, oss } = start()
    disk.file('/disk/big.bin', 20 * MiB)
    oss.fault = (name, count) =>
      name === 'uploadPart U1 #2' && count === 0 ? { after: failure('upload.checksumMismatch') } : undefined
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(oss.count('uploadPart U1 #2')).toBe(2)
    expect(rig.file('big.bin')).toMatchObject({ status: 'completed', isChecked: true, shownBytes: 20 * MiB })
  })

  it('sends a file again whose success was reported before all of it was sent, over what was stored of it', async () => {
    const { disk, oss } = start()
    disk.file('/disk/a.txt', 5)
    const early = new AppError('upload.incompleteBody', { isRetryable: true, params: { storedCrc64: '1' } })
    oss.fault = (_, count) => (count === 0 ? { after: early } : undefined)
    await rig.add('/disk/a.txt')
    await rig.finish()
    expect(oss.operations).toEqual(['put a.txt', 'put a.txt'])
    expect(rig.file('a.txt')).toMatchObject({ status: 'completed', isChecked: true })
  })

  it('says "checked" of nothing whose checksum the server did not give', async () => {
    const { disk, oss } = start()
    disk.file('/disk/a.txt', 5)
    const put = oss.putObject.bind(oss)
    oss.putObject = async (...args) => {
      const { etag, requestId } = await put(...args)
      return { etag, requestId } as Awaited<ReturnType<typeof put>>
    }
    await rig.add('/disk/a.txt')
    await rig.finish()
    expect(rig.file('a.txt')).toMatchObject({ status: 'completed', isChecked: false })
  })

  it('replaces its own object when OSS stored it with a wrong checksum', async () => {
    const { disk, oss } = start()
    disk.file('/disk/a.txt', 5)
    oss.fault = (_, count) => (count === 0 ? { after: failure('upload.checksumMismatch') } : undefined)
    await rig.add('/disk/a.txt')
    await rig.finish()
    expect(oss.operations).toEqual(['put a.txt', 'put a.txt'])
    expect(rig.file('a.txt')).toMatchObject({ status: 'completed', isChecked: true })
  })

  const wrong = new AppError('upload.checksumMismatch', { isRetryable: true, params: { storedCrc64: '7' } })
  const stored = (crc64: string) => ({ size: 5, crc64, etag: 'E', headers: {} })

  it.each([
    ['replaces what it had stored wrongly itself, and nothing else, when the file is tried again', '7', 'completed'],
    ['leaves what somebody else has put there since', '42', 'failed'],
  ])('%s', async (_, crc64, status) => {
    const { disk, oss } = start()
    disk.file('/disk/a.txt', 5)
    oss.fault = (_, count) => (count === 0 ? { after: wrong } : { before: failure('auth.denied') })
    await rig.add('/disk/a.txt')
    await rig.finish()
    expect(rig.file('a.txt')).toMatchObject({ status: 'failed', error: { code: 'auth.denied' } })
    oss.objects.set('a.txt', stored(crc64))
    oss.fault = () => undefined
    await rig.act('retry')
    await rig.finish()
    expect(rig.file('a.txt').status).toBe(status)
    expect(oss.objects.get('a.txt')?.crc64).toBe(status === 'failed' ? '42' : disk.checksum('/disk/a.txt', 0, 5))
  })

  it.each([
    ['the same bytes', {}, 'completed'],
    ['the same bytes with metadata of its own', { 'x-oss-meta-team': 'B' }, 'failed'],
  ])('leaves no upload behind when another row has put %s there before its Complete', async (_, headers, status) => {
    const { disk, oss } = start()
    disk.file('/disk/big.bin', 20 * MiB)
    const same = { size: 20 * MiB, crc64: disk.checksum('/disk/big.bin', 0, 20 * MiB), etag: 'E', headers }
    oss.fault = (name, count) => {
      if (!name.startsWith('complete') || count > 0) return undefined
      oss.objects.set('big.bin', same)
      return { before: failure('server.busy') }
    }
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(rig.file('big.bin').status).toBe(status)
    await rig.act('cancel')
    await rig.finish()
    expect([oss.uploads.size, oss.objects.get('big.bin')]).toEqual([0, same])
  })

  it('finds its own object in place when only the checksum in the answer to Complete was wrong', async () => {
    const { disk, oss } = start()
    disk.file('/disk/big.bin', 20 * MiB)
    const spent = new AppError('upload.checksumMismatch', { params: { storedCrc64: '7' } })
    oss.fault = (name, count) => (name.startsWith('complete') && count === 0 ? { after: spent } : undefined)
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(rig.file('big.bin')).toMatchObject({ status: 'failed', error: { code: 'upload.checksumMismatch' } })
    const sent = oss.partBytes
    await rig.act('retry')
    await rig.finish()
    expect(rig.file('big.bin')).toMatchObject({ status: 'completed', isChecked: true })
    expect(oss.partBytes).toBe(sent)
  })

  it('recognises an empty folder when the answer was lost, without reading the folder as a file', async () => {
    const { disk, oss } = start()
    disk.folder('/disk/f', {}, [{ kind: 'emptyFolder', path: '/disk/f/empty', relativePath: 'empty' }])
    oss.fault = (name, count) => (name === 'put f/empty/' && count === 0 ? { after: failure('net.reset') } : undefined)
    await rig.add('/disk/f')
    await rig.finish()
    expect(rig.file('empty')).toMatchObject({ status: 'completed', isChecked: true })
  })

  it('recognises its own object when the answer to a PUT was lost', async () => {
    const { disk, oss } = start()
    disk.file('/disk/a.txt', 5)
    oss.fault = (name, count) => (name === 'put a.txt' && count === 0 ? { after: failure('net.reset') } : undefined)
    await rig.add('/disk/a.txt')
    await rig.finish()
    expect(oss.operations).toEqual(['put a.txt', 'put a.txt', 'head a.txt'])
    expect(rig.file('a.txt')).toMatchObject({ status: 'completed', isChecked: true })
  })

  it('does not take for its own what someone else put there while the answer was lost', async () => {
    const { disk, oss } = start()
    disk.file('/disk/a.txt', 5)
    oss.objects.set('a.txt', { size: 5, crc64: '42', etag: 'E', headers: {} })
    oss.fault = (name, count) => (name === 'put a.txt' && count === 0 ? { before: failure('net.reset') } : undefined)
    await rig.add('/disk/a.txt')
    await rig.finish()
    expect(rig.file('a.txt')).toMatchObject({ status: 'failed', error: { code: 'object.exists' } })
  })

  it('finds a Complete whose answer was lost by HEAD', async () => {
    const { disk, oss } = start()
    disk.file('/disk/big.bin', 20 * MiB)
    oss.fault = (name, count) =>
      name.startsWith('complete') && count === 0 ? { after: failure('net.timeout') } : undefined
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(oss.operations.slice(-3)).toEqual(['complete U1 [1,2,3]', 'complete U1 [1,2,3]', 'head big.bin'])
    expect(rig.file('big.bin')).toMatchObject({ status: 'completed', isChecked: true })
  })

  it('lists again and sends what is missing when OSS will not assemble the parts', async () => {
    const { disk, oss } = start()
    disk.file('/disk/big.bin', 20 * MiB)
    oss.fault = (name, count) => {
      if (name.startsWith('complete') && count === 0) oss.uploads.get('U1')?.parts.delete(2)
      return undefined
    }
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(oss.operations.slice(-4)).toEqual([
      'complete U1 [1,2,3]',
      'listParts U1',
      'uploadPart U1 #2',
      'complete U1 [1,2,3]',
    ])
    expect(rig.file('big.bin').status).toBe('completed')
  })
})

describe('the account', () => {
  it('keeps everything in the queue while its secret is not there, and says why', async () => {
    const { disk, oss } = start()
    disk.folder('/disk/f', { 'a.txt': 1, 'b.txt': 1 })
    rig.accountError = 'account.secretMissing'
    await rig.add('/disk/f')
    await rig.clock.pass(60_000)
    expect(rig.file('b.txt')).toMatchObject({ status: 'queued', error: { code: 'account.secretMissing' } })
    rig.accountError = undefined
    rig.uploads.accountChanged('A1')
    expect(await rig.finish()).toMatchObject({ sent: 2 })
    expect(oss.count('put')).toBe(2)
  })

  it('stops at one expired token instead of failing file by file', async () => {
    const { disk, oss } = start()
    disk.folder('/disk/f', Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`${n}.txt`, 1])))
    let isExpired = true
    oss.fault = () => (isExpired ? { before: failure('auth.tokenExpired') } : undefined)
    await rig.add('/disk/f')
    await rig.clock.pass(60_000)
    expect(rig.uploads.totals()).toMatchObject({ queued: 50, failed: 0 })
    expect(oss.operations.length).toBeLessThan(20)
    isExpired = false
    rig.uploads.accountChanged('A1')
    expect(await rig.finish()).toMatchObject({ sent: 50 })
  })

  it('fails the file when the account is gone', async () => {
    const { disk } = start()
    disk.file('/disk/a.txt', 1)
    rig.accountError = 'account.notFound'
    await rig.add('/disk/a.txt')
    await rig.finish()
    expect(rig.file('a.txt')).toMatchObject({ status: 'failed', error: { code: 'account.notFound' } })
  })
})

it('starts nothing more while the disk is too full for the journal, then goes on without losing a file', async () => {
  const { disk, oss, journal, clock } = start({ requestsAtOnce: 2 })
  disk.folder('/disk/f', Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`${n}.txt`, 1])))
  const write = journal.updateFile.bind(journal)
  let isFull = false
  journal.updateFile = (fileId, change) => {
    if (isFull) throw new Error('database or disk is full')
    write(fileId, change)
  }
  oss.delay = () => clock.sleep(10, new AbortController().signal)
  await rig.add('/disk/f')
  isFull = true
  await clock.pass(60_000)
  const requests = oss.operations.length
  expect(requests).toBeLessThan(10)
  expect(rig.reported.length).toBeGreaterThan(0)
  isFull = false
  expect(await rig.finish()).toMatchObject({ found: 20, sent: 20 })
})
