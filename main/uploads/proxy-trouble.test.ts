// Company networks: what a proxy does to the queue.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openJournal } from '../platform/open-journal.ts'
import { failure } from './testing/fake-oss.ts'
import { Rig } from './testing/rig.ts'

let rig: Rig
beforeEach(() => {
  rig = new Rig(openJournal(':memory:', 0).journal)
})
afterEach(async () => {
  await rig.uploads.close()
  rig.journal.close()
})

describe('a proxy', () => {
  it('that cannot be reached is no network: files wait for hours, say so, and go on at once when it is back', async () => {
    const { disk, oss, clock } = rig
    disk.file('/disk/a.txt', 5)
    let isThere = false
    oss.fault = () => (isThere ? undefined : { before: failure('net.proxyRefused') })
    await rig.add('/disk/a.txt')
    await clock.pass(3_600_000)
    expect(rig.file('a.txt')).toMatchObject({ status: 'uploading', error: { code: 'net.proxyRefused' } })
    expect(Math.max(...clock.sleeps)).toBeLessThanOrEqual(10_000)
    isThere = true
    rig.uploads.setOnline(true)
    await clock.settle()
    expect(rig.file('a.txt').status).toBe('completed')
  })

  it.each(['net.proxyLogin', 'net.proxyLoginKind', 'net.proxyInvalid'] as const)(
    'that says %s holds every file in the queue instead of failing one after the other',
    async (code) => {
      const { disk, oss, clock } = rig
      disk.folder('/disk/f', Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`${n}.txt`, 1])))
      let isSettled = false
      oss.fault = () => (isSettled ? undefined : { before: failure(code) })
      await rig.add('/disk/f')
      await clock.pass(3_600_000)
      expect(rig.uploads.totals()).toMatchObject({ queued: 50, failed: 0 })
      expect(oss.operations.length).toBeLessThan(20)
      isSettled = true
      rig.uploads.accountChanged('A1')
      expect(await rig.finish()).toMatchObject({ sent: 50 })
    },
  )
})
