// The same thing dropped twice: two rows with one object key.
import { afterEach, expect, it } from 'vitest'
import { openJournal } from '../platform/open-journal.ts'
import { Rig } from './testing/rig.ts'

let rig: Rig
afterEach(async () => {
  await rig.uploads.close()
  rig.journal.close()
})

it('sends two rows with one key one after the other, and lets the others pass', async () => {
  rig = new Rig(openJournal(':memory:', 0).journal)
  const { disk, oss } = rig
  const sent = Promise.withResolvers<void>()
  oss.delay = (name) => (name === 'put a.txt' ? sent.promise : Promise.resolve())
  for (const name of ['a.txt', 'b.txt']) disk.file(`/disk/${name}`, 5)
  await rig.add('/disk/a.txt')
  for (let count = 0; count < 50; count++) await rig.add('/disk/a.txt', { onConflict: 'skip' })
  await rig.add('/disk/b.txt')
  expect(oss.operations).toEqual(['put a.txt', 'put b.txt'])
  sent.resolve()
  expect(await rig.finish()).toMatchObject({ found: 52, sent: 2, skipped: 50 })
})
