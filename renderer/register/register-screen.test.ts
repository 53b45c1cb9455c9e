import { describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { AccountId } from '../../shared/model/account.ts'
import type { LinkId, LinkView } from '../../shared/model/link.ts'
import type { LinkRow } from '../../shared/model/register.ts'
import type { Api } from '../lib/api.ts'
import type { AppStore } from '../lib/app-store.svelte.ts'
import { RegisterScreen } from './register-screen.svelte.ts'
import { RegisterStore } from './register-store.svelte.ts'

const now = Date.UTC(2026, 10, 20)
const row: LinkRow = {
  linkId: 'l1' as LinkId,
  accountId: 'a1' as AccountId,
  ...{ objectKey: 'in/a.pdf', forWhom: '', kind: 'put', isFirstUploadOnly: true, isNew: false, state: 'waiting' },
  ...{ madeAtMs: now, expiresAtMs: now + 3_600_000, check: {} },
}
const link = { linkId: 'l1', objectKey: 'in/a.pdf', url: 'https://shop.example/in/a.pdf?secret' } as LinkView

function setUp(answers: { close?: 'closed' | 'received' | 'taken' | AppError; renewedAs?: string } = {}) {
  const calls: unknown[] = []
  const copied: string[] = []
  const shown: LinkView[] = []
  const removed: string[] = []
  const answer = (name: string, value: unknown) => (input: unknown) => {
    calls.push([name, input])
    return value instanceof AppError ? Promise.reject(value) : Promise.resolve(value)
  }
  const links = {
    open: answer('open', link),
    window: () => Promise.resolve({ revision: 1, total: 0, offset: 0, rows: [], counts: {} }),
    check: answer('check', undefined),
    close: answer('close', answers.close instanceof AppError ? answers.close : { result: answers.close ?? 'closed' }),
    renew: answer('renew', { ...link, linkId: 'l2', objectKey: answers.renewedAs ?? 'in/a.pdf' }),
    remove: answer('remove', undefined),
    exportCsv: answer('exportCsv', { saved: true }),
  }
  // Only what the screen uses.
  const api = { links, on: () => () => undefined } as unknown as Api
  const register = new RegisterStore(api)
  const accounts = { accounts: [{ accountId: 'a1', bucket: 'shop', accessKeyId: 'LTAI' }] }
  const app = { api, accounts, copy: (text: string) => Promise.resolve(void copied.push(text)) } as unknown as AppStore
  const screen = new RegisterScreen({
    ...{ app, register, hand: { message: () => Promise.resolve('Please upload') } },
    show: (each) => shown.push(each),
    removed: (linkId) => removed.push(linkId),
    now: () => now,
  })
  const settle = () => new Promise((resolve) => setTimeout(resolve))
  return { screen, register, calls, copied, shown, removed, settle }
}

describe('a link of the list', () => {
  it('is fetched only when it is handed over', async () => {
    const { screen, calls, copied, settle } = setUp()
    screen.act(row, 'copyLink')
    screen.act(row, 'copyMessage')
    await settle()
    expect(copied.sort()).toEqual(['Please upload', link.url])
    expect(calls).toEqual([
      ['open', { linkId: 'l1' }],
      ['open', { linkId: 'l1' }],
    ])
  })

  it('is taken out at once when nobody can use it, and otherwise after a question', async () => {
    const { screen, calls, removed, settle } = setUp()
    screen.act(row, 'remove')
    expect([screen.dialog?.kind, calls]).toEqual(['remove', []])
    screen.act({ ...row, state: 'expired', expiresAtMs: now - 1 }, 'remove')
    await settle()
    expect(removed).toEqual(['l1'])
  })

  it('is closed after a question, and what came of it is said as it is', async () => {
    for (const [result, words] of [
      ['closed', 'The link is closed.'],
      ['received', 'The file had come before.'],
      ['taken', 'A file has this name already'],
    ] as const) {
      const { screen, calls } = setUp({ close: result })
      screen.act(row, 'close')
      expect([screen.dialog?.kind, calls]).toEqual(['close', []])
      await screen.close(row)
      expect([screen.dialog, screen.said?.startsWith(words)]).toEqual([undefined, true])
    }
  })

  it('says what the bucket answered when closing did not work', async () => {
    const { screen, register } = setUp({ close: new AppError('net.offline') })
    await screen.close(row)
    expect([register.problem?.code, screen.said, screen.isBusy]).toEqual(['net.offline', undefined, false])
  })

  it('is offered no closing where that could not hold', () => {
    const { screen } = setUp()
    screen.act({ ...row, isFirstUploadOnly: false }, 'close')
    expect(screen.dialog?.kind).toBe('cannotClose')
    screen.act({ ...row, kind: 'multipart' }, 'close')
    expect(screen.dialog?.kind).toBe('cannotClose')
  })

  it('made again is shown ready, and another name is said', async () => {
    const { screen, shown } = setUp({ renewedAs: 'in/a (2).pdf' })
    await screen.renew(row)
    expect([shown[0]?.linkId, screen.said]).toEqual(['l2', expect.stringContaining('a (2).pdf')])
  })
})

it('the request to the administrator names the bucket, the key and the permission, and no link', async () => {
  const { screen, copied } = setUp()
  await screen.copyRequest(row, { code: 'auth.denied', params: { action: 'oss:GetObject' }, isRetryable: false })
  for (const words of ['shop', 'LTAI', 'oss:GetObject', 'in/a.pdf']) expect(copied[0]).toContain(words)
  expect(copied[0]).not.toContain('https:')
})

it('the table has what is searched for and filtered, and the links only when they are asked for', async () => {
  const { screen, register, calls } = setUp()
  register.search = ' acme '
  register.filter = 'received'
  await screen.export(true)
  expect(calls).toEqual([['exportCsv', { search: 'acme', filter: 'received', withLinks: true }]])
  expect(screen.said).toBe('The list is saved.')
})
