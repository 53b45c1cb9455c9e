// The list of accounts as a value: every change gives a new list, with a selection that exists.
import { AppError } from '../../shared/errors.ts'
import type { HeldAccount } from './held-account.ts'
import { isPractice, practiceId } from './practice-account.ts'

export type AccountList = {
  held: readonly HeldAccount[]
  isPracticeUsed: boolean
  selectedId: string | null
}

/** Throws AppError `account.notFound`. */
export function findIn(list: AccountList, accountId: string): HeldAccount {
  const account = list.held.find((candidate) => candidate.accountId === accountId)
  if (!account) throw new AppError('account.notFound')
  return account
}

export const isIn = (list: AccountList, accountId: string | null): boolean =>
  isPractice(accountId) ? list.isPracticeUsed : list.held.some((account) => account.accountId === accountId)

/** When the selected account is gone, the first one is selected instead. */
export function withSelection(list: AccountList): AccountList {
  if (isIn(list, list.selectedId)) return list
  const first = list.held[0]?.accountId ?? (list.isPracticeUsed ? practiceId : null)
  return { ...list, selectedId: first }
}

/** Throws `account.nameTaken`: two accounts of one name could not be told apart. */
export function checkName(list: AccountList, name: string, exceptId: string): void {
  const isTaken = list.held.some(
    ({ accountId, place }) => accountId !== exceptId && place.name.toLowerCase() === name.toLowerCase(),
  )
  if (isTaken) throw new AppError('account.nameTaken', { params: { name } })
}

/** A new account is what the user wants to work with next, so it is selected. */
export const added = (list: AccountList, account: HeldAccount): AccountList => ({
  ...list,
  held: [...list.held, account],
  selectedId: account.accountId,
})

export const replaced = (list: AccountList, next: HeldAccount): AccountList => ({
  ...list,
  held: list.held.map((account) => (account.accountId === next.accountId ? next : account)),
})

export function removed(list: AccountList, accountId: string): AccountList {
  if (!isIn(list, accountId)) throw new AppError('account.notFound')
  if (isPractice(accountId)) return withSelection({ ...list, isPracticeUsed: false })
  return withSelection({ ...list, held: list.held.filter((account) => account.accountId !== accountId) })
}

export function selected(list: AccountList, accountId: string): AccountList {
  if (!isIn(list, accountId)) throw new AppError('account.notFound')
  return { ...list, selectedId: accountId }
}

export const withPractice = (list: AccountList): AccountList => ({
  ...list,
  isPracticeUsed: true,
  selectedId: practiceId,
})
