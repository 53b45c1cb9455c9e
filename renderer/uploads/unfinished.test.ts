import { expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { AccountView } from '../../shared/model/account.ts'
import type { CleanReport, UnfinishedSelection, UnfinishedView } from '../../shared/model/unfinished.ts'
import { announced } from '../lib/announce.svelte.ts'
import { UnfinishedUploads } from './unfinished.svelte.ts'

const now = Date.UTC(2026, 10, 20, 8)
const hour = 3_600_000
// Only what is read of it.
const account = { accountId: 'a', bucket: 'b', folder: '' } as AccountView
const view = (index: number, change: Partial<UnfinishedView> = {}): UnfinishedView => ({
  objectKey: `in/${index}.mov`,
  uploadId: `U${index}`,
  initiatedAtMs: now - 48 * hour,
  isOurs: false,
  isInList: false,
  isOfLink: false,
  ...change,
})
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

function scripted(uploads: UnfinishedView[]) {
  const measured: string[][] = []
  const cleaned: string[][] = []
  let answer: (selection: UnfinishedSelection) => CleanReport = ({ uploads: wanted }) => ({
    cleaned: wanted.map(({ uploadId }) => uploadId),
    notCleaned: [],
  })
  let listError: AppError | undefined
  const state = new UnfinishedUploads(
    {
      unfinished: () => (listError ? Promise.reject(listError) : Promise.resolve({ uploads, isComplete: true })),
      unfinishedSizes: ({ uploads: wanted }) => {
        measured.push(wanted.map(({ uploadId }) => uploadId))
        return Promise.resolve({ sizes: wanted.map(({ uploadId }) => ({ uploadId, bytes: 5, parts: 1 })) })
      },
      cleanUnfinished: async (selection) => {
        cleaned.push(selection.uploads.map(({ uploadId }) => uploadId))
        await settled()
        // Branded ids are plain strings here.
        return answer(selection as UnfinishedSelection)
      },
    },
    () => now,
  )
  return {
    state,
    measured,
    cleaned,
    answerWith: (next: typeof answer) => (answer = next),
    refuse: (error: AppError) => (listError = error),
    async open() {
      state.open(account)
      await settled()
    },
  }
}

it('lists what is there and asks once for the sizes of the rows in view', async () => {
  const { state, measured, open } = scripted([0, 1, 2, 3].map((index) => view(index)))
  await open()
  expect([state.phase, state.uploads.length, announced()]).toEqual(['ready', 4, '4 uploads'])
  await state.show(0, 2)
  await state.show(1, 2)
  expect(measured).toEqual([['U0', 'U1'], ['U2']])
  expect(state.sizes.get('U1')).toEqual({ uploadId: 'U1', bytes: 5, parts: 1 })
})

it('never chooses what a file in the list still uses', async () => {
  const { state, open } = scripted([view(0), view(1, { isOurs: true, isInList: true }), view(2)])
  await open()
  state.selectAll(true)
  expect([[...state.selected], state.isAllSelected]).toEqual([['U0', 'U2'], true])
  state.toggle('U0')
  expect(state.isAllSelected).toBe(false)
})

it('warns of what others began in the last day, not of our own or of what is old', async () => {
  const recent = { initiatedAtMs: now - hour }
  const { state, open } = scripted([view(0), view(1, recent), view(2, { ...recent, isOurs: true })])
  await open()
  expect(state.recentCount).toBe(0)
  state.selectAll(true)
  expect(state.recentCount).toBe(1)
})

it('cleans thousands in steps main takes, and says how many', async () => {
  const { state, cleaned, open } = scripted(Array.from({ length: 250 }, (_, index) => view(index)))
  await open()
  state.selectAll(true)
  await state.clean()
  expect(cleaned.map((step) => step.length)).toEqual([100, 100, 50])
  expect([state.uploads.length, state.cleanedCount, state.selected.size]).toEqual([0, 250, 0])
  expect(announced()).toBe('250 uploads are cleaned.')
})

it('keeps what could not be cleaned, chosen and with its reason', async () => {
  const { state, answerWith, open } = scripted([view(0), view(1)])
  const error = new AppError('auth.denied', { params: { action: 'oss:AbortMultipartUpload', resource: 'in/1.mov' } })
  answerWith(() => ({ cleaned: ['U0'], notCleaned: [{ objectKey: 'in/1.mov', uploadId: 'U1', error: error.shape }] }))
  await open()
  state.selectAll(true)
  await state.clean()
  expect(state.uploads.map(({ uploadId }) => uploadId)).toEqual(['U1'])
  expect([state.isFailed('U1'), [...state.selected], announced()]).toEqual([
    true,
    ['U1'],
    '1 upload is cleaned. 1 could not be cleaned:',
  ])
})

it('stops cleaning after the step it is at when it is closed', async () => {
  const { state, cleaned, open } = scripted(Array.from({ length: 300 }, (_, index) => view(index)))
  await open()
  state.selectAll(true)
  const cleaning = state.clean()
  state.close()
  await cleaning
  expect(cleaned).toHaveLength(1)
})

it('says which permission is missing, and starts afresh for another look', async () => {
  const { state, refuse, open } = scripted([view(0)])
  refuse(new AppError('auth.denied', { params: { action: 'oss:ListMultipartUploads', resource: 'b' } }))
  await open()
  expect([state.phase, state.error?.params['action']]).toEqual(['ready', 'oss:ListMultipartUploads'])
})
