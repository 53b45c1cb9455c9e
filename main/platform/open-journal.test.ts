import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { itemIdOf, itemRecord, newFile } from '../uploads/testing/records.ts'
import { openJournal } from './open-journal.ts'

let dir: string
let path: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'courier-'))
  path = join(dir, 'queue.sqlite')
})
afterEach(() => rmSync(dir, { recursive: true }))

const nowMs = Date.UTC(2026, 10, 20, 8, 30)
const aside = 'queue.sqlite.broken-2026-11-20T083000Z'

function filled(files = 3): void {
  const { journal } = openJournal(path, nowMs)
  journal.addItem(itemRecord('f'))
  journal.addFiles(Array.from({ length: files }, (_, n) => newFile('f', `${n}`)))
  journal.close()
}

/** Opens, uses and closes it; tells what was set aside and what is in it. */
function reopened(): { setAside: string | undefined; found: number } {
  const { journal, setAside } = openJournal(path, nowMs)
  const found = journal.counts().queued.files
  const name = `new${found}`
  journal.addItem(itemRecord(name))
  journal.addFiles([newFile(name, 'x')])
  expect(journal.nextQueued(10, new Set()).length).toBeGreaterThan(0)
  journal.close()
  return { setAside, found }
}

describe('the queue on disk', () => {
  it('is there again after a restart, whole', () => {
    const { journal } = openJournal(path, nowMs)
    const item = itemRecord('f', { isWalking: true })
    journal.addItem(item)
    journal.addFiles([newFile('f', 'ü 文件 😀.txt', { size: 48 * 2 ** 40, mtimeMs: 1234.5678 })])
    const fileId = journal.nextQueued(1, new Set())[0]?.fileId
    if (fileId === undefined) throw new Error('nothing queued')
    const error = { code: 'auth.denied', params: { action: 'oss:PutObject' }, isRetryable: false } as const
    journal.updateFile(fileId, {
      status: 'failed',
      multipart: { uploadId: 'U', partSize: 5 },
      error,
      isUnanswered: true,
    })
    journal.addPart(fileId, { partNumber: 2, size: 5, etag: 'E', crc64: '18446744073709551615' })
    journal.addPart(fileId, { partNumber: 1, size: 5, etag: 'E' })
    const before = [journal.item(item.itemId), journal.file(fileId), journal.parts(fileId), journal.counts()]
    journal.close()
    const again = openJournal(path, nowMs).journal
    expect([again.item(item.itemId), again.file(fileId), again.parts(fileId), again.counts()]).toEqual(before)
    expect(again.item(item.itemId)).toEqual(item)
    expect(again.firstError(item.itemId)).toEqual(error)
    expect(again.counts().failed.partBytes).toBe(10)
    again.close()
  })

  it('knows after a restart how many sent files were not checked, and how many ask for a decision', () => {
    const { journal } = openJournal(path, nowMs)
    journal.addItem(itemRecord('item'))
    const error = { code: 'object.exists', params: {}, isRetryable: false } as const
    journal.addFiles([
      newFile('item', 'a', { status: 'completed' }),
      newFile('item', 'b', { status: 'completed', isChecked: true }),
      newFile('item', 'c', { status: 'failed', error }),
      newFile('item', 'd', { status: 'failed', error: { ...error, code: 'auth.denied' } }),
    ])
    journal.close()
    const again = openJournal(path, nowMs).journal
    const { completed, failed } = again.counts()
    expect([completed.marked, failed.marked]).toEqual([1, 1])
    again.close()
  })

  it('undoes a whole batch when one write of it fails, the counts too', () => {
    const { journal } = openJournal(path, nowMs)
    journal.addItem(itemRecord('f'))
    const broken = () =>
      journal.batch(() => {
        journal.addFiles([newFile('f', 'a')])
        throw new Error('disk full')
      })
    expect(broken).toThrow('disk full')
    expect(journal.counts().queued.files).toBe(0)
    expect(journal.files(itemIdOf('f'), 'all', 0, 10)).toEqual([])
    journal.addFiles([newFile('f', 'b')])
    expect(journal.counts().queued.files).toBe(1)
    journal.close()
  })

  it('keeps what is to be removed on the server when the row goes', () => {
    const { journal } = openJournal(path, nowMs)
    journal.addItem(itemRecord('f'))
    journal.addFiles([newFile('f', 'a', { status: 'failed' })])
    const file = journal.files(itemIdOf('f'), 'all', 0, 1)[0]
    if (!file) throw new Error('no file')
    journal.updateFile(file.fileId, { multipart: { uploadId: 'U', partSize: 5 } })
    journal.addPart(file.fileId, { partNumber: 1, size: 5, etag: 'E' })
    journal.removeItem(itemIdOf('f'))
    expect(journal.summaries()).toEqual([])
    expect(journal.counts().failed.partBytes).toBe(0)
    expect(journal.pendingAborts(10)).toEqual([
      { accountId: 'A1', objectKey: 'f/a', uploadId: 'U', fileId: file.fileId },
    ])
    journal.close()
  })
})

describe('a queue that cannot be read', () => {
  it.each([
    ['garbage', () => writeFileSync(path, 'this is not a database, and was never one. '.repeat(500))],
    ['200 MB of nothing that makes sense', () => (writeFileSync(path, 'garbage'), truncateSync(path, 200_000_000))],
    ['cut off in the middle', () => (filled(5000), truncateSync(path, 20_000))],
    [
      'another database',
      () => {
        const db = new DatabaseSync(path)
        db.exec('PRAGMA journal_mode = WAL; CREATE TABLE items (x); PRAGMA user_version = 1')
        db.close()
      },
    ],
    [
      'of a newer version',
      () => {
        filled()
        const db = new DatabaseSync(path)
        db.exec('PRAGMA user_version = 99')
        db.close()
      },
    ],
    [
      'with a row of unknown meaning',
      () => {
        filled()
        const db = new DatabaseSync(path)
        db.exec('UPDATE files SET status = 77')
        db.close()
      },
    ],
    [
      'with an item whose request is not one of ours',
      () => {
        filled()
        const db = new DatabaseSync(path)
        db.exec(`UPDATE items SET request = '{"accountId": 7}'`)
        db.close()
      },
    ],
  ])('is set aside under a new name, and the app goes on with a fresh one: %s', (_, damage) => {
    damage()
    const bytes = readFileSync(path)
    expect(reopened()).toEqual({ setAside: aside, found: 0 })
    expect(readFileSync(join(dir, aside)).equals(bytes)).toBe(true)
    expect(reopened()).toEqual({ setAside: undefined, found: 1 })
  })

  it('never overwrites one that was set aside before', () => {
    for (let n = 0; n < 3; n++) {
      writeFileSync(path, `garbage ${n} `.repeat(100))
      reopened()
      rmSync(path)
    }
    expect(
      readdirSync(dir)
        .filter((name) => name.includes('broken'))
        .toSorted(),
    ).toEqual([aside, `${aside}-2`, `${aside}-3`])
  })

  it('is left alone when it is only out of reach', () => {
    expect(() => openJournal(join(dir, 'no', 'such', 'queue.sqlite'), nowMs)).toThrow()
    expect(readdirSync(dir)).toEqual([])
  })
})

it('goes on after a kill with everything that was committed', () => {
  const { journal } = openJournal(path, nowMs)
  journal.addItem(itemRecord('f'))
  journal.addFiles([newFile('f', 'a')])
  const copy = join(dir, 'killed.sqlite')
  for (const suffix of ['', '-wal']) if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix)
  journal.close()
  const again = openJournal(copy, nowMs)
  expect(again.setAside).toBeUndefined()
  expect(again.journal.counts().queued.files).toBe(1)
  again.journal.close()
})

describe('a row that cannot be read', () => {
  const damaged = (sql: string) => {
    const { journal } = openJournal(path, nowMs)
    journal.addItem(itemRecord('f'))
    journal.addFiles(['a', 'b', 'c'].map((name) => newFile('f', name)))
    journal.close()
    const db = new DatabaseSync(path)
    db.exec(sql)
    db.close()
    return openJournal(path, nowMs)
  }

  it.each([
    ['an unknown answer', `UPDATE files SET decision = 'toss' WHERE relative_path = 'a'`],
    ['a reason that is no JSON', `UPDATE files SET error = '{' WHERE relative_path = 'a'`],
    ['a reason of another version', `UPDATE files SET error = '{"code":"x.y"}' WHERE relative_path = 'a'`],
    ['an unknown reason to skip it', `UPDATE files SET skip_reason = 'tired' WHERE relative_path = 'a'`],
    ['a time that is none', `UPDATE files SET mtime_ms = 9e999 WHERE relative_path = 'a'`],
  ])('fails alone, and the others are listed and sent: %s', (_, sql) => {
    const { journal, setAside } = damaged(sql)
    expect(setAside).toBeUndefined()
    expect(journal.nextQueued(1, new Set()).map(({ relativePath }) => relativePath)).toEqual(['b'])
    const shown = journal.files(itemIdOf('f'), 'all', 0, 10)
    expect(shown.map(({ status, error }) => [status, error?.code])).toEqual([
      ['failed', 'internal'],
      ['queued', undefined],
      ['queued', undefined],
    ])
    expect([journal.counts().failed.files, journal.counts().queued.files]).toEqual([1, 2])
    journal.close()
  })

  it('is dropped when it belongs to nothing on the list', () => {
    const { journal, setAside } = damaged(`UPDATE files SET item_seq = 99 WHERE relative_path = 'a'`)
    expect([setAside, journal.counts().queued.files]).toEqual([undefined, 2])
    expect(journal.nextQueued(10, new Set())).toHaveLength(2)
    journal.close()
  })

  it('of a file that was sent still says so', () => {
    const { journal } = damaged(`UPDATE files SET status = 4, row_group = 2, error = '{' WHERE relative_path = 'a'`)
    expect(journal.files(itemIdOf('f'), 'all', 0, 1)[0]).toMatchObject({ status: 'completed' })
    journal.close()
  })
})

it('reads options of another version: what they lack is the default, what they have more is left out', () => {
  const { journal } = openJournal(path, nowMs)
  journal.addItem(itemRecord('f'))
  journal.close()
  const db = new DatabaseSync(path)
  const options = { onConflict: 'skip', metadata: {}, encryption: 'KMS' }
  const request = JSON.stringify({ accountId: 'A1', destination: 'in/', options, priority: 1 })
  db.prepare('UPDATE items SET request = ?').run(request)
  db.close()
  const again = openJournal(path, nowMs)
  expect(again.setAside).toBeUndefined()
  expect(again.journal.item(itemIdOf('f'))?.request).toEqual({
    accountId: 'A1',
    destination: 'in/',
    options: { onConflict: 'skip', metadata: {}, tags: {} },
  })
  again.journal.close()
})
