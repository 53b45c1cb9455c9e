import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AccountId } from '../../shared/model/account.ts'
import type { LinkId } from '../../shared/model/link.ts'
import type { LinkQuery, LinkRow, LinksChange, LinkWindow } from '../../shared/model/register.ts'
import { AppError } from '../../shared/errors.ts'
import { announced } from '../lib/announce.svelte.ts'
import { RegisterStore } from './register-store.svelte.ts'
import type { RegisterApi } from './register-store.svelte.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const rowOf = (index: number, more: Partial<LinkRow> = {}): LinkRow => ({
  linkId: `l${index}` as LinkId,
  accountId: 'a' as AccountId,
  ...{ objectKey: `in/${index}.pdf`, forWhom: '', kind: 'put', isFirstUploadOnly: true, isNew: false },
  ...{ madeAtMs: 1, expiresAtMs: 2, state: 'waiting', check: {} },
  ...more,
})

/** Main, with a list of so many links. */
function scriptedApi(total: number) {
  const asked: LinkQuery[] = []
  const seen: unknown[] = []
  const world = { newRows: new Map<number, LinkRow>(), trouble: undefined as AppError | undefined }
  let change: (payload: LinksChange) => void = () => undefined
  let shown: (payload: { linkId: LinkId }) => void = () => undefined
  const counts = { all: total, waiting: total, received: 0, attention: 0, ended: 0 }
  const rowAt = (index: number): LinkRow => world.newRows.get(index) ?? rowOf(index)
  const links = {
    summary: () => Promise.resolve({ revision: 0, counts, newCount: 0 }),
    window: (query: LinkQuery): Promise<LinkWindow> => {
      asked.push(query)
      if (world.trouble) return Promise.reject(world.trouble)
      const length = Math.max(0, Math.min(query.limit, total - query.offset))
      const rows = Array.from({ length }, (_, index) => rowAt(query.offset + index))
      return Promise.resolve({ revision: 1, total, offset: query.offset, rows, counts })
    },
    markSeen: (input: unknown) => {
      seen.push(input)
      return Promise.resolve()
    },
  }
  const on = (event: string, listener: never) => {
    if (event === 'linksChanged') change = listener
    else shown = listener
    return () => undefined
  }
  // Only what the store uses.
  const api = { links, on } as unknown as RegisterApi
  return {
    ...{ api, asked, seen, world },
    change: (newCount: number) => change({ revision: 2, counts, newCount }),
    show: (linkId: string) => shown({ linkId: linkId as LinkId }),
  }
}

async function started(total = 10_000) {
  const main = scriptedApi(total)
  const store = new RegisterStore(main.api)
  const pointed: string[] = []
  store.start((linkId) => pointed.push(linkId))
  await vi.advanceTimersByTimeAsync(300)
  return { main, store, pointed }
}

describe('the list of links', () => {
  it('asks for the rows in view with some around them, however many there are', async () => {
    const { main, store } = await started()
    expect([store.rowCount, main.asked[0]]).toEqual([10_000, { search: '', filter: 'all', offset: 0, limit: 80 }])
    store.show(5000, 12)
    await vi.advanceTimersByTimeAsync(300)
    expect(main.asked.at(-1)).toEqual({ search: '', filter: 'all', offset: 4970, limit: 72 })
    expect(store.rowAt(5003)?.objectKey).toBe('in/5003.pdf')
  })

  it('starts from the top when something else is searched for, and draws no answer to an earlier question', async () => {
    const { main, store } = await started()
    store.show(5000, 12)
    await vi.advanceTimersByTimeAsync(300)
    store.look({ search: ' acme ' })
    store.look({ filter: 'ended' })
    await vi.advanceTimersByTimeAsync(300)
    expect(main.asked.at(-1)).toMatchObject({ search: 'acme', filter: 'ended', offset: 0 })
  })

  it('says what went wrong, and forgets it when the next answer comes', async () => {
    const { main, store } = await started()
    main.world.trouble = new AppError('internal')
    store.refresh()
    await vi.advanceTimersByTimeAsync(300)
    expect(store.problem?.code).toBe('internal')
    main.world.trouble = undefined
    store.refresh()
    await vi.advanceTimersByTimeAsync(300)
    expect(store.problem).toBeUndefined()
  })
})

describe('what is new', () => {
  const came = { state: 'received', isNew: true, forWhom: 'Acme', received: { bytes: 1, atMs: 1 } } as const

  it('is said, held ready for the other screens, and gone once it was seen', async () => {
    const { main, store } = await started()
    main.world.newRows.set(0, rowOf(0, came))
    main.change(1)
    await vi.advanceTimersByTimeAsync(300)
    expect([store.newCount, store.arrival?.objectKey]).toEqual([1, 'in/0.pdf'])
    expect(announced()).toBe('0.pdf came through your link, from Acme.')
    await store.markSeen()
    expect(main.seen).toEqual([{ linkIds: ['l0'] }])
    main.world.newRows.clear()
    main.change(0)
    await vi.advanceTimersByTimeAsync(300)
    expect(store.arrival).toBeUndefined()
    // Drawn as new until one looks elsewhere.
    expect(store.isNew(rowOf(0))).toBe(true)
    store.leave()
    expect(store.isNew(rowOf(0))).toBe(false)
  })

  it('marks only rows in view as seen', async () => {
    const { main, store } = await started()
    main.world.newRows.set(0, rowOf(0, came)).set(40, rowOf(40, came))
    store.refresh()
    await vi.advanceTimersByTimeAsync(300)
    store.show(0, 10)
    await store.markSeen()
    expect(main.seen).toEqual([{ linkIds: ['l0'] }])
  })

  it('is pointed at by the desktop’s notice: what came last is on top', async () => {
    const { main, store, pointed } = await started()
    main.show('l7')
    expect(pointed).toEqual(['l7'])
    store.look({ search: 'other' })
    store.point('l7' as LinkId)
    expect([store.pointed, store.filter, store.search]).toEqual(['l7', 'received', ''])
  })
})
