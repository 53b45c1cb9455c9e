import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { itemIdOf, itemRecord, newFile } from '../uploads/testing/records.ts'
import { keyHash } from './journal-rows.ts'
import { openJournal } from './open-journal.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'courier-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const keys = Array.from({ length: 200 }, (_, folder) =>
  Array.from({ length: 500 }, (_, file) => `Archiv/${folder % 7}/报告 ${folder}/file-${file}.dat`),
)

it('hashes of a hundred thousand keys are whole numbers, each another, and those of one folder stand together', () => {
  const hashes = keys.map((names) => names.map(keyHash))
  expect(hashes.flat().every((hash) => Number.isSafeInteger(hash) && hash >= 0)).toBe(true)
  expect(new Set(hashes.flat()).size).toBe(100_000)
  const sorted = hashes.map((folder) => folder.toSorted((a, b) => a - b))
  const ranges = sorted.toSorted(([a = 0], [b = 0]) => a - b)
  for (const [index, range] of ranges.entries())
    expect(range.at(-1) ?? 0).toBeLessThan(ranges[index + 1]?.[0] ?? Number.MAX_SAFE_INTEGER)
})

// Each was once written to a page of the index of its own, and the main process waited for the disk half a second.
it('the files of a folder are written to a few pages, however many files there are already', () => {
  const path = join(dir, 'queue.sqlite')
  let { journal } = openJournal(path, 0)
  journal.addItem(itemRecord('A'))
  const add = (names: readonly string[]): void =>
    journal.addFiles(names.map((objectKey) => newFile('A', objectKey, { objectKey })))
  for (const names of keys.slice(1)) add(names)
  journal.close()
  journal = openJournal(path, 0).journal
  add(keys[0] ?? [])
  // The log, empty before, has one frame for each page that was written; SQLite's pages have 4096 bytes.
  const pages = statSync(`${path}-wal`).size / 4096
  journal.close()
  expect(pages).toBeLessThan(120)
})

it('files of a queue that was written with other hashes are found by their keys', () => {
  const path = join(dir, 'queue.sqlite')
  const { journal } = openJournal(path, 0)
  journal.addItem(itemRecord('A'))
  journal.addFiles([newFile('A', 'x/a.txt'), newFile('A', 'x/b.txt')])
  const [file] = journal.files(itemIdOf('A'), 'all', 0, 1)
  journal.close()
  const db = new DatabaseSync(path)
  db.exec('UPDATE files SET key_hash = seq; PRAGMA user_version = 3')
  db.close()
  const { journal: again, setAside } = openJournal(path, 0)
  expect(setAside).toBeUndefined()
  expect(again.filesByKey('B1', file?.objectKey ?? '').map(({ fileId }) => fileId)).toEqual([file?.fileId])
  again.close()
})
