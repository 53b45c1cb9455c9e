import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { Events } from '../../shared/ipc/contract.ts'
import type { ItemId, RowWindow, SendRequest, Totals, WindowQuery } from '../../shared/model/upload.ts'
import type { output } from 'zod'
import { announced } from '../lib/announce.svelte.ts'
import type { Api } from '../lib/api.ts'
import { noTotals } from './totals.ts'
import { UploadsStore } from './uploads-store.svelte.ts'

type Changed = output<Events['uploadsChanged']>

const request = {
  accountId: 'a',
  destination: '',
  options: { onConflict: 'ask', metadata: {}, tags: {} },
} as SendRequest

/** Main, answering only when told to. */
function scriptedApi(totalRows = 1000) {
  const asked: WindowQuery[] = []
  const waiting: (() => void)[] = []
  let isManual = false
  let totals: Totals = { ...noTotals, found: totalRows }
  let listener: (payload: Changed) => void = () => undefined
  const answer = (query: WindowQuery): RowWindow => {
    const count = Math.max(0, Math.min(query.limit, totalRows - query.offset))
    const rows = Array.from({ length: count }, (_, index) => ({ name: `row ${query.offset + index}` }))
    // The store passes rows on unread, so a name is enough to tell them apart.
    return { revision: 1, totalRows, offset: query.offset, rows: rows as never[], totals }
  }
  const api = {
    uploads: {
      window: (query: WindowQuery) => {
        asked.push(query)
        if (!isManual) return Promise.resolve(answer(query))
        return new Promise<RowWindow>((resolve) => waiting.push(() => resolve(answer(query))))
      },
      act: () => Promise.reject(new AppError('internal')),
      choose: () => Promise.resolve({ added: 0 }),
    },
    dropFiles: (files: readonly unknown[]) => Promise.resolve({ added: files.length }),
    on: (_event: string, heard: (payload: Changed) => void) => {
      listener = heard
      return () => undefined
    },
    // Only what the store uses.
  } as unknown as Api
  return {
    api,
    asked,
    change(next: Partial<Totals>) {
      totals = { ...totals, ...next }
      listener({ revision: 2, totals })
    },
    hold: () => (isManual = true),
    release: () => waiting.splice(0).forEach((resolve) => resolve()),
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function started(totalRows?: number) {
  const main = scriptedApi(totalRows)
  const store = new UploadsStore(main.api)
  const stop = store.start()
  await vi.advanceTimersByTimeAsync(0)
  return { main, store, stop }
}

describe('asking for rows', () => {
  it('asks for those in view and some on either side, and only again when one is missing', async () => {
    const { main, store } = await started()
    expect(main.asked).toEqual([{ offset: 0, limit: 80, expanded: [], filter: 'all' }])
    store.show(10, 20)
    await vi.advanceTimersByTimeAsync(1000)
    expect(main.asked).toHaveLength(1)
    store.show(500, 20)
    await vi.advanceTimersByTimeAsync(1000)
    expect(main.asked[1]).toMatchObject({ offset: 470, limit: 80 })
    expect([store.rowAt(500)?.name, store.rowAt(0)]).toEqual(['row 500', undefined])
  })

  it('asks at most five times a second however often files change, twice when only bytes move', async () => {
    const { main } = await started()
    for (let step = 0; step < 100; step++) {
      main.change({ sent: step })
      await vi.advanceTimersByTimeAsync(10)
    }
    expect(main.asked.length - 1).toBe(5)
    await vi.advanceTimersByTimeAsync(1000)
    const before = main.asked.length
    for (let step = 0; step < 100; step++) {
      main.change({ acceptedBytes: step })
      await vi.advanceTimersByTimeAsync(10)
    }
    expect(main.asked.length - before).toBeLessThanOrEqual(2)
  })

  it('never asks while an answer is under way, and asks once more after it', async () => {
    const { main } = await started()
    main.hold()
    await vi.advanceTimersByTimeAsync(1000)
    for (let step = 1; step <= 5; step++) {
      main.change({ sent: step })
      await vi.advanceTimersByTimeAsync(1000)
    }
    expect(main.asked).toHaveLength(2)
    main.release()
    await vi.advanceTimersByTimeAsync(1000)
    expect(main.asked).toHaveLength(3)
  })

  it('does not draw an answer under a filter chosen since', async () => {
    const { main, store } = await started()
    main.hold()
    store.show(900, 20)
    await vi.advanceTimersByTimeAsync(300)
    store.setFilter('failed')
    main.release()
    await vi.advanceTimersByTimeAsync(0)
    expect(store.rowAt(900)).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1000)
    expect(main.asked.at(-1)).toMatchObject({ filter: 'failed', offset: 0 })
  })

  it('asks for the files of an opened folder, and no more once stopped', async () => {
    const { main, store, stop } = await started()
    store.toggle('folder-1' as ItemId)
    await vi.advanceTimersByTimeAsync(1000)
    expect(main.asked.at(-1)?.expanded).toEqual(['folder-1'])
    stop()
    store.toggle('folder-1' as ItemId)
    await vi.advanceTimersByTimeAsync(1000)
    expect(main.asked).toHaveLength(2)
  })

  it('opens every folder under "Needs you" but those collapsed there, and leaves the others as they were', async () => {
    const { main, store } = await started()
    const itemId = 'folder-1' as ItemId
    store.setFilter('failed')
    await vi.advanceTimersByTimeAsync(1000)
    expect([main.asked.at(-1)?.allButCollapsed, store.isExpanded(itemId)]).toEqual([[], true])
    store.toggle(itemId)
    await vi.advanceTimersByTimeAsync(1000)
    expect([main.asked.at(-1)?.allButCollapsed, store.isExpanded(itemId)]).toEqual([['folder-1'], false])
    store.setFilter('all')
    await vi.advanceTimersByTimeAsync(1000)
    expect([main.asked.at(-1)?.allButCollapsed, main.asked.at(-1)?.expanded]).toEqual([undefined, []])
  })
})

describe('what is said', () => {
  it('the end of a batch, and files that need the user', async () => {
    const { main } = await started(3)
    main.change({ found: 3, going: 3 })
    main.change({ going: 1, sent: 1, failed: 1 })
    expect(announced()).toBe('1 file needs you.')
    main.change({ going: 0, sent: 2, failed: 1 })
    expect(announced()).toBe('Nothing is being sent any more. 1 file needs you.')
    main.change({ going: 1, failed: 0 })
    main.change({ going: 0, sent: 3 })
    expect(announced()).toBe('All 3 files are sent and checked.')
  })

  it('an action that did not work stays until the next one that does', async () => {
    const { store } = await started()
    await store.act({ action: 'pause', target: { kind: 'all' } })
    expect(store.problem?.code).toBe('internal')
    expect(await store.drop([{ name: 'a', size: 1, lastModified: 0 }], request)).toBe(true)
    expect(store.problem).toBeUndefined()
  })

  it('a drop that held nothing from the disk', async () => {
    const { store } = await started()
    expect(await store.drop([], request)).toBe(false)
  })
})
