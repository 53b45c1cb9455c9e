import type { AccountId, AccountsState } from '../../shared/model/account.ts'
import { t } from '../i18n/i18n.svelte.ts'

/** Whose a row is; undefined where that is plain: it is of the account in use, and so is everything around it. */
export function ownerOf(accountId: AccountId, state: AccountsState | undefined, isMixed: boolean): string | undefined {
  if (!state || (!isMixed && accountId === state.selectedId)) return undefined
  const account = state.accounts.find((known) => known.accountId === accountId)
  return account ? t('send.ofAccount', { name: account.name }) : t('send.ofRemovedAccount')
}
