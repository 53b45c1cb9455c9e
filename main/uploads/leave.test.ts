// An account that is removed, or gets another bucket, leaves nothing behind that is billed, and sends nothing elsewhere.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
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

const reason = new AppError('account.changed', { params: { account: 'Work', bucket: 'second' } }).shape
const leave = async (): Promise<void> => {
  const done = rig.uploads.leave('A1', { reason, bucket: 'first' })
  await rig.clock.pass(10_000)
  await done
}
/** Half a large file is there, and the rest hangs; a small one waits behind it. */
async function halfSent(): Promise<void> {
  rig.disk.file('/disk/big.bin', 40 * MiB)
  rig.disk.file('/disk/small.txt', 5)
  rig.oss.fault = (name) => (name.startsWith('uploadPart') && !name.endsWith('#1') ? { hang: true } : undefined)
  await rig.add(['/disk/big.bin', '/disk/small.txt'])
}

describe('an account that leaves its bucket', () => {
  it('stops its files, removes what was begun there with the key it still has, and says why they stopped', async () => {
    await halfSent()
    await rig.act('pause')
    await leave()
    expect(rig.oss.uploads.size).toBe(0)
    expect(rig.journal.pendingAborts(10)).toEqual([])
    expect(rig.file('big.bin')).toMatchObject({ status: 'failed', error: reason, shownBytes: 0 })
  })

  it('does not send to another bucket by itself; on retry each file goes there from its beginning', async () => {
    await halfSent()
    await leave()
    const asked = rig.oss.operations.length
    rig.oss.fault = () => undefined
    rig.uploads.accountChanged('A1')
    rig.uploads.setOnline(true)
    await rig.clock.pass(60_000)
    expect(rig.oss.operations.length).toBe(asked)
    await rig.act('retry')
    await rig.finish()
    expect(rig.uploads.totals()).toMatchObject({ sent: 2, failed: 0 })
    expect(rig.oss.count('initiate')).toBe(2)
  })

  it('says on the row that parts were left, after five seconds without an answer, and does not try for ever', async () => {
    await halfSent()
    const fault = rig.oss.fault
    rig.oss.fault = (name, count) => (name.startsWith('abort') ? { hang: true } : fault(name, count))
    await leave()
    expect(rig.file('big.bin').error).toMatchObject({
      code: 'account.partsLeft',
      params: { account: 'Work', bucket: 'first' },
    })
    expect(rig.journal.pendingAborts(10)).toEqual([])
    rig.uploads.accountChanged('A1')
    await rig.clock.pass(60_000)
    expect(rig.oss.count('abort')).toBe(1)
  })

  it('says so too when the key may not remove them', async () => {
    await halfSent()
    const fault = rig.oss.fault
    rig.oss.fault = (name, count) =>
      name.startsWith('abort') ? { before: failure('auth.denied') } : fault(name, count)
    await leave()
    expect(rig.file('big.bin').error?.code).toBe('account.partsLeft')
    expect(rig.reported).toHaveLength(1)
  })

  it('lets a file end whose last request is under way', async () => {
    rig.disk.file('/disk/big.bin', 40 * MiB)
    rig.oss.delay = (name) =>
      name.startsWith('complete') ? rig.clock.sleep(2000, new AbortController().signal) : Promise.resolve()
    await rig.add('/disk/big.bin')
    await leave()
    expect(rig.file('big.bin')).toMatchObject({ status: 'completed', isChecked: true })
  })

  it('leaves a row for a folder it had not read to its end, which reads the rest when tried again', async () => {
    let goOn = (): void => undefined
    rig.disk.folder('/disk/f', { 'a.txt': 1, 'b.txt': 1, 'c.txt': 1 })
    rig.disk.beforeEntry = (name) => (name === 'c.txt' ? new Promise((resolve) => (goOn = resolve)) : Promise.resolve())
    rig.oss.fault = () => ({ hang: true })
    await rig.add('/disk/f')
    await rig.clock.pass(1000)
    await leave()
    goOn()
    await rig.clock.settle()
    expect(rig.uploads.totals()).toMatchObject({ isWalking: false, queued: 0, going: 0 })
    expect(rig.rows()[0]).toMatchObject({ kind: 'folder' })
    expect(rig.files().map(({ error }) => error?.code)).toContain('folder.notRead')
    rig.oss.fault = () => undefined
    rig.disk.beforeEntry = () => Promise.resolve()
    await rig.act('retry')
    expect(await rig.finish()).toMatchObject({ sent: 3, failed: 0 })
  })

  it('leaves the files of other accounts alone', async () => {
    await halfSent()
    const done = rig.uploads.leave('A2', { reason, bucket: 'first' })
    await rig.clock.pass(10_000)
    await done
    expect(rig.file('big.bin').status).toBe('uploading')
    expect(rig.oss.count('abort')).toBe(0)
  })
})

it('forgets what is to be removed of an account that is not there any more', async () => {
  await halfSent()
  rig.accountError = 'account.notFound'
  await rig.act('cancel')
  await rig.clock.pass(10_000)
  expect(rig.journal.pendingAborts(10)).toEqual([])
})
