// Which account is being added or changed, for the whole window: the form outlives the screen that opened it.
import { createContext } from 'svelte'
import type { AccountView } from '../../shared/model/account.ts'
import type { AppStore } from '../lib/app-store.svelte.ts'
import { AccountForm } from './account-form.svelte.ts'
import type { AccountFields } from './account-fields.ts'

export class AccountEditor {
  /** The last one opened. It stays when the sheet closes, which still reads it on its way out. */
  form = $state.raw<AccountForm | null>(null)
  isOpen = $state(false)
  readonly #store: Pick<AppStore, 'api' | 'accounts' | 'setAccounts' | 'view'>
  readonly #now: () => number
  /** A new account that was closed half-typed, so that a stray Esc costs nothing but the secret. */
  #unfinished: AccountFields | undefined

  constructor(store: Pick<AppStore, 'api' | 'accounts' | 'setAccounts' | 'view'>, now: () => number) {
    this.#store = store
    this.#now = now
  }

  add(): void {
    this.#open(this.#unfinished ? { fields: this.#unfinished } : {})
  }

  /** `asksKey`: the secret is to be entered again. */
  edit(account: AccountView, asksKey = false): void {
    this.#open({ editing: account, asksKey })
  }

  close(): void {
    const { form } = this
    if (form === null || !this.isOpen) return
    form.close()
    if (form.editing === undefined) this.#unfinished = form.phase === 'saved' ? undefined : { ...form.fields }
    this.isOpen = false
  }

  /** After saving: on to the screen on which the account is used. */
  async start(): Promise<void> {
    const { form } = this
    const saved = this.#store.accounts?.accounts.find((account) => account.name === form?.fields.name)
    this.close()
    if (saved && saved.accountId !== this.#store.accounts?.selectedId)
      this.#store.setAccounts(await this.#store.api.accounts.select(saved.accountId))
    this.#store.view = 'send'
  }

  #open(options: { editing?: AccountView; asksKey?: boolean; fields?: AccountFields }): void {
    this.close()
    this.form = new AccountForm({
      calls: this.#store.api.accounts,
      now: this.#now,
      accounts: this.#store.accounts?.accounts ?? [],
      onSaved: (state) => this.#store.setAccounts(state),
      ...options,
    })
    this.isOpen = true
  }
}

const [read, provide] = createContext<AccountEditor>()

export const provideAccountEditor = provide

export function accountEditor(): AccountEditor {
  try {
    return read()
  } catch {
    throw new Error(
      'No AccountEditor: App.svelte provides it with provideAccountEditor(), so this component must be inside App.',
    )
  }
}
