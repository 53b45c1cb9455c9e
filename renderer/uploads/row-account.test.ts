import { expect, it } from 'vitest'
import type { AccountId, AccountsState } from '../../shared/model/account.ts'
import { ownerOf } from './row-account.ts'

// Only what is looked at.
const state = {
  accounts: [
    { accountId: 'm', name: 'Marketing' },
    { accountId: 'l', name: 'Legal' },
  ],
  selectedId: 'm',
} as unknown as AccountsState
const owner = (accountId: string, isMixed: boolean) => ownerOf(accountId as AccountId, state, isMixed)

it('is said of every row once rows of several accounts stand together, and always of another account’s', () => {
  expect([owner('m', false), owner('m', true), owner('l', false)]).toEqual([undefined, 'of Marketing', 'of Legal'])
})

it('is said of a row whose account is gone', () => {
  expect(owner('gone', false)).toBe('of a removed account')
})
