import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openJournal } from '../platform/open-journal.ts'
import { failure } from './testing/fake-oss.ts'
import { MiB, Rig } from './testing/rig.ts'

let rig: Rig
beforeEach(() => {
  rig = new Rig(openJournal(':memory:', 0).journal, { requestsAtOnce: 2 })
})
afterEach(async () => {
  await rig.uploads.close()
  expect(rig.clock.timers).toBe(0)
  rig.journal.close()
})

/** From now on every request that is made hangs, as on a line that has gone; those made after `mend` go well. */
function breakLine(): () => void {
  let isBroken = true
  rig.oss.fault = () => (isBroken ? { hang: true } : undefined)
  return () => {
    isBroken = false
  }
}

describe('after sleep or a change of network', () => {
  it.each([
    ['small files', { 'a.txt': 5, 'b.txt': 5 }],
    ['parts of a large file', { 'big.bin': 40 * MiB }],
  ])('sends again at once what hung on dead connections: %s', async (_, files) => {
    const mend = breakLine()
    rig.disk.folder('/disk/f', files)
    await rig.add('/disk/f')
    await rig.clock.pass(8 * 3_600_000)
    mend()
    rig.uploads.setOnline(true)
    await rig.clock.pass(0)
    expect(rig.line).toEqual(['drop idle'])
    expect(rig.uploads.totals()).toMatchObject({ sent: Object.keys(files).length, failed: 0 })
    expect(rig.clock.sleeps.filter((ms) => ms !== 5000)).toEqual([])
  })

  it('moves again within ten seconds also where a connection died only a moment before', async () => {
    const mend = breakLine()
    rig.disk.file('/disk/a.txt', 5)
    await rig.add('/disk/a.txt')
    await rig.clock.pass(1000)
    mend()
    rig.uploads.setOnline(true)
    await rig.clock.pass(4000)
    expect(rig.file('a.txt').status).toBe('uploading')
    await rig.clock.pass(2000)
    expect(rig.file('a.txt').status).toBe('completed')
  })

  it('leaves alone what is moving', async () => {
    rig.disk.file('/disk/big.bin', 40 * MiB)
    rig.oss.delay = () => rig.clock.sleep(1000, new AbortController().signal)
    await rig.add('/disk/big.bin')
    await rig.clock.pass(2500)
    rig.uploads.setOnline(true)
    await rig.finish()
    expect(rig.oss.count('uploadPart')).toBe(5)
    expect(rig.file('big.bin').status).toBe('completed')
  })

  it('uses up no tries for what it took back, however often the computer sleeps', async () => {
    const mend = breakLine()
    rig.disk.file('/disk/a.txt', 5)
    await rig.add('/disk/a.txt')
    for (let night = 0; night < 20; night++) {
      await rig.clock.pass(3_600_000)
      rig.uploads.setOnline(true)
      await rig.clock.pass(100)
    }
    mend()
    rig.uploads.setOnline(true)
    await rig.clock.pass(10_000)
    expect(rig.file('a.txt').status).toBe('completed')
  })

  it('does not send a file twice over itself: a PUT that was taken back may have gone through', async () => {
    rig.disk.file('/disk/a.txt', 5)
    rig.oss.fault = (name, count) => {
      if (name !== 'put a.txt' || count > 0) return undefined
      const crc64 = rig.disk.checksum('/disk/a.txt', 0, 5)
      rig.oss.objects.set('a.txt', { size: 5, crc64, etag: 'ours', headers: {} })
      return { hang: true }
    }
    await rig.add('/disk/a.txt')
    await rig.clock.pass(60_000)
    rig.uploads.setOnline(true)
    await rig.clock.pass(100)
    expect(rig.oss.operations).toEqual(['put a.txt', 'put a.txt', 'head a.txt'])
    expect(rig.file('a.txt')).toMatchObject({ status: 'completed', isChecked: true })
  })
})

describe('while the system says there is no network', () => {
  it('no failure of the network counts, whatever it looks like, and the row says what it waits for', async () => {
    rig.uploads.setOnline(false)
    rig.disk.file('/disk/a.txt', 5)
    let isOnline = false
    const failures = ['net.timeout', 'net.reset', 'net.refused'] as const
    rig.oss.fault = (_, count) => (isOnline ? undefined : { before: failure(failures[count % 3] ?? 'net.reset') })
    await rig.add('/disk/a.txt')
    await rig.clock.pass(3_600_000)
    expect(rig.file('a.txt')).toMatchObject({ status: 'uploading', error: { code: 'net.offline' } })
    expect(rig.oss.count('put')).toBeGreaterThan(100)
    isOnline = true
    rig.uploads.setOnline(true)
    await rig.clock.pass(0)
    expect(rig.file('a.txt').status).toBe('completed')
  })

  it('a server that answers with errors still uses up the tries', async () => {
    rig.uploads.setOnline(false)
    rig.disk.file('/disk/a.txt', 5)
    rig.oss.fault = () => ({ before: failure('server.error') })
    await rig.add('/disk/a.txt')
    await rig.finish()
    expect(rig.file('a.txt')).toMatchObject({ status: 'failed', error: { code: 'server.error' } })
  })
})

it('passes the limit of the speed on to the connections', () => {
  rig.uploads.setSpeedLimit(100_000)
  rig.uploads.setSpeedLimit(null)
  expect(rig.line).toEqual(['limit 100000', 'limit null'])
})

it('waits at a proxy that wants a login without failing anything, and goes on when the network has changed', async () => {
  rig.disk.folder('/disk/f', { 'a.txt': 1, 'b.txt': 1, 'c.txt': 1 })
  let isLocked = true
  rig.oss.fault = () => (isLocked ? { before: failure('net.proxyLogin') } : undefined)
  await rig.add('/disk/f')
  await rig.clock.pass(60_000)
  expect(rig.uploads.totals()).toMatchObject({ queued: 3, failed: 0 })
  expect(rig.held).toEqual(['A1 net.proxyLogin'])
  isLocked = false
  rig.uploads.setOnline(true)
  expect(await rig.finish()).toMatchObject({ sent: 3 })
})

describe('an address that cannot be found', () => {
  const nobody = () => ({ before: failure('net.hostNotFound', { host: 'b.example' }) })

  it('is said from the start where it never answered, and given up after the usual tries', async () => {
    rig.disk.file('/disk/a.txt', 5)
    rig.oss.fault = nobody
    await rig.add('/disk/a.txt')
    expect(rig.file('a.txt')).toMatchObject({ status: 'uploading', error: { code: 'net.hostNotFound' } })
    await rig.clock.pass(600_000)
    expect(rig.file('a.txt')).toMatchObject({ status: 'failed', error: { code: 'net.hostNotFound' } })
    expect(rig.oss.count('put')).toBe(8)
  })

  it('is no more than a missing network where it answered before, and every file waits for as long as that takes', async () => {
    await rig.uploads.close()
    rig.journal.close()
    rig = new Rig(openJournal(':memory:', 0).journal, { reached: ['b.example'] })
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`${n}.txt`, 1]))
    rig.disk.folder('/disk/f', files)
    rig.oss.fault = nobody
    await rig.add('/disk/f')
    await rig.clock.pass(300_000)
    const { going, waiting, offline, failed } = rig.uploads.totals()
    expect({ failed, waiting, offline }).toEqual({ failed: 0, waiting: going, offline: going })
    expect(going).toBeGreaterThan(0)
    expect(rig.file('0.txt')).toMatchObject({ status: 'uploading', error: { code: 'net.offline' } })
    rig.oss.fault = () => undefined
    expect(await rig.finish()).toMatchObject({ found: 20, sent: 20, waiting: 0, offline: 0 })
  })

  it('is no more than a missing network while there is none', async () => {
    rig.uploads.setOnline(false)
    rig.disk.file('/disk/a.txt', 5)
    rig.oss.fault = nobody
    await rig.add('/disk/a.txt')
    await rig.clock.pass(3_600_000)
    expect(rig.file('a.txt')).toMatchObject({ status: 'uploading', error: { code: 'net.offline' } })
  })
})

it('goes on saying that it waits for the network while that is tried once more, until something moves', async () => {
  rig.disk.file('/disk/a.txt', 5)
  const answered = Promise.withResolvers<void>()
  rig.oss.fault = (_, count) => (count < 3 ? { before: failure('net.offline') } : undefined)
  rig.oss.delay = () => (rig.oss.operations.length === 4 ? answered.promise : Promise.resolve())
  await rig.add('/disk/a.txt')
  await rig.clock.until(() => rig.oss.operations.length === 4)
  expect(rig.uploads.totals()).toMatchObject({ going: 1, waiting: 0, offline: 1 })
  expect(rig.file('a.txt')).toMatchObject({ status: 'uploading', error: { code: 'net.offline' } })
  answered.resolve()
  expect(await rig.finish()).toMatchObject({ sent: 1, offline: 0 })
})

it('tells what waits for the network from what waits for a busy server', async () => {
  rig.disk.file('/disk/a.txt', 5)
  rig.disk.file('/disk/b.txt', 5)
  rig.oss.fault = (name) => ({ before: failure(name === 'put a.txt' ? 'net.offline' : 'server.busy') })
  await rig.add(['/disk/a.txt', '/disk/b.txt'])
  expect(rig.uploads.totals()).toMatchObject({ going: 2, waiting: 2, offline: 1 })
})
