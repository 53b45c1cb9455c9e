// Which accounts there are, which one is selected, and how their secrets are kept. Secrets go in and never come out,
// except to the signer.
import type { AccountDraft, AccountPatch, AccountsState } from '../../shared/model/account.ts'
import type { Credentials } from '../oss/types.ts'
import {
  added,
  checkName,
  findIn,
  isIn,
  removed,
  replaced,
  selected,
  withPractice,
  withSelection,
} from './account-list.ts'
import type { AccountList } from './account-list.ts'
import { credentialsOf, recordOf, reopen, viewOf, withCredentials } from './held-account.ts'
import { checkPlace } from './place.ts'
import type { Place } from './place.ts'
import type { AccountStore, SavedAccounts, SecretBox } from './ports.ts'
import { isPractice, practicePlace, practiceView } from './practice-account.ts'

export type AccountsOptions = {
  store: AccountStore
  box: SecretBox
  newId: () => string
  /** The practice bucket's name in the user's language. */
  practiceName: () => string
  onChange: (state: AccountsState) => void
  /**
   * Awaited while the account still works as before: it is about to be removed, or to mean another bucket (`next`). An
   * account whose bucket stays is the same to OSS, whatever its region, address or key.
   */
  onLeaving: (account: { accountId: string; place: Place }, next: Place | undefined) => Promise<void>
  report: (error: unknown) => void
}

export type Accounts = {
  state(): AccountsState
  /** Throws AppError `account.notFound`, as everything below that takes an accountId. */
  place(accountId: string): Place
  /** For the signer only. Throws `account.secretMissing` or `account.secretUnreadable`. */
  credentials(accountId: string): Credentials
  tokenExpiresAtMs(accountId: string): number | undefined
  add(draft: AccountDraft): Promise<AccountsState>
  update(patch: AccountPatch): Promise<AccountsState>
  remove(accountId: string): Promise<AccountsState>
  select(accountId: string): Promise<AccountsState>
  usePractice(): Promise<AccountsState>
  /** Names in the user's language have changed. */
  languageChanged(): void
}

/** Loads what was saved. Never fails because of a secret that cannot be read. */
export async function openAccounts(options: AccountsOptions): Promise<Accounts> {
  const { store, box, newId, practiceName, onChange, onLeaving, report } = options
  const saved = store.load()
  const held = await Promise.all(saved.accounts.map((record) => reopen(record, box, report)))
  let list = withSelection({ held, isPracticeUsed: saved.isPracticeUsed, selectedId: saved.selectedId })
  let keychain = await box.keychain()

  const placeOf = (accountId: string): Place =>
    isPractice(accountId) && isIn(list, accountId) ? practicePlace(practiceName()) : findIn(list, accountId).place
  const state = () => stateOf(list, keychain !== undefined, practiceName())
  // Sealing takes time: one change waits for the one before, so that none is lost.
  let last: Promise<unknown> = Promise.resolve()
  function change(next: () => AccountList | Promise<AccountList>): Promise<AccountsState> {
    const result = last.then(async () => {
      list = await next()
      store.save(savedOf(list))
      onChange(state())
      return state()
    })
    last = result.catch(() => undefined)
    return result
  }

  return {
    state,
    place: placeOf,
    credentials: (accountId) => credentialsOf(findIn(list, accountId)),
    tokenExpiresAtMs: (accountId) =>
      isPractice(accountId) ? undefined : findIn(list, accountId).key?.tokenExpiresAtMs,
    add: (draft) =>
      change(async () => {
        const account = { accountId: newId(), place: checkPlace(draft), state: 'missing' as const }
        checkName(list, account.place.name, account.accountId)
        const complete = await withCredentials(account, draft, box, report)
        keychain = await box.keychain()
        return added(list, complete)
      }),
    update: (patch) =>
      change(async () => {
        const before = findIn(list, patch.accountId)
        const account = { ...before, place: checkPlace({ ...before.place, ...partsIn(patch) }) }
        checkName(list, account.place.name, account.accountId)
        const { credentials } = patch
        const next = credentials ? await withCredentials(account, credentials, box, report) : account
        if (next.place.bucket !== before.place.bucket)
          await onLeaving({ accountId: patch.accountId, place: before.place }, next.place)
        return replaced(list, next)
      }),
    remove: (accountId) =>
      change(async () => {
        const rest = removed(list, accountId)
        // Whatever goes wrong with its files, an account can be removed.
        await onLeaving({ accountId, place: placeOf(accountId) }, undefined).catch(report)
        return rest
      }),
    select: (accountId) => change(() => selected(list, accountId)),
    usePractice: () => change(() => withPractice(list)),
    languageChanged: () => {
      if (list.isPracticeUsed) onChange(state())
    },
  }
}

const savedOf = ({ held, selectedId, isPracticeUsed }: AccountList): SavedAccounts => ({
  accounts: held.map(recordOf),
  selectedId,
  isPracticeUsed,
})

const stateOf = (list: AccountList, hasKeychain: boolean, practiceName: string): AccountsState => ({
  accounts: [...list.held.map(viewOf), ...(list.isPracticeUsed ? [practiceView(practiceName)] : [])],
  // One of the accounts above; the contract's schema checks it on its way out.
  selectedId: list.selectedId as AccountsState['selectedId'],
  keychain: hasKeychain ? 'available' : 'sessionOnly',
})

/** The parts of a place the patch names. */
function partsIn({ name, region, bucket, folder, endpointKind, customDomain }: AccountPatch): Partial<Place> {
  const parts = { name, region, bucket, folder, endpointKind, customDomain }
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}
