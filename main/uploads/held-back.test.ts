// What stops everything of an account, or of the queue, without losing anything.
import { afterEach, describe, expect, it } from 'vitest'
import { withAbortSignal } from '../oss/stop.ts'
import { openJournal } from '../platform/open-journal.ts'
import { failure } from './testing/fake-oss.ts'
import { MiB, Rig } from './testing/rig.ts'

let rig: Rig
const start = (setup?: ConstructorParameters<typeof Rig>[1]): Rig => {
  rig = new Rig(openJournal(':memory:', 0).journal, setup)
  return rig
}
afterEach(async () => {
  await rig.uploads.close()
  expect(rig.clock.timers).toBe(0)
  rig.journal.close()
})

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}.txt`, 1]))

describe('a temporary key that has expired', () => {
  it('holds everything under one prompt, ten requests at once or not, and loses nothing', async () => {
    const { disk, oss } = start({ requestsAtOnce: 10 })
    disk.folder('/disk/f', { ...many(40), 'big.bin': 160 * MiB })
    let isExpired = false
    oss.fault = (name, count) => {
      if (name === 'uploadPart U1 #3' && count === 0) isExpired = true
      return isExpired ? { before: failure('auth.tokenExpired') } : undefined
    }
    await rig.add('/disk/f')
    await rig.clock.pass(3_600_000)
    expect(rig.held).toEqual(['A1 auth.tokenExpired'])
    expect(rig.clock.sleeps).toEqual([])
    const { queued, failed, sent } = rig.uploads.totals()
    expect({ failed, rest: queued + sent }).toEqual({ failed: 0, rest: 41 })
    expect(rig.file('big.bin')).toMatchObject({ status: 'queued', error: { code: 'auth.tokenExpired' } })
    const askedBefore = oss.operations.length
    await rig.clock.pass(3_600_000)
    expect(oss.operations.length).toBe(askedBefore)
    isExpired = false
    rig.uploads.accountChanged('A1')
    expect(await rig.finish()).toMatchObject({ found: 41, sent: 41 })
    expect(oss.count('initiate')).toBe(1)
  })

  it('does not hold anything because the old key was still being refused when the new one came', async () => {
    const { disk, oss } = start()
    disk.folder('/disk/f', many(3))
    const answered = Promise.withResolvers<void>()
    const isLate = (name: string): boolean => name === 'put f/0.txt'
    oss.fault = (name, count) => (isLate(name) && count === 0 ? { before: failure('auth.tokenExpired') } : undefined)
    oss.delay = (name) => (isLate(name) ? answered.promise : Promise.resolve())
    await rig.add('/disk/f')
    rig.uploads.accountChanged('A1')
    answered.resolve()
    expect(await rig.finish()).toMatchObject({ found: 3, sent: 3 })
    expect(rig.held).toEqual([])
  })

  it('removes a canceled upload although the old key was refused for it when the new one came', async () => {
    const { disk, oss } = start()
    disk.file('/disk/big.bin', 160 * MiB)
    const answered = Promise.withResolvers<void>()
    oss.fault = (name, count) =>
      name.startsWith('abort') && count === 0 ? { before: failure('auth.tokenExpired') } : undefined
    oss.delay = (name) =>
      name.startsWith('abort')
        ? answered.promise
        : name.startsWith('uploadPart')
          ? new Promise(() => undefined)
          : Promise.resolve()
    await rig.add('/disk/big.bin')
    await rig.act('cancel')
    await rig.clock.settle()
    rig.uploads.accountChanged('A1')
    answered.resolve()
    await rig.finish()
    expect([oss.uploads.size, rig.journal.pendingAborts(10)]).toEqual([0, []])
  })

  it('asks once more when the new key is over, too', async () => {
    const { disk, oss } = start()
    disk.file('/disk/a.txt', 1)
    oss.fault = () => ({ before: failure('auth.tokenExpired') })
    await rig.add('/disk/a.txt')
    rig.uploads.accountChanged('A1')
    await rig.clock.pass(1000)
    expect(rig.held).toEqual(['A1 auth.tokenExpired', 'A1 free', 'A1 auth.tokenExpired'])
  })

  it.each(['auth.unknownKey', 'auth.tokenInvalid', 'auth.accountDisabled', 'account.secretMissing'] as const)(
    'is like one that is refused or missing, or of an account that is closed: %s',
    async (code) => {
      const { disk, oss } = start()
      disk.folder('/disk/f', many(20))
      oss.fault = () => ({ before: failure(code) })
      await rig.add('/disk/f')
      await rig.clock.pass(1000)
      expect(rig.uploads.totals()).toMatchObject({ queued: 20, failed: 0 })
      expect(rig.held).toEqual([`A1 ${code}`])
    },
  )
})

describe('a disk too full for the journal', () => {
  it('stops the reading of a folder, which goes on by itself when there is room: no file is lost or listed twice', async () => {
    const { disk, journal, clock } = start()
    disk.folder('/disk/f', many(300))
    disk.beforeEntry = () => clock.sleep(10, new AbortController().signal)
    const write = journal.addFiles.bind(journal)
    let isFull = false
    journal.addFiles = (files) => {
      if (isFull) throw new Error('database or disk is full')
      write(files)
    }
    await rig.add('/disk/f')
    await clock.pass(1000)
    isFull = true
    await clock.pass(60_000)
    expect(rig.uploads.totals()).toMatchObject({ isWalking: true, failed: 0 })
    expect(rig.uploads.totals().found).toBeLessThan(300)
    isFull = false
    expect(await rig.finish()).toMatchObject({ found: 300, sent: 300, isWalking: false })
    expect(rig.reported.length).toBeGreaterThan(0)
  })

  it('is no failure of the file whose part could not be written down: that part alone is sent again', async () => {
    const { disk, journal, clock, oss } = start({ requestsAtOnce: 1 })
    disk.file('/disk/big.bin', 40 * MiB)
    const write = journal.addPart.bind(journal)
    let isFull = true
    journal.addPart = (fileId, part) => {
      if (isFull && part.partNumber === 3) throw new Error('database or disk is full')
      write(fileId, part)
    }
    await rig.add('/disk/big.bin')
    await clock.pass(1000)
    isFull = false
    expect(await rig.finish()).toMatchObject({ sent: 1, failed: 0 })
    expect(oss.count('uploadPart')).toBe(6)
    expect(oss.count('initiate')).toBe(1)
  })

  it('does not end the removal on the server of what was canceled', async () => {
    const { disk, journal, oss } = start()
    disk.file('/disk/big.bin', 40 * MiB)
    oss.fault = (name) => (name === 'uploadPart U1 #3' ? { hang: true } : undefined)
    await rig.add('/disk/big.bin')
    const remove = journal.removeAbort.bind(journal)
    journal.removeAbort = () => {
      throw new Error('database or disk is full')
    }
    await rig.act('cancel')
    await rig.clock.settle()
    journal.removeAbort = remove
    rig.uploads.accountChanged('A1')
    await rig.clock.settle()
    expect(oss.uploads.size).toBe(0)
    expect(journal.pendingAborts(1)).toEqual([])
  })
})

describe('the numbers', () => {
  it('show what the rows show: bytes on the wire count before OSS has acknowledged them', async () => {
    const { disk, oss, clock } = start({ requestsAtOnce: 1 })
    disk.file('/disk/a.bin', 5 * MiB)
    const put = oss.putObject.bind(oss)
    oss.putObject = async (...args) => {
      args[3].onSent?.(3 * MiB)
      await withAbortSignal(args[3].signal, (signal) => clock.sleep(1000, signal))
      args[3].onSent?.(-3 * MiB)
      return put(...args)
    }
    await rig.add('/disk/a.bin')
    expect(rig.uploads.totals()).toMatchObject({ acceptedBytes: 0, shownBytes: 3 * MiB })
    expect(rig.file('a.bin').shownBytes).toBe(3 * MiB)
    expect(await rig.finish()).toMatchObject({ acceptedBytes: 5 * MiB, shownBytes: 5 * MiB })
  })

  it('promise no end and no speed while everything that is going waits, and say how many wait', async () => {
    const { disk, oss, clock } = start({ requestsAtOnce: 1 })
    disk.file('/disk/big.bin', 160 * MiB)
    let isBroken = false
    oss.fault = () => (isBroken ? { before: failure('net.offline') } : undefined)
    oss.delay = () => clock.sleep(500, new AbortController().signal)
    await rig.add('/disk/big.bin')
    await clock.pass(5000)
    expect(rig.uploads.totals()).toMatchObject({ going: 1, waiting: 0 })
    expect(rig.uploads.totals().bytesPerSecond).toBeGreaterThan(0)
    isBroken = true
    await clock.until(() => rig.file('big.bin').error !== undefined)
    expect(rig.uploads.totals()).toMatchObject({ going: 1, waiting: 1, bytesPerSecond: 0, secondsLeft: null })
    isBroken = false
    rig.uploads.setOnline(true)
    await rig.finish()
  })

  it('end at all of it: what was skipped, failed or canceled leaves the total', async () => {
    const { disk, oss } = start()
    disk.folder('/disk/f', { 'a.txt': 10, 'b.txt': 20, 'c.txt': 40 }, [
      { kind: 'skipped', path: '/disk/f/.DS_Store', relativePath: '.DS_Store', reason: 'junk' },
    ])
    oss.fault = (name) => (name === 'put f/b.txt' ? { before: failure('auth.denied') } : undefined)
    oss.objects.set('f/c.txt', { size: 1, crc64: '1', etag: 'E', headers: {} })
    await rig.add('/disk/f', { onConflict: 'skip' })
    expect(await rig.finish()).toMatchObject({
      found: 4,
      sent: 1,
      skipped: 2,
      failed: 1,
      totalBytes: 10,
      acceptedBytes: 10,
    })
    expect(rig.rows()[0]).toMatchObject({ kind: 'folder', totalBytes: 10, shownBytes: 10 })
  })

  it('do not go back when a half-sent file fails, and count only what is still to go in the time left', async () => {
    const { disk, oss, clock } = start({ requestsAtOnce: 1 })
    disk.folder('/disk/f', { 'big.bin': 40 * MiB, 'other.bin': 80 * MiB })
    oss.fault = (name) => (name === 'uploadPart U1 #5' ? { before: failure('auth.denied') } : undefined)
    oss.delay = () => clock.sleep(500, new AbortController().signal)
    await rig.add('/disk/f')
    const seen: number[] = []
    await clock.until(() => {
      const { acceptedBytes, totalBytes, failed } = rig.uploads.totals()
      seen.push(acceptedBytes / totalBytes)
      return failed === 1
    })
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    const { totalBytes, bytesPerSecond, secondsLeft } = rig.uploads.totals()
    expect(totalBytes).toBe(32 * MiB + 80 * MiB)
    expect((secondsLeft ?? 0) * bytesPerSecond).toBeLessThanOrEqual(80 * MiB)
    oss.fault = () => undefined
    await rig.finish()
    const after = rig.uploads.totals()
    expect(after.acceptedBytes).toBe(after.totalBytes)
    await rig.act('retry')
    expect(await rig.finish()).toMatchObject({ totalBytes: 120 * MiB, acceptedBytes: 120 * MiB })
  })

  it('leave out of the time left what is paused', async () => {
    const { disk, oss, clock } = start({ requestsAtOnce: 1 })
    disk.file('/disk/going.bin', 80 * MiB)
    disk.file('/disk/paused.bin', 4000 * MiB)
    oss.delay = () => clock.sleep(1000, new AbortController().signal)
    await rig.add(['/disk/going.bin', '/disk/paused.bin'])
    await rig.uploads.act({ action: 'pause', target: { kind: 'file', fileId: rig.file('paused.bin').fileId } })
    await clock.pass(5000)
    expect(rig.uploads.totals().secondsLeft).toBeLessThan(30)
    await rig.act('cancel')
    await clock.pass(5000)
  })
})

describe('how many requests at once', () => {
  it('grows beyond six while that makes it faster, for parts and for small files', async () => {
    const { disk, oss, clock } = start()
    oss.delay = () => clock.sleep(60, new AbortController().signal)
    disk.folder('/disk/f', many(4000))
    await rig.add('/disk/f')
    await clock.until(() => oss.mostRunning > 24)
    await rig.finish()
    oss.mostRunning = 0
    disk.file('/disk/huge.bin', 12_000 * MiB)
    await rig.add('/disk/huge.bin')
    await clock.until(() => oss.mostRunning > 24)
    await rig.act('cancel')
    await clock.pass(5000)
  })

  it('shrinks when the server says that it is too much', async () => {
    const { disk, oss, clock } = start()
    const most: number[] = []
    oss.fault = (name) => (name.startsWith('put') && oss.running > 3 ? { before: failure('server.busy') } : undefined)
    oss.delay = () => {
      most.push(oss.running)
      return clock.sleep(200, new AbortController().signal)
    }
    disk.folder('/disk/f', many(600))
    await rig.add('/disk/f')
    expect(await rig.finish()).toMatchObject({ sent: 600 })
    expect(most.slice(-300).filter((running) => running > 4).length).toBeLessThan(30)
  })
})

it('cuts what comes next into smaller parts once the line has shown that it is slow, and a thousand small files do not', async () => {
  const { disk, oss, clock } = start({ requestsAtOnce: 2 })
  disk.folder('/disk/f', many(50))
  oss.delay = () => clock.sleep(200, new AbortController().signal)
  await rig.add('/disk/f')
  await rig.finish()
  disk.file('/disk/first.bin', 40 * MiB)
  disk.file('/disk/second.bin', 40 * MiB)
  oss.delay = () => clock.sleep(80_000, new AbortController().signal)
  await rig.add('/disk/first.bin')
  await rig.finish()
  expect(oss.operations).toContain('complete U1 [1,2,3,4,5]')
  await rig.add('/disk/second.bin')
  await rig.clock.pass(200_000)
  expect(rig.file('second.bin').parts?.planned).toBe(40)
  oss.delay = () => Promise.resolve()
  await rig.finish()
})
