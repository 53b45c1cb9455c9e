import { afterEach, describe, expect, it } from 'vitest'
import { openJournal } from '../platform/open-journal.ts'
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

describe('the file on the disk', () => {
  it.each([
    ['written to', (path: string) => rig.disk.touch(path, 20 * MiB)],
    ['grown', (path: string) => rig.disk.touch(path, 21 * MiB)],
    ['cut off in what was still to be sent', (path: string) => rig.disk.touch(path, 12 * MiB)],
    ['cut off in what was sent already', (path: string) => rig.disk.touch(path, MiB)],
  ])('fails when it was %s meanwhile: Complete is not sent, nothing stays behind', async (_, change) => {
    const { disk, oss } = start({ requestsAtOnce: 1 })
    disk.file('/disk/big.bin', 20 * MiB)
    oss.fault = (name) => {
      if (name === 'uploadPart U1 #3') change('/disk/big.bin')
      return undefined
    }
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(rig.file('big.bin')).toMatchObject({ status: 'failed', error: { code: 'file.changed' } })
    expect(oss.count('complete')).toBe(0)
    expect(oss.uploads.size).toBe(0)
  })

  it('fails as not found when it was deleted between two parts: Complete is not sent', async () => {
    const { disk, oss } = start({ requestsAtOnce: 1 })
    disk.file('/disk/big.bin', 20 * MiB)
    oss.fault = (name) => {
      if (name === 'uploadPart U1 #2') disk.files.delete('/disk/big.bin')
      return undefined
    }
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(rig.file('big.bin')).toMatchObject({ status: 'failed', error: { code: 'file.notFound' } })
    expect(oss.count('complete')).toBe(0)
  })

  it.each([
    ['is sent over what it stored itself', undefined, 'completed'],
    ['is not sent over what somebody else put there since', '42', 'failed'],
  ])(
    'that changed while its PUT was under way fails, nothing is deleted, and on retry it %s',
    async (_, crc64, status) => {
      const { disk, oss } = start()
      disk.file('/disk/a.txt', 5)
      const put = oss.putObject.bind(oss)
      oss.putObject = async (...args) => {
        const answer = await put(...args)
        if (oss.count('put') === 1) disk.touch('/disk/a.txt', 6)
        return answer
      }
      await rig.add('/disk/a.txt')
      await rig.finish()
      expect(rig.file('a.txt')).toMatchObject({ status: 'failed', error: { code: 'file.changed' } })
      const left = oss.objects.get('a.txt')
      expect(left?.size).toBe(5)
      if (left && crc64 !== undefined) oss.objects.set('a.txt', { ...left, crc64 })
      await rig.act('retry')
      await rig.finish()
      expect(rig.file('a.txt').status).toBe(status)
      expect(oss.objects.get('a.txt')?.size).toBe(status === 'completed' ? 6 : 5)
    },
  )

  it.each(['ask', 'skip', 'keepBoth'] as const)(
    'that changed while its PUT was under way is sent on retry under its own name with "%s", and nothing is left torn',
    async (onConflict) => {
      const { disk, oss } = start()
      disk.file('/disk/a.txt', 5)
      const put = oss.putObject.bind(oss)
      oss.putObject = async (...args) => {
        const answer = await put(...args)
        if (oss.count('put') === 1) disk.touch('/disk/a.txt', 6)
        return answer
      }
      await rig.add('/disk/a.txt', { onConflict })
      await rig.finish()
      await rig.act('retry')
      await rig.finish()
      expect(rig.file('a.txt').status).toBe('completed')
      expect([...oss.objects].map(([key, { size }]) => [key, size])).toEqual([['a.txt', 6]])
    },
  )

  it('that was written to in the queue is sent as it is now, in parts if it has grown that large', async () => {
    const { disk, oss } = start({ requestsAtOnce: 1 })
    for (const name of ['a.txt', 'b.txt', 'c.txt']) disk.file(`/disk/${name}`, 5)
    const held = Promise.withResolvers<void>()
    oss.delay = (operation) => (operation === 'put a.txt' ? held.promise : Promise.resolve())
    await rig.add(['/disk/a.txt', '/disk/b.txt', '/disk/c.txt'])
    disk.touch('/disk/b.txt', 7)
    disk.touch('/disk/c.txt', 20 * MiB)
    held.resolve()
    expect(await rig.finish()).toMatchObject({ sent: 3, totalBytes: 12 + 20 * MiB })
    expect([...oss.objects].map(([key, { size }]) => [key, size])).toEqual([
      ['a.txt', 5],
      ['b.txt', 7],
      ['c.txt', 20 * MiB],
    ])
  })

  it('fails as not found when it vanished in the queue, and is sent on retry when it is back', async () => {
    const { disk } = start()
    disk.folder('/disk/f', { 'a.txt': 1, 'b.txt': 1 })
    rig.accountError = 'account.secretMissing'
    await rig.add('/disk/f')
    disk.files.delete('/disk/f/b.txt')
    rig.accountError = undefined
    rig.uploads.accountChanged('A1')
    expect(await rig.finish()).toMatchObject({ sent: 1, failed: 1 })
    expect(rig.file('b.txt').error?.code).toBe('file.notFound')
    disk.file('/disk/f/b.txt', 7)
    await rig.act('retry')
    expect(await rig.finish()).toMatchObject({ sent: 2, failed: 0, totalBytes: 8, acceptedBytes: 8 })
  })
})
