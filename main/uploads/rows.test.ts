import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FileStatus, RowFilter, UploadRow, WindowQuery } from '../../shared/model/upload.ts'
import { RowWindow } from '../../shared/model/upload.ts'
import { openJournal } from '../platform/open-journal.ts'
import { LiveFiles } from './live-files.ts'
import type { FileRecord, Journal, Page } from './ports.ts'
import { windowOf } from './rows.ts'
import { FakeClock } from './testing/fake-clock.ts'
import { accountId, fileStatuses, itemIdOf, itemRecord, newFile, sendRequest } from './testing/records.ts'
import { totalsOf } from './totals.ts'

const heldAccount = 'held' as typeof accountId
const trouble = { code: 'auth.accountDisabled' as const, params: {}, isRetryable: false }
const filters: readonly RowFilter[] = ['all', 'going', 'failed', 'finished']
const fits = (status: FileStatus, filter: RowFilter): boolean =>
  filter === 'all' ||
  (filter === 'failed'
    ? status === 'failed'
    : ['completed', 'skipped', 'canceled'].includes(status) === (filter === 'finished') && status !== 'failed')

type Model = { name: string; kind: 'file' | 'folder'; isWalking: boolean; isHeld: boolean; statuses: FileStatus[] }
const item = fc
  .record({
    isHeld: fc.boolean(),
    kind: fc.constantFrom('file' as const, 'folder' as const),
    isWalking: fc.boolean(),
    statuses: fc.array(fc.constantFrom(...fileStatuses), { maxLength: 7 }),
  })
  .map(({ isWalking, statuses, ...rest }) =>
    rest.kind === 'file'
      ? { ...rest, isWalking: false, statuses: [statuses[0] ?? ('queued' as const)] }
      : { ...rest, isWalking, statuses },
  )

function fill(journal: Journal, items: readonly Model[]): void {
  for (const { name, kind, isWalking, isHeld, statuses } of items) {
    const request = { ...sendRequest(), accountId: isHeld ? heldAccount : accountId }
    journal.addItem(itemRecord(name, { kind, isWalking, request }))
    const codes = ['auth.denied', 'object.exists', 'file.duplicateKey'] as const
    const errorOf = (n: number) => ({ code: codes[n % 3] ?? ('internal' as const), params: {}, isRetryable: false })
    journal.addFiles(
      statuses.map((status, n) => {
        const error = status === 'failed' ? { error: errorOf(n) } : {}
        return newFile(name, `${n}`, { status, isChecked: n % 2 === 0, ...error })
      }),
    )
  }
}

const isMarked = ({ status, error, isChecked }: FileRecord): boolean =>
  status === 'completed'
    ? !isChecked
    : status === 'failed' && (error?.code === 'object.exists' || error?.code === 'file.duplicateKey')

/** The whole list, written out: what the window must be a piece of. */
function wholeList(items: readonly Model[], filter: RowFilter, isExpanded: (name: string) => boolean): string[] {
  return items.flatMap(({ name, kind, isWalking, isHeld, statuses }) => {
    const isWaiting = (status: FileStatus) => isHeld && status === 'queued'
    const isIn = (status: FileStatus) =>
      isWaiting(status) ? filter === 'all' || filter === 'failed' : fits(status, filter)
    const order = ['failed', 'queued'].map((status) => (text: string) => text.endsWith(` ${status}`))
    const fitting = statuses.flatMap((status, n) => (isIn(status) ? [`${name}/${n} ${status}`] : []))
    const isMoving = isWalking || statuses.some((status) => fits(status, 'going') && !isWaiting(status))
    const isFirst = filter === 'failed' || (!isMoving && statuses.includes('failed'))
    const shown = isFirst
      ? [...order.flatMap((of) => fitting.filter(of)), ...fitting.filter((text) => !order.some((of) => of(text)))]
      : fitting
    if (kind === 'file') return shown
    const isEmptyAndRead = statuses.length === 0 && !isWalking && filter === 'finished'
    const isListed = filter === 'all' || shown.length > 0 || isEmptyAndRead || (filter === 'going' && isWalking)
    return isListed ? [`${name}/`, ...(isExpanded(name) ? shown : [])] : []
  })
}
const asText = (row: UploadRow): string =>
  row.kind === 'folder' ? `${row.name}/` : `${row.itemId}/${row.isChild ? row.name : '0'} ${row.status}`

function look(journal: Journal, query: WindowQuery): RowWindow {
  const lives = new LiveFiles(new FakeClock(), () => undefined)
  const troubleOf = (id: string) => (id === heldAccount ? trouble : undefined)
  const window = windowOf(query, { journal, lives, troubleOf })
  return { revision: 0, ...window, totals: totalsOf(journal.counts(), lives, { isWalking: false, held: 0 }) }
}

describe('the window', () => {
  it('is the piece of the whole list it says it is, whatever is expanded and filtered', () => {
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 8 }),
        fc.constantFrom(...filters),
        fc.array(fc.nat(8), { maxLength: 8 }),
        fc.nat(30),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        (found, filter, open, offset, limit, isInverted) => {
          const { journal } = openJournal(':memory:', 0)
          const items = found.map((entry, n) => ({ ...entry, name: `i${n}` }))
          fill(journal, items)
          const named = open.map((n) => itemIdOf(`i${n}`))
          const folders = isInverted ? { expanded: [], allButCollapsed: named } : { expanded: named }
          const window = look(journal, { offset, limit, ...folders, filter })
          const names = new Set<string>(named)
          const whole = wholeList(items, filter, (name) => names.has(name) !== isInverted)
          expect(window.totalRows).toBe(whole.length)
          expect(window.offset).toBe(Math.min(offset, Math.max(0, whole.length - limit)))
          expect(window.rows.map(asText)).toEqual(whole.slice(window.offset, window.offset + limit))
          RowWindow.parse(window)
          journal.close()
        },
      ),
      { numRuns: 300 },
    )
  })

  it('counts as a naive count does after any changes and removals, and after a restart', () => {
    const change = fc.record({
      n: fc.nat(7),
      from: fc.uniqueArray(fc.constantFrom(...fileStatuses), { minLength: 1 }),
      to: fc.option(fc.constantFrom(...fileStatuses)),
    })
    fc.assert(
      fc.property(fc.array(item, { maxLength: 8 }), fc.array(change, { maxLength: 8 }), (found, changes) => {
        const { journal } = openJournal(':memory:', 0)
        fill(
          journal,
          found.map((entry, n) => ({ ...entry, name: `i${n}` })),
        )
        for (const { n, from, to } of changes) {
          const selection = { target: { kind: 'item' as const, itemId: itemIdOf(`i${n}`) }, statuses: from }
          let after: number | undefined = 0
          while (after !== undefined) {
            const page: Page = { after, limit: 2 }
            after = (to ? journal.changeFiles(selection, { status: to }, page) : journal.removeFiles(selection, page))
              .next
          }
        }
        for (const { itemId, counts } of journal.summaries()) {
          const files = journal.files(itemId, 'all', 0, 100)
          for (const status of fileStatuses) {
            const inStatus = files.filter((file) => file.status === status)
            const marked = inStatus.filter((file) => isMarked(file)).length
            expect(counts[status]).toEqual({
              files: inStatus.length,
              bytes: inStatus.length * 10,
              partBytes: 0,
              marked,
            })
          }
          for (const filter of filters) {
            expect(journal.files(itemId, filter, 0, 100)).toEqual(files.filter(({ status }) => fits(status, filter)))
          }
        }
        journal.close()
      }),
      { numRuns: 200 },
    )
  })

  it('shows first what was not sent, once nothing in the folder moves any more', () => {
    const { journal } = openJournal(':memory:', 0)
    const statuses: FileStatus[] = ['completed', 'failed', 'queued', 'failed']
    fill(journal, [{ name: 'i', kind: 'folder', isWalking: false, isHeld: false, statuses }])
    const names = () =>
      look(journal, { offset: 0, limit: 9, expanded: [itemIdOf('i')], filter: 'all' }).rows.map(({ name }) => name)
    expect(names()).toEqual(['i', '0', '1', '2', '3'])
    const selection = { target: { kind: 'item' as const, itemId: itemIdOf('i') }, statuses: ['queued' as const] }
    journal.changeFiles(selection, { status: 'completed' }, { after: 0, limit: 9 })
    expect(names()).toEqual(['i', '1', '3', '0', '2'])
    journal.close()
  })

  it('shows the middle and the end of 100,000 files', () => {
    const { journal } = openJournal(':memory:', 0)
    journal.addItem(itemRecord('before', { kind: 'file' }))
    journal.addFiles([newFile('before', 'before')])
    journal.addItem(itemRecord('big'))
    for (let n = 0; n < 100_000; n += 1000) {
      journal.addFiles(
        Array.from({ length: 1000 }, (_, k) =>
          newFile('big', `${n + k}`, { status: (n + k) % 1000 === 7 ? 'failed' : 'queued' }),
        ),
      )
    }
    const at = (offset: number, filter: RowFilter) =>
      look(journal, { offset, limit: 3, expanded: [itemIdOf('big')], filter }).rows.map(({ name }) => name)
    expect(at(50_000, 'all')).toEqual(['49998', '49999', '50000'])
    expect(at(1_000_000, 'all')).toEqual(['99997', '99998', '99999'])
    expect(at(0, 'all')).toEqual(['before', 'big', '0'])
    expect(at(50, 'failed')).toEqual(['49007', '50007', '51007'])
    journal.close()
  })
})
