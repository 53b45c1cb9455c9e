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

describe('sending', () => {
  it('sends a small file in one PUT that cannot replace anything', async () => {
    const { disk, oss } = start()
    disk.file('/disk/a.txt', 5)
    await rig.add('/disk/a.txt', { cacheControl: 'no-cache', metadata: { team: 'x' }, storageClass: 'IA' }, 'in/')
    expect(await rig.finish()).toMatchObject({ found: 1, sent: 1, totalBytes: 5, acceptedBytes: 5 })
    expect(oss.operations).toEqual(['put in/a.txt'])
    expect(oss.objects.get('in/a.txt')).toMatchObject({
      size: 5,
      headers: {
        'content-type': 'text/plain',
        'cache-control': 'no-cache',
        'x-oss-storage-class': 'IA',
        'x-oss-meta-team': 'x',
        'x-oss-forbid-overwrite': 'true',
      },
    })
    expect(rig.file('a.txt')).toMatchObject({ status: 'completed', isChecked: true, shownBytes: 5, totalBytes: 5 })
  })

  it('sends a large file in parts, in parallel, and looks first whether the name is taken', async () => {
    const { disk, oss } = start({ requestsAtOnce: 2 })
    disk.file('/disk/big.bin', 20 * MiB)
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(oss.operations).toEqual([
      'head big.bin',
      'initiate big.bin',
      'uploadPart U1 #1',
      'uploadPart U1 #2',
      'uploadPart U1 #3',
      'complete U1 [1,2,3]',
    ])
    expect(oss.mostRunning).toBe(2)
    expect(oss.objects.get('big.bin')?.crc64).toBe(disk.checksum('/disk/big.bin', 0, 20 * MiB))
    expect(rig.file('big.bin')).toMatchObject({ status: 'completed', isChecked: true, shownBytes: 20 * MiB })
  })
})
