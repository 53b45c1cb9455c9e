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

it('is checked by what was read while it was sent: nothing is read a second time to compare it', async () => {
  const { disk } = start()
  disk.file('/disk/a.txt', 5)
  disk.file('/disk/big.bin', 40 * MiB)
  const reads: string[] = []
  disk.crc64 = (path) => Promise.resolve(String(reads.push(path)))
  await rig.add(['/disk/a.txt', '/disk/big.bin'])
  await rig.finish()
  expect(rig.files().map(({ isChecked }) => isChecked)).toEqual([true, true])
  expect(reads).toEqual([])
})

describe('many small files', () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}.txt`, 1]))

  it('share the pool, and a huge file beside them holds nobody up', async () => {
    const { disk, oss } = start({ requestsAtOnce: 3 })
    disk.file('/disk/huge.bin', 4000 * MiB)
    disk.folder('/disk/f', many(20))
    oss.fault = (name) => (/uploadPart .* #(3|7)$/.test(name) ? { hang: true } : undefined)
    await rig.add(['/disk/huge.bin', '/disk/f'])
    await rig.clock.settle()
    expect(rig.files().filter(({ status }) => status === 'completed')).toHaveLength(20)
    expect(oss.mostRunning).toBe(3)
  })

  it('are being sent while their folder is still being read', async () => {
    const { disk, oss, clock } = start()
    disk.folder('/disk/f', many(1000))
    let goOn = (): void => undefined
    disk.beforeEntry = (path) => (path === '900.txt' ? new Promise((resolve) => (goOn = resolve)) : Promise.resolve())
    await rig.add('/disk/f')
    await clock.pass(5000)
    expect(oss.objects.size).toBeGreaterThan(100)
    expect(rig.uploads.totals()).toMatchObject({ isWalking: true, secondsLeft: null })
    goOn()
    expect(await rig.finish()).toMatchObject({ found: 1000, sent: 1000, isWalking: false })
  })

  it('are announced at most ten times a second, the first at once, the last state within a tenth', async () => {
    const { disk, clock, changes } = start()
    await clock.pass(1000)
    changes.length = 0
    const droppedAtMs = clock.now()
    disk.folder('/disk/f', many(300))
    disk.beforeEntry = () => clock.sleep(10, new AbortController().signal)
    await rig.add('/disk/f')
    expect(changes[0]?.atMs).toBe(droppedAtMs)
    await rig.finish()
    for (const { atMs } of changes) {
      const second = changes.filter((other) => other.atMs >= atMs && other.atMs < atMs + 1000)
      expect(second.length).toBeLessThanOrEqual(10)
    }
    expect(changes.at(-1)?.totals).toMatchObject({ found: 300, sent: 300 })
    expect(changes.map(({ revision }) => revision)).toEqual(changes.map((_, at) => (changes[0]?.revision ?? 0) + at))
  })
})

describe('shown progress', () => {
  it('never goes backwards, whatever has to be sent again, for the file, its folder and the whole', async () => {
    const { disk, oss, clock } = start({ requestsAtOnce: 2 })
    disk.folder('/disk/f', { 'big.bin': 40 * MiB })
    oss.fault = (name, count) => {
      if (name === 'uploadPart U1 #3' && count < 3) return { after: failure('net.reset') }
      if (name === 'uploadPart U1 #5') oss.uploads.delete('U1')
      return undefined
    }
    await rig.add('/disk/f')
    const seen: number[][] = []
    for (let step = 0; step < 400; step++) {
      const shown = rig.rows().map(({ shownBytes }) => shownBytes)
      const { acceptedBytes, shownBytes } = rig.uploads.totals()
      seen.push([...shown, acceptedBytes, shownBytes])
      await clock.pass(step < 200 ? 0 : 100)
    }
    expect(seen.at(-1)).toEqual([40 * MiB, 40 * MiB, 40 * MiB, 40 * MiB])
    for (const column of [0, 1, 2, 3]) {
      const values = seen.map((row) => row[column] ?? 0)
      expect(values).toEqual(values.toSorted((a, b) => a - b))
    }
    expect(oss.count('initiate')).toBe(2)
  })

  it('tells a speed and the seconds left while bytes move, and none when nothing does', async () => {
    const { disk, oss, clock } = start({ requestsAtOnce: 1 })
    disk.file('/disk/big.bin', 160 * MiB)
    let goOn: (() => void)[] = []
    oss.delay = () => new Promise((resolve) => goOn.push(resolve))
    await rig.add('/disk/big.bin')
    for (let second = 0; second < 12; second++) {
      const now = goOn
      goOn = []
      for (const go of now) go()
      await clock.pass(1000)
    }
    const { bytesPerSecond, secondsLeft } = rig.uploads.totals()
    expect(bytesPerSecond / MiB).toBeGreaterThan(6)
    expect(bytesPerSecond / MiB).toBeLessThan(10)
    expect(secondsLeft).toBeGreaterThan(8)
    expect(secondsLeft).toBeLessThan(16)
    expect(rig.file('big.bin').secondsLeft).toBeGreaterThan(8)
    await rig.act('pause')
    expect(rig.uploads.totals()).toMatchObject({ bytesPerSecond: 0, secondsLeft: null })
  })
})
