import { expect, it } from 'vitest'
import type { FileId, ItemId } from '../../shared/model/upload.ts'
import type { FileRecord, ItemRecord, ItemSummary } from './ports.ts'
import { reportRows } from './report.ts'

const ids = ['i1', 'i2', 'i3'] as ItemId[]
const counts = [2, 1200, 1]
/** Only what a report reads. */
const journal = {
  pages: 0,
  gone: new Set<ItemId>(),
  summaries: () => ids.map((itemId) => ({ itemId }) as ItemSummary),
  item(itemId: ItemId) {
    return this.gone.has(itemId) ? undefined : ({ itemId } as ItemRecord)
  },
  filesAfter(itemId: ItemId, after: FileId | undefined, limit: number) {
    this.pages++
    const from = after === undefined ? 0 : Number(after)
    const count = Math.min(limit, (counts[ids.indexOf(itemId)] ?? 0) - from)
    return Array.from({ length: count }, (_, index) => ({ fileId: String(from + index + 1) }) as FileRecord)
  },
}
async function read(...scope: Parameters<typeof reportRows>) {
  const names: string[] = []
  for await (const { item, file } of reportRows(...scope)) names.push(`${item.itemId} ${file.fileId}`)
  return names
}

it('lists every file of every item once, in order, page by page', async () => {
  journal.pages = 0
  const names = await read(journal, { kind: 'all' })
  expect([names.length, new Set(names).size, names[0], names[2], names.at(-1)]).toEqual([
    1203,
    1203,
    'i1 1',
    'i2 1',
    'i3 1',
  ])
  expect(journal.pages).toBe(5)
})

it('lists one folder alone, and leaves out what was taken off the list meanwhile', async () => {
  expect(await read(journal, { kind: 'item', itemId: 'i3' as ItemId })).toEqual(['i3 1'])
  journal.gone.add('i2' as ItemId)
  expect(await read(journal, { kind: 'all' })).toEqual(['i1 1', 'i1 2', 'i3 1'])
})
