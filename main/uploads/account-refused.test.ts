// OSS refuses everything of an account, for a reason that has nothing to do with the files.
import { afterEach, describe, expect, it } from 'vitest'
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

describe('an account that is closed or in debt in the middle of sending', () => {
  it('holds its files back under one prompt, and goes on where they stopped when it is paid', async () => {
    const { disk, oss } = start({ requestsAtOnce: 4 })
    disk.folder('/disk/f', { ...many(40), 'big.bin': 160 * MiB })
    let isClosed = false
    oss.fault = (name) => {
      if (name === 'uploadPart U1 #3') isClosed = true
      return isClosed ? { before: failure('auth.accountDisabled') } : undefined
    }
    await rig.add('/disk/f')
    await rig.clock.pass(3_600_000)
    expect(rig.held).toEqual(['A1 auth.accountDisabled'])
    const { queued, held, failed, sent } = rig.uploads.totals()
    expect({ failed, waits: held, rest: queued + sent }).toEqual({ failed: 0, waits: queued, rest: 41 })
    oss.fault = () => undefined
    await rig.act('retry')
    expect(await rig.finish()).toMatchObject({ found: 41, sent: 41, held: 0 })
    expect(oss.count('initiate')).toBe(1)
    expect(rig.held).toEqual(['A1 auth.accountDisabled', 'A1 free'])
  })

  it('counts what waits for the user with what failed, and lists it there, not with what is going', async () => {
    const { disk, oss } = start({ requestsAtOnce: 1 })
    disk.folder('/disk/f', many(3))
    disk.file('/disk/single.txt', 1)
    oss.fault = (name) => ({ before: failure(name === 'put f/0.txt' ? 'auth.denied' : 'auth.accountDisabled') })
    await rig.add(['/disk/f', '/disk/single.txt'])
    await rig.clock.pass(1000)
    expect(rig.uploads.totals()).toMatchObject({ failed: 1, queued: 3, held: 3, going: 0 })
    const listed = (filter: 'failed' | 'going' | 'all') =>
      rig.rows(filter).map((row) => `${row.name}${row.kind === 'file' ? ` ${row.status}` : ''}`)
    expect(listed('failed')).toEqual(['f', '0.txt failed', '1.txt queued', '2.txt queued', 'single.txt queued'])
    expect(listed('going')).toEqual([])
    expect(listed('all')).toEqual(listed('failed'))
    expect(rig.rows('failed')[0]).toMatchObject({
      totals: { held: 2, failed: 1 },
      trouble: { code: 'auth.accountDisabled' },
    })
  })
})

describe('a secret that was mistyped', () => {
  it('holds everything back instead of failing file by file, until the right one is given', async () => {
    const { disk, oss } = start()
    disk.folder('/disk/f', many(30))
    oss.fault = () => ({ before: failure('auth.signatureMismatch') })
    await rig.add('/disk/f')
    await rig.clock.pass(1000)
    expect(rig.uploads.totals()).toMatchObject({ failed: 0, queued: 30, held: 30 })
    oss.fault = () => undefined
    rig.uploads.accountChanged('A1')
    expect(await rig.finish()).toMatchObject({ sent: 30 })
  })

  it('is none where other files go well with the same one: then that file alone is not sent', async () => {
    const { disk, oss } = start({ requestsAtOnce: 1 })
    disk.folder('/disk/f', many(5))
    oss.fault = (name) => (name === 'put f/3.txt' ? { before: failure('auth.signatureMismatch') } : undefined)
    await rig.add('/disk/f')
    expect(await rig.finish()).toMatchObject({ sent: 4, failed: 1, held: 0 })
  })
})

it('waits under one prompt while a login page answers in the place of the server, and goes on by itself in another network', async () => {
  const { disk, oss } = start()
  disk.folder('/disk/f', many(30))
  oss.fault = () => ({ before: failure('net.tls') })
  await rig.add('/disk/f')
  await rig.clock.pass(1000)
  expect(rig.held).toEqual(['A1 net.tls'])
  expect(rig.uploads.totals()).toMatchObject({ failed: 0, held: 30 })
  oss.fault = () => undefined
  rig.uploads.setOnline(true)
  expect(await rig.finish()).toMatchObject({ sent: 30 })
})

it.each(['bucket.notFound', 'bucket.wrongRegion', 'endpoint.publicForbidden', 'endpoint.refused'] as const)(
  'a bucket that cannot be used as it is set up holds its files back under one prompt: %s',
  async (code) => {
    const { disk, oss } = start()
    disk.folder('/disk/f', many(30))
    oss.fault = () => ({ before: failure(code) })
    await rig.add('/disk/f')
    await rig.clock.pass(1000)
    expect(rig.held).toEqual([`A1 ${code}`])
    expect(rig.uploads.totals()).toMatchObject({ failed: 0, held: 30 })
    oss.fault = () => undefined
    rig.uploads.accountChanged('A1')
    expect(await rig.finish()).toMatchObject({ sent: 30 })
  },
)
