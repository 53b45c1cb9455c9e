import { expect, it } from 'vitest'
import type { ItemId, UploadRow, WindowQuery } from '../../shared/model/upload.ts'
import { sentFilesOf } from './sent-files.ts'

const itemId = 'folder' as ItemId
/** A row before, the folder, its files, and one of another folder. */
const rows = (files: number): UploadRow[] =>
  [
    { kind: 'file', itemId: 'other', status: 'completed', objectKey: 'before' },
    { kind: 'folder', itemId, objectKey: 'folder' },
    ...Array.from({ length: files }, (_, at) => ({
      ...{ kind: 'file', itemId, status: at % 10 === 9 ? 'failed' : 'completed', objectKey: `folder/${at}` },
    })),
    { kind: 'file', itemId: 'other', status: 'completed', objectKey: 'after' },
    // Only what is looked at.
  ] as UploadRow[]

async function sent(files: number) {
  const asked: WindowQuery[] = []
  const ask = (query: WindowQuery) => {
    asked.push(query)
    return Promise.resolve({ rows: rows(files).slice(query.offset, query.offset + query.limit) })
  }
  const keys = await sentFilesOf(ask, { filter: 'all', expanded: [itemId] }, { itemId, from: 1 })
  return { keys, questions: asked.length }
}

it('finds every file of a folder that was sent, and no other', async () => {
  expect(await sent(12)).toEqual({
    keys: [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11].map((at) => `folder/${at}`),
    questions: 1,
  })
  const long = await sent(450)
  expect([long.keys.length, new Set(long.keys).size, long.keys.includes('after'), long.questions]).toEqual([
    405,
    405,
    false,
    3,
  ])
})

it('takes the first thousand of a larger one', async () => {
  expect((await sent(5000)).keys.length).toBe(1000)
})
