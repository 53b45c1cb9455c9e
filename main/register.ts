// The register of links, wired to what it needs: its file, the clients, the page and the desktop.
import type { LinkId } from '../shared/model/link.ts'
import type { LinksChange } from '../shared/model/register.ts'
import type { AccountsState } from '../shared/model/account.ts'
import type { Accounts } from './accounts/accounts.ts'
import type { AccountClients } from './accounts/clients.ts'
import type { SecretBox } from './accounts/ports.ts'
import { createLinkMaker } from './links/make-new-link.ts'
import type { LinkMakerParts } from './links/make-new-link.ts'
import { usualLimits } from './links/register/budget.ts'
import type { LinkStore } from './links/register/ports.ts'
import { Register } from './links/register/register.ts'
import type { RegisterParts } from './links/register/register.ts'
import { systemClock as clock } from './platform/clock.ts'
import { openLinkStore } from './platform/open-link-store.ts'
import type { AppStateHolder } from './shell/app-state.ts'
import { createArrivalNotices } from './shell/arrivals.ts'
import { showDesktopNotice } from './shell/desktop-notice.ts'

type Memory = {
  paths: { links: string }
  box: SecretBox
  state: AppStateHolder
  report: (error: unknown) => void
}

/** A register that is damaged is set aside, and said. */
export async function openLinks({ paths, box, state, report }: Memory): Promise<LinkStore> {
  const { store, setAside } = await openLinkStore({ path: paths.links, box, nowMs: clock.now(), report })
  if (setAside) state.addNotice({ kind: 'linksSetAside', file: setAside })
  return store
}

/** The page hears of changes no oftener. */
const tellEveryMs = 200

type Parts = Pick<RegisterParts, 'onArrived' | 'report'> &
  Pick<LinkMakerParts, 'clients' | 'newId' | 'kits'> & {
    store: LinkStore
    clients: Pick<AccountClients, 'forAccount' | 'now'>
    accounts: Pick<Accounts, 'state'>
    state: AppStateHolder
    onChange: (change: LinksChange) => void
  }

export function createLinkRegister(parts: Parts) {
  const { store, clients, kits, state, accounts, newId, onArrived, report } = parts
  let isStopped = false
  let isTold = true
  const tell = (): void => {
    isTold = true
    if (isStopped) return
    const summary = register.summary()
    if (!store.isKept && summary.counts.all > 0) state.addNotice({ kind: 'linksSessionOnly' })
    parts.onChange(summary)
  }
  const makeNewLink = createLinkMaker({ clients, newId, kits })
  const register = new Register({
    ...{ store, random: Math.random, limits: usualLimits, make: makeNewLink, onArrived, report },
    // A link ends by the server's clock, whatever this computer's says.
    clock: { now: () => clients.now(), sleep: (delayMs, signal) => clock.sleep(delayMs, signal) },
    clientFor: (accountId) => clients.forAccount(accountId),
    isOnline: () => state.state().network.isOnline,
    onChange: () => {
      if (isTold) setTimeout(tell, tellEveryMs)
      isTold = false
    },
  })
  const stop = async (): Promise<void> => {
    isStopped = true
    await register.stop()
  }
  const accountsChanged = createAccountWatch(accounts.state(), (accountId) => register.accountChanged(accountId))
  return { register, makeNewLink, accountsChanged, stop }
}

/** `open` when somebody clicks on the notice. */
export const announceArrivals = (state: AppStateHolder, open: (linkId: LinkId) => void): RegisterParts['onArrived'] =>
  createArrivalNotices({
    isWanted: () => state.state().preferences.announcesArrivals,
    locale: state.locale,
    show: showDesktopNotice,
    open: ({ linkId }) => open(linkId),
    after: (delayMs, run) => setTimeout(run, delayMs),
  })

/** Of every account, all that a request to it depends on: an account whose text is another is looked at anew. */
export function createAccountWatch(first: AccountsState, changed: (accountId: string) => void) {
  const texts = ({ accounts }: AccountsState) =>
    new Map(accounts.map((account) => [String(account.accountId), JSON.stringify(account)]))
  let known = texts(first)
  return (state: AccountsState): void => {
    const now = texts(state)
    for (const [accountId, text] of now) {
      const before = known.get(accountId)
      if (before !== undefined && before !== text) changed(accountId)
    }
    known = now
  }
}
