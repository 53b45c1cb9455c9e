import { expect, it, vi } from 'vitest'
import type { LinkQuery, LinkRow, LinkWindow } from '../../shared/model/register.ts'
import { BatchLinks } from './batch-links.svelte.ts'

const row = (index: number): LinkRow => ({
  ...{ linkId: `l${index}` as LinkRow['linkId'], accountId: 'a1' as LinkRow['accountId'], forWhom: `P${index}` },
  ...{ objectKey: `${index}.pdf`, kind: 'put', isFirstUploadOnly: true, madeAtMs: 1, expiresAtMs: 2 },
  ...{ state: 'waiting', isNew: index === 4, check: {}, batchId: 'b1' },
})

function rig() {
  const asked: LinkQuery[] = []
  const seen: string[] = []
  const answers: (() => void)[] = []
  let changed = () => {}
  const links = new BatchLinks(
    {
      links: {
        markSeen: ({ linkIds = [] }) => {
          seen.push(...linkIds)
          return Promise.resolve()
        },
        window: (query) => {
          asked.push(query)
          // The newest first, as the register has them: row 0 of the list is the last.
          const rows = Array.from({ length: query.limit }, (_, at) => row(9999 - query.offset - at))
          const counts = { all: 10_000, waiting: 9999, received: 1, attention: 0, ended: 0 }
          const answer: LinkWindow = { revision: 1, total: 10_000, offset: query.offset, rows, counts }
          return new Promise((resolve) => answers.push(() => resolve(answer)))
        },
      },
      on: (_, listener) => {
        changed = () => listener({} as never)
        return () => {}
      },
    },
    'b1',
  )
  return { links, asked, seen, answer: () => answers.shift()?.(), change: () => changed() }
}

it('shows a list in its own order, asks again when something came, and draws no answer to an older question', async () => {
  vi.useFakeTimers()
  const { links, asked, seen, answer, change } = rig()
  const wait = () => vi.advanceTimersByTimeAsync(1000)
  const stop = links.start()
  await vi.advanceTimersByTimeAsync(0)
  answer()
  await wait()
  // Only now is it known where the beginning of the list is.
  answer()
  await wait()
  expect([asked.map(({ offset, limit }) => [offset, limit]), links.rowCount, links.rowAt(3)?.forWhom]).toEqual([
    [
      [0, 80],
      [9920, 80],
    ],
    10_000,
    'P3',
  ])
  expect(seen).toEqual(['l4'])
  links.show(5000, 20)
  await wait()
  links.look({ filter: 'received' })
  answer()
  await wait()
  expect([asked[2]?.offset, links.rowAt(5000), asked.at(-1)]).toEqual([
    4950,
    undefined,
    { search: '', filter: 'received', batchId: 'b1', offset: 9920, limit: 80 },
  ])
  answer()
  await vi.advanceTimersByTimeAsync(0)
  change()
  await wait()
  expect(asked.length).toBe(5)
  stop()
  vi.useRealTimers()
})
