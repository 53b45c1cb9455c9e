import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { FileStatus, ItemId } from '../../shared/model/upload.ts'
import type { FileRecord, Journal, RowGroup } from '../uploads/ports.ts'
import { statusesIn } from '../uploads/row-groups.ts'
import { itemIdOf, itemRecord, newFile } from '../uploads/testing/records.ts'
import { openJournal } from './open-journal.ts'

let dir: string
let journal: Journal
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'courier-'))
  journal = openJournal(join(dir, 'queue.sqlite'), 0).journal
})
afterEach(() => {
  journal.close()
  rmSync(dir, { recursive: true })
})

const items = [itemIdOf('A'), itemIdOf('B')] as const
const groups = Object.keys(statusesIn) as RowGroup[]
const reopen = (): void => {
  journal.close()
  journal = openJournal(join(dir, 'queue.sqlite'), 0).journal
}

/** What a page must show, found by reading all of it. */
function expected(itemId: ItemId, group: RowGroup, offset: number, limit: number): string[] {
  const all: FileRecord[] = []
  for (let last: FileRecord | undefined; ; last = all.at(-1)) {
    const page = journal.filesAfter(itemId, last?.fileId, 1000)
    if (page.length === 0) break
    all.push(...page)
  }
  const shown = all.filter(({ status }) => statusesIn[group].includes(status)).slice(offset, offset + limit)
  return shown.map(({ fileId }) => fileId)
}

type Step =
  | { kind: 'add'; item: 0 | 1; count: number }
  | { kind: 'change'; at: number; every: number; status: FileStatus }
  | { kind: 'remove'; status: FileStatus }
  | { kind: 'reopen' }

const status = fc.constantFrom<FileStatus>('queued', 'uploading', 'paused', 'completed', 'failed', 'canceled')
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    item: fc.constantFrom(0 as const, 1 as const),
    count: fc.integer({ min: 1, max: 900 }),
  }),
  fc.record({
    kind: fc.constant('change' as const),
    at: fc.nat({ max: 3000 }),
    every: fc.integer({ min: 20, max: 300 }),
    status,
  }),
  fc.record({ kind: fc.constant('remove' as const), status }),
  fc.constant({ kind: 'reopen' as const }),
)

function take(made: Step): void {
  switch (made.kind) {
    case 'add': {
      const itemId = items[made.item]
      journal.addFiles(Array.from({ length: made.count }, (_, n) => newFile(itemId, `${n}.txt`)))
      return
    }
    case 'change':
      for (let seq = made.at; seq < made.at + 2000; seq += made.every)
        // A row's number is its id.
        journal.updateFile(String(seq) as FileRecord['fileId'], { status: made.status })
      return
    case 'remove':
      for (const itemId of items)
        journal.removeFiles({ target: { kind: 'item', itemId }, statuses: [made.status] }, { after: 0, limit: 700 })
      return
    case 'reopen':
      reopen()
  }
}

it('every page under every filter is what reading all files would show, wherever they stand and whatever became of them', () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 3, maxLength: 8 }),
      fc.array(fc.nat({ max: 3500 }), { minLength: 4, maxLength: 4 }),
      (steps, offsets) => {
        for (const { itemId } of journal.summaries()) journal.removeItem(itemId)
        for (const itemId of items) journal.addItem(itemRecord(itemId))
        take({ kind: 'add', item: 0, count: 1500 })
        for (const made of steps) take(made)
        for (const itemId of items)
          for (const group of groups)
            for (const offset of [0, ...offsets]) {
              const page = journal.files(itemId, group, offset, 80).map(({ fileId }) => fileId)
              expect(page).toEqual(expected(itemId, group, offset, 80))
            }
      },
    ),
    { numRuns: 25 },
  )
})

it('a change the disk did not take leaves every place as it was', () => {
  const [itemId] = items
  journal.addItem(itemRecord(itemId))
  journal.addFiles(Array.from({ length: 3000 }, (_, n) => newFile(itemId, `${n}.txt`)))
  const broken = (): void =>
    journal.batch(() => {
      journal.updateFile('5' as FileRecord['fileId'], { status: 'completed' })
      throw new Error('database or disk is full')
    })
  expect(broken).toThrow('full')
  expect(journal.files(itemId, 'queued', 2500, 2).map(({ fileId }) => fileId)).toEqual(['2501', '2502'])
  expect(journal.files(itemId, 'finished', 0, 2)).toEqual([])
})
