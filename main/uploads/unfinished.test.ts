import { expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { UnfinishedRef, UnfinishedSelection } from '../../shared/model/unfinished.ts'
import { createUnfinished } from './unfinished.ts'

const { signal } = new AbortController()
const denied = (action: string): AppError => new AppError('auth.denied', { params: { action, resource: 'b' } })
const selection = (...uploadIds: string[]): UnfinishedSelection => ({
  // Branded ids are plain strings here.
  accountId: 'a' as UnfinishedSelection['accountId'],
  uploads: uploadIds.map((uploadId) => ({ objectKey: `in/${uploadId}`, uploadId })),
})

/** A bucket with uploads of one part each, and a late part that lands after the first Abort of `late`. */
function bucket(uploadIds: string[], owners: Record<string, 'list' | 'abandoned'> = {}) {
  const held = new Set(uploadIds)
  const asked: string[] = []
  let late: string | undefined = 'late'
  let running = 0
  let mostRunning = 0
  const asking = async <T>(what: string, answer: () => T): Promise<T> => {
    asked.push(what)
    mostRunning = Math.max(mostRunning, ++running)
    await new Promise((resolve) => setTimeout(resolve, 1))
    running--
    return answer()
  }
  const client = {
    listMultipartUploads: ({ prefix, limit }: { prefix?: string; limit?: number }) =>
      asking(`list ${prefix} ${limit}`, () =>
        [...held].map((uploadId, index) => ({ objectKey: `in/${uploadId}`, uploadId, initiatedMs: 1000 - index })),
      ),
    listParts: ({ uploadId }: UnfinishedRef) =>
      asking(`parts ${uploadId}`, () => {
        if (uploadId === 'secret') throw denied('oss:ListParts')
        if (!held.has(uploadId)) throw new AppError('upload.notFound')
        return [1, 2].map((partNumber) => ({ partNumber, etag: 'e', sizeBytes: 100, lastModifiedMs: 0 }))
      }),
    abortMultipartUpload: ({ uploadId }: UnfinishedRef) =>
      asking(`abort ${uploadId}`, () => {
        if (uploadId === 'secret') throw denied('oss:AbortMultipartUpload')
        if (!held.delete(uploadId)) throw new AppError('upload.notFound')
        if (uploadId !== late) return
        late = undefined
        held.add(uploadId)
      }),
  }
  const access = () => Promise.resolve({ client, folder: 'in/' })
  const unfinished = createUnfinished({ access, ownerOf: ({ uploadId }) => owners[uploadId] })
  return { unfinished, held, asked, mostRunning: () => mostRunning }
}

it('lists what was begun in the account’s folder, oldest first, and says whose each is', async () => {
  const { unfinished, asked } = bucket(['theirs', 'ours', 'going'], { ours: 'abandoned', going: 'list' })
  const { uploads, isComplete } = await unfinished.list('a', signal)
  expect(asked).toEqual(['list in/ 10000'])
  expect(uploads.map(({ uploadId, isOurs, isInList }) => [uploadId, isOurs, isInList])).toEqual([
    ['going', true, true],
    ['ours', true, false],
    ['theirs', false, false],
  ])
  expect(isComplete).toBe(true)
})

it('tells sizes as far as the key may see them', async () => {
  const { unfinished } = bucket(['a', 'secret'])
  expect(await unfinished.sizes(selection('a', 'secret', 'gone'), signal)).toEqual([
    { uploadId: 'a', bytes: 200, parts: 2 },
    { uploadId: 'secret', bytes: null, parts: null },
    { uploadId: 'gone', bytes: null, parts: null },
  ])
})

it('cleans until OSS knows the upload no more, and names what is missing where it may not', async () => {
  const { unfinished, held } = bucket(['a', 'late', 'secret'])
  const report = await unfinished.clean(selection('a', 'late', 'secret', 'gone'), signal)
  expect(report.cleaned.toSorted()).toEqual(['a', 'gone', 'late'])
  expect(report.notCleaned.map(({ uploadId, error }) => [uploadId, error.code, error.params['action']])).toEqual([
    ['secret', 'auth.denied', 'oss:AbortMultipartUpload'],
  ])
  expect([...held]).toEqual(['secret'])
})

it('asks a few at a time, however many there are', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `u${index}`)
  const { unfinished, mostRunning, held } = bucket(names)
  await unfinished.clean(selection(...names), signal)
  expect([held.size, mostRunning()]).toEqual([0, 6])
})
