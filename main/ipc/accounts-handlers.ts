import type { Handlers } from '../../shared/ipc/contract.ts'
import type { AccountReport } from '../../shared/model/account.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { checkAccount } from '../accounts/check-account.ts'
import type { AccountClients } from '../accounts/clients.ts'
import type { PracticeHost } from '../accounts/ports.ts'
import { practiceId } from '../accounts/practice-account.ts'
import type { AppStateHolder } from '../shell/app-state.ts'
import type { OssClient } from '../oss/client.ts'
import type { Uploads } from '../uploads/create-uploads.ts'

export type AccountsParts = {
  accounts: Accounts
  clients: AccountClients
  practice: PracticeHost
  uploads: Pick<Uploads, 'accountChanged'>
  state: Pick<AppStateHolder, 'removeNotice' | 'state' | 'setPreferences'>
  newId: () => string
  /** Told when the page asked for its accounts, with how many there are. */
  onAccountsAsked?: (count: number) => void
}

/** A test is five short requests; a line too slow for them in this time is too slow to send files. */
const testTimeoutMs = 45_000

const without = <T>(byAccount: Readonly<Record<string, T>>, accountId: string): Record<string, T> =>
  Object.fromEntries(Object.entries(byAccount).filter(([id]) => id !== accountId))

export function createAccountsHandlers(parts: AccountsParts): Handlers['accounts'] {
  const { accounts, clients, practice, uploads, state: board, newId, onAccountsAsked } = parts
  const check = (client: OssClient, folder: string): Promise<AccountReport> =>
    checkAccount({ client, folder, uniqueName: newId(), signal: AbortSignal.timeout(testTimeoutMs) })
  return {
    state: () => {
      const state = accounts.state()
      onAccountsAsked?.(state.accounts.length)
      return state
    },
    test: (draft) => {
      const { client, place } = clients.forDraft(draft)
      return check(client, place.folder)
    },
    testSaved: async (accountId) => {
      const { client, place } = await clients.access(accountId)
      return check(client, place.folder)
    },
    add: (draft) => accounts.add(draft),
    update: async (patch) => {
      const state = await accounts.update(patch)
      if (patch.credentials) board.removeNotice('tokenExpired', patch.accountId)
      uploads.accountChanged(patch.accountId)
      return state
    },
    remove: async (accountId) => {
      const state = await accounts.remove(accountId)
      board.removeNotice('tokenExpired', accountId)
      board.removeNotice('accountHeld', accountId)
      const { destinations, sendOptions } = board.state().preferences
      board.setPreferences({
        destinations: without(destinations, accountId),
        sendOptions: without(sendOptions, accountId),
      })
      uploads.accountChanged(accountId)
      return state
    },
    select: (accountId) => accounts.select(accountId),
    usePractice: async () => {
      await practice.start()
      const state = await accounts.usePractice()
      uploads.accountChanged(practiceId)
      return state
    },
  }
}
