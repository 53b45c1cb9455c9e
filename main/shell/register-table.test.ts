import { expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { AccountId } from '../../shared/model/account.ts'
import type { LinkId } from '../../shared/model/link.ts'
import type { LinkRow } from '../../shared/model/register.ts'
import { registerTable } from './register-table.ts'

const atMs = new Date(2026, 10, 20, 16, 20, 5).getTime()
const row = (name: string, more: Partial<LinkRow>): LinkRow => ({
  linkId: name as LinkId,
  accountId: 'a' as AccountId,
  ...{ objectKey: `in/${name}`, forWhom: 'Acme', kind: 'put', isFirstUploadOnly: true, isNew: false },
  ...{ madeAtMs: atMs, expiresAtMs: atMs + 3_600_000, state: 'waiting', check: {} },
  ...more,
})
const denied = { code: 'auth.denied', params: { action: 'oss:GetObject', resource: '' }, isRetryable: false } as const
const options = { locale: 'en' as const, names: new Map([['a', 'Marketing']]) }

it('says of every link what became of it, and of one that cannot be checked why', () => {
  const rows = [
    row('a.pdf', { state: 'received', received: { bytes: 412, atMs: atMs + 60_000 } }),
    row('b.pdf', { check: { error: denied } }),
    row('c.pdf', { state: 'expired', check: { error: denied } }),
    row('d.pdf', { state: 'expired' }),
  ]
  const [head, ...table] = [...registerTable(rows, options)]
  expect(head).toContain('Reason')
  expect(table[0]).toEqual([
    ...['Acme', 'in/a.pdf', 'Marketing', '2026-11-20 16:20:05', '2026-11-20 17:20:05'],
    ...['Received', 412, '2026-11-20 16:21:05', ''],
  ])
  expect(table.map((cells) => cells[5])).toEqual(['Received', 'Waiting', 'Expired', 'Expired, unused'])
  expect(table[1]?.[8]).toMatch(/^Whether something came cannot be seen\. .*oss:GetObject/)
})

it('has the links only where they are wanted, and no cell for one that cannot be opened', () => {
  const rows = [row('a.pdf', {}), row('b.pdf', {})]
  expect(JSON.stringify([...registerTable(rows, options)])).not.toContain('https:')
  const open = (linkId: LinkId) => {
    if (linkId === 'b.pdf') throw new AppError('link.unreadable')
    return { url: `https://shop.example/${linkId}` }
  }
  const table = [...registerTable(rows, { ...options, open })]
  expect(table.map((cells) => cells.at(-1))).toEqual(['Link', 'https://shop.example/a.pdf', ''])
})
