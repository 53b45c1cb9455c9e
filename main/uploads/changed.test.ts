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
  rig.journal.close()
})

const send = async (path: string) => {
  await rig.add(path, { onConflict: 'changed' })
  await rig.finish()
}
const stored = (name: string, size: number) => ({
  ...{ size, crc64: rig.disk.checksum(`/disk/${name}`, 0, size), etag: 'before', headers: {} },
})

describe.each([
  ['a small file', 'a.txt', 5, 'put a.txt'],
  ['a large file', 'a.bin', 20 * MiB, 'initiate a.bin'],
])('only what is new or changed: %s', (_, name, size, first) => {
  beforeEach(() => rig.disk.file(`/disk/${name}`, size))

  it('is left out when size and checksum are those of the object', async () => {
    rig.oss.objects.set(name, stored(name, size))
    await send(`/disk/${name}`)
    expect(rig.file(name)).toMatchObject({ status: 'skipped', skipReason: 'unchanged' })
    expect(rig.oss.operations).toEqual([`head ${name}`])
  })

  it.each([
    ['other bytes of the same size', { crc64: '42' }],
    ['another size', { size: 4 }],
  ])('replaces %s', async (_, difference) => {
    rig.oss.objects.set(name, { ...stored(name, size), ...difference })
    await send(`/disk/${name}`)
    expect(rig.file(name)).toMatchObject({ status: 'completed', isChecked: true })
    expect(rig.oss.objects.get(name)).toMatchObject({ size, crc64: rig.disk.checksum(`/disk/${name}`, 0, size) })
    expect(rig.oss.uploads.size).toBe(0)
  })

  it('is sent when there is nothing, and cannot replace what comes there meanwhile: that is compared, too', async () => {
    rig.oss.fault = (operation, count) => {
      if (operation === first && count === 0) rig.oss.objects.set(name, stored(name, size))
      return undefined
    }
    await send(`/disk/${name}`)
    expect(rig.file(name)).toMatchObject({ status: 'skipped', skipReason: 'unchanged' })
    expect(rig.oss.objects.get(name)?.etag).toBe('before')
    await rig.clock.pass(5000)
    expect(rig.oss.uploads.size).toBe(0)
  })

  it('is sent, and not left out, when it was found touched after its own bytes had come there', async () => {
    rig.oss.delay = (operation) => {
      if (operation === `put ${name}`) rig.disk.files.set(`/disk/${name}`, { size, mtimeMs: 2000, firstByte: 1 })
      return Promise.resolve()
    }
    await send(`/disk/${name}`)
    await rig.act('retry')
    await rig.finish()
    expect(rig.file(name)).toMatchObject({ status: 'completed', isChecked: true })
  })

  it('leaves no upload behind when the same bytes have come there after a Complete that was refused', async () => {
    rig.oss.fault = (operation) =>
      operation.startsWith('complete') || operation.startsWith('put') ? { before: failure('server.busy') } : undefined
    await send(`/disk/${name}`)
    expect(rig.file(name)).toMatchObject({ status: 'failed', error: { code: 'server.busy' } })
    rig.oss.fault = () => undefined
    rig.oss.objects.set(name, stored(name, size))
    await rig.act('retry')
    await rig.finish()
    expect(rig.file(name)).toMatchObject({ status: 'completed', isChecked: true })
    expect(rig.oss.uploads.size).toBe(0)
  })

  it('fails where the key may not look: then nothing can be left out, and nothing is replaced unseen', async () => {
    rig.oss.objects.set(name, stored(name, size))
    rig.oss.fault = (operation) => (operation.startsWith('head') ? { before: failure('auth.denied') } : undefined)
    await send(`/disk/${name}`)
    expect(rig.file(name)).toMatchObject({ status: 'failed', error: { code: 'auth.denied' } })
    expect(rig.oss.objects.get(name)?.etag).toBe('before')
  })
})

it('sends of a folder only what is new or changed, and accounts for all of it', async () => {
  rig.disk.folder('/disk/f', { 'same.txt': 3, 'other.txt': 3, 'new.txt': 3 })
  const same = { size: 3, crc64: rig.disk.checksum('/disk/f/same.txt', 0, 3), etag: 'E', headers: {} }
  rig.oss.objects.set('f/same.txt', same)
  rig.oss.objects.set('f/other.txt', { ...same, crc64: '42' })
  await rig.add('/disk/f', { onConflict: 'changed' })
  expect(await rig.finish()).toMatchObject({
    found: 3,
    sent: 2,
    skipped: 1,
    failed: 0,
    totalBytes: 6,
    acceptedBytes: 6,
  })
})

it('takes for sent, not for unchanged, what its own request with a lost answer put there', async () => {
  rig.disk.file('/disk/a.txt', 5)
  rig.oss.fault = (operation, count) =>
    operation === 'put a.txt' && count === 0 ? { after: failure('net.reset') } : undefined
  await rig.add('/disk/a.txt', { onConflict: 'changed' })
  await rig.act('pause')
  await rig.act('resume')
  await rig.finish()
  expect(rig.file('a.txt')).toMatchObject({ status: 'completed', isChecked: true })
  expect(rig.oss.count('put')).toBe(1)
})

it('replaces an object that has no checksum to compare', async () => {
  rig.disk.file('/disk/a.txt', 5)
  rig.oss.objects.set('a.txt', stored('a.txt', 5))
  const head = rig.oss.headObject.bind(rig.oss)
  rig.oss.headObject = async (...args) => {
    const { crc64: _, ...info } = await head(...args)
    return info
  }
  await send('/disk/a.txt')
  expect(rig.oss.count('put')).toBe(1)
})
