// The calls of the section `links` that are about the register.
import type { Handlers } from '../../shared/ipc/contract.ts'
import type { Locale } from '../../shared/words/message.ts'
import type { AccountView } from '../../shared/model/account.ts'
import type { LinkId } from '../../shared/model/link.ts'
import type { Register } from '../links/register/register.ts'
import { registerFileName, registerTable } from '../shell/register-table.ts'

export type RegisterHandlerParts = {
  register: Pick<
    Register,
    'window' | 'summary' | 'open' | 'each' | 'markSeen' | 'closeLink' | 'renew' | 'remove' | 'check'
  >
  accounts: { state(): { accounts: readonly Pick<AccountView, 'accountId' | 'name'>[] } }
  /** Asks where a table is to be kept; undefined when the user thought better of it. */
  chooseTextPath: (suggestedName: string, kind: 'csv' | 'txt') => Promise<string | undefined>
  /** Throws AppError `file.notSaved`. */
  writeTable: (path: string, rows: Iterable<readonly (string | number)[]>) => Promise<void>
  state: { locale(): Locale }
  now: () => number
}

type RegisterHandlers = Omit<Handlers['links'], 'make' | 'handOver'>

/** An empty file, and a look at what was there before it. */
const closeTimeoutMs = 30_000

export function createRegisterHandlers(parts: RegisterHandlerParts): RegisterHandlers {
  const { register, accounts, chooseTextPath, writeTable, state, now } = parts
  return {
    window: (query) => register.window(query),
    summary: () => register.summary(),
    open: ({ linkId }) => register.open(linkId),
    markSeen: ({ linkIds }) => register.markSeen(linkIds),
    close: ({ linkId }) => register.closeLink(linkId, AbortSignal.timeout(closeTimeoutMs)),
    renew: ({ linkId }) => register.renew(linkId),
    remove: ({ linkIds }) => register.remove(linkIds),
    check: ({ linkIds }) => register.check(linkIds),
    exportCsv: async ({ withLinks, ...scope }) => {
      const locale = state.locale()
      const path = await chooseTextPath(registerFileName(now(), locale), 'csv')
      if (path === undefined) return { saved: false }
      const names = new Map(accounts.state().accounts.map(({ accountId, name }) => [String(accountId), name]))
      const open = withLinks ? { open: (linkId: LinkId) => register.open(linkId) } : {}
      await writeTable(path, registerTable(register.each(scope), { locale, names, ...open }))
      return { saved: true }
    },
  }
}
