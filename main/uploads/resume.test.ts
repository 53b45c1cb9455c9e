import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openJournal } from '../platform/open-journal.ts'
import { failure } from './testing/fake-oss.ts'
import type { Fault } from './testing/fake-oss.ts'
import { MiB, Rig } from './testing/rig.ts'

let dir: string
let rigs: Rig[]
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'courier-'))
  rigs = []
})
afterEach(async () => {
  for (const rig of rigs) await rig.uploads.close()
  for (const rig of rigs) rig.journal.close()
  rmSync(dir, { recursive: true })
})

/** A start of the app. An earlier one is left as a kill leaves it: nothing closed, nothing written any more. */
function launch(before?: Rig): Rig {
  const setup = before ? { disk: before.disk, oss: before.oss } : {}
  const rig = new Rig(openJournal(join(dir, 'queue.sqlite'), 0).journal, { ...setup, requestsAtOnce: 2 })
  rigs.push(rig)
  if (before) {
    before.oss.operations.length = 0
    before.oss.fault = () => undefined
  }
  return rig
}

async function killedAt(operation: string, fault: Fault = { hang: true }): Promise<Rig> {
  const rig = launch()
  rig.disk.file('/disk/big.bin', 40 * MiB)
  rig.oss.fault = (name) => (name === operation ? fault : undefined)
  await rig.add('/disk/big.bin')
  return rig
}
const wholeCrc64 = ({ disk }: Rig) => disk.checksum('/disk/big.bin', 0, disk.files.get('/disk/big.bin')?.size ?? 0)

describe('after a kill', () => {
  it('sends only what OSS does not have yet', async () => {
    const killed = await killedAt('uploadPart U1 #4')
    const again = launch(killed)
    await again.finish()
    expect(again.oss.operations).toEqual(['listParts U1', 'uploadPart U1 #4', 'complete U1 [1,2,3,4,5]'])
    expect(again.oss.objects.get('big.bin')?.crc64).toBe(wholeCrc64(again))
    expect(again.oss.partBytes).toBe(40 * MiB)
    // By the checksums of the parts sent before and after, put together.
    expect(again.file('big.bin')).toMatchObject({ status: 'completed', isChecked: true })
  })

  it('sends no more twice than was in flight: requests at once times the size of a part', async () => {
    const rig = launch()
    rig.disk.file('/disk/big.bin', 1000 * MiB)
    // OSS has stored what was in flight at the kill, and nobody heard of it.
    rig.oss.fault = (name) => (/uploadPart U1 #7[56]$/.test(name) ? { after: failure('net.reset') } : undefined)
    await rig.add('/disk/big.bin')
    while (rig.oss.count('uploadPart U1 #76') === 0) await rig.clock.settle()
    await rig.clock.settle()
    const again = launch(rig)
    await again.finish()
    expect(again.file('big.bin').status).toBe('completed')
    expect(again.oss.partBytes).toBeGreaterThan(1000 * MiB)
    expect(again.oss.partBytes).toBeLessThanOrEqual((1000 + 2 * 8) * MiB)
    expect(again.oss.count('uploadPart')).toBeLessThan(60)
  })

  it('sends a part again when OSS has other bytes of it than the journal says, and one it does not list', async () => {
    const killed = await killedAt('uploadPart U1 #5')
    const parts = killed.oss.uploads.get('U1')?.parts
    parts?.set(2, { size: 8 * MiB, crc64: '7', etag: 'other' })
    parts?.delete(3)
    const again = launch(killed)
    await again.finish()
    expect(again.oss.operations).toEqual([
      'listParts U1',
      'uploadPart U1 #2',
      'uploadPart U1 #3',
      'uploadPart U1 #5',
      'complete U1 [1,2,3,4,5]',
    ])
    expect(again.file('big.bin').status).toBe('completed')
  })

  it('trusts its journal where the key may not list parts, because Complete compares the ETags', async () => {
    const killed = await killedAt('uploadPart U1 #4')
    const again = launch(killed)
    again.oss.fault = (name) => (name.startsWith('listParts') ? { before: failure('auth.denied') } : undefined)
    await again.finish()
    expect(again.oss.operations).toEqual(['listParts U1', 'uploadPart U1 #4', 'complete U1 [1,2,3,4,5]'])
  })

  it('begins anew, once, when OSS does not know the upload any more', async () => {
    const killed = await killedAt('uploadPart U1 #4')
    killed.oss.uploads.clear()
    const again = launch(killed)
    await again.finish()
    expect(again.oss.operations.slice(0, 3)).toEqual(['listParts U1', 'head big.bin', 'initiate big.bin'])
    expect(again.oss.count('initiate')).toBe(1)
    expect(again.file('big.bin')).toMatchObject({ status: 'completed', isChecked: true })
  })

  it('finds by HEAD that a Complete went through although its answer was lost', async () => {
    const killed = await killedAt('complete U1 [1,2,3,4,5]', { after: failure('net.reset') })
    expect(killed.oss.objects.has('big.bin')).toBe(true)
    const again = launch(killed)
    await again.finish()
    expect(again.oss.operations).toEqual(['listParts U1', 'head big.bin'])
    expect(again.file('big.bin')).toMatchObject({ status: 'completed', isChecked: true })
  })

  it('drops parts of a file that has changed since, and sends it as it is now', async () => {
    const killed = await killedAt('uploadPart U1 #4')
    killed.disk.touch('/disk/big.bin', 24 * MiB)
    const again = launch(killed)
    await again.finish()
    expect(again.oss.operations).toContain('abort U1')
    expect(again.oss.uploads.size).toBe(0)
    expect(again.oss.objects.get('big.bin')).toMatchObject({ size: 24 * MiB, crc64: wholeCrc64(again) })
  })

  it('recognises its own small object when the answer to the PUT was lost with the app', async () => {
    const rig = launch()
    rig.disk.file('/disk/a.txt', 5)
    rig.oss.fault = (name, count) => (name === 'put a.txt' && count === 0 ? { after: failure('net.reset') } : undefined)
    await rig.add('/disk/a.txt')
    const again = launch(rig)
    await again.finish()
    expect(again.oss.operations).toEqual(['put a.txt', 'head a.txt'])
    expect(again.file('a.txt')).toMatchObject({ status: 'completed', isChecked: true })
  })

  it('does not list a file twice that got a number before the folder was read to its end', async () => {
    const rig = launch()
    const names = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${n}.txt`, 1]))
    rig.disk.folder('/disk/f', names)
    rig.oss.objects.set('f/0.txt', { size: 3, crc64: '42', etag: 'theirs', headers: {} })
    rig.disk.beforeEntry = (path) => (path === '20.txt' ? new Promise(() => undefined) : Promise.resolve())
    await rig.add('/disk/f', { onConflict: 'keepBoth' })
    await rig.clock.pass(1000)
    expect(rig.oss.objects.has('f/0 (2).txt')).toBe(true)
    await rig.uploads.close()
    rig.disk.beforeEntry = () => Promise.resolve()
    const again = launch(rig)
    expect(await again.finish()).toMatchObject({ found: 30, sent: 30 })
    expect(again.oss.objects.has('f/0 (3).txt')).toBe(false)
    rigs = [again]
  })

  it('reads an interrupted folder to its end, listing nothing twice', async () => {
    const rig = launch()
    rig.disk.folder('/disk/f', Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${n}.txt`, 1])))
    rig.disk.beforeEntry = (path) => (path === '20.txt' ? new Promise(() => undefined) : Promise.resolve())
    await rig.add('/disk/f')
    expect(rig.uploads.totals()).toMatchObject({ isWalking: true })
    rig.disk.beforeEntry = () => Promise.resolve()
    const again = launch(rig)
    expect(await again.finish()).toMatchObject({ found: 30, sent: 30, isWalking: false })
    expect(new Set(again.files().map(({ objectKey }) => objectKey)).size).toBe(30)
    // The killed one must be able to end its walk for the clean-up.
    rigs = [again]
  })
})

it('goes on after a clean close, and a pause, with the parts it has', async () => {
  const rig = await killedAt('uploadPart U1 #4')
  await rig.uploads.act({ action: 'pause', target: { kind: 'all' } })
  expect(rig.file('big.bin')).toMatchObject({
    status: 'paused',
    parts: { accepted: 4, planned: 5 },
    shownBytes: 32 * MiB,
  })
  await rig.uploads.close()
  const again = launch(rig)
  await again.clock.pass(5000)
  expect(again.oss.operations).toEqual([])
  await again.uploads.act({ action: 'resume', target: { kind: 'all' } })
  await again.finish()
  expect(again.oss.operations).toEqual(['listParts U1', 'uploadPart U1 #4', 'complete U1 [1,2,3,4,5]'])
})
