// What is done to one account from the settings: renamed, tested, removed, used.
import type { ErrorShape } from '../../shared/errors.ts'
import { toShape } from '../../shared/errors.ts'
import type { AccountReport, AccountsState, AccountView } from '../../shared/model/account.ts'
import type { Api } from '../lib/api.ts'

type Calls = Pick<Api['accounts'], 'update' | 'testSaved' | 'remove' | 'select'>

/** The dialog that is open; a test has its report once main has answered. */
export type OpenDialog = { kind: 'rename' | 'test' | 'remove'; account: AccountView }

export class AccountActions {
  open = $state.raw<OpenDialog | null>(null)
  newName = $state('')
  report = $state.raw<AccountReport | null>(null)
  error = $state.raw<ErrorShape | null>(null)
  isBusy = $state(false)
  readonly #calls: Calls
  readonly #onChanged: (state: AccountsState) => void

  constructor(calls: Calls, onChanged: (state: AccountsState) => void) {
    this.#calls = calls
    this.#onChanged = onChanged
  }

  ask(kind: OpenDialog['kind'], account: AccountView): void {
    this.open = { kind, account }
    this.newName = account.name
    this.report = null
    this.error = null
    if (kind === 'test') void this.test()
  }

  close(): void {
    this.open = null
    this.error = null
  }

  async rename(): Promise<void> {
    const name = this.newName.trim()
    const account = this.open?.account
    if (account === undefined || name === '') return
    if (name === account.name) return this.close()
    await this.#change(() => this.#calls.update({ accountId: account.accountId, name }))
  }

  async remove(): Promise<void> {
    const account = this.open?.account
    if (account) await this.#change(() => this.#calls.remove(account.accountId))
  }

  async use(account: AccountView): Promise<void> {
    await this.#change(() => this.#calls.select(account.accountId))
  }

  async test(): Promise<void> {
    const { open } = this
    if (open === null || this.isBusy) return
    this.report = null
    await this.#attempt(async () => {
      const report = await this.#calls.testSaved(open.account.accountId)
      // The dialog may be closed by now, or be about another account.
      if (this.open === open) this.report = report
    })
  }

  async #change(call: () => Promise<AccountsState>): Promise<void> {
    await this.#attempt(async () => {
      this.#onChanged(await call())
      this.close()
    })
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    const { open } = this
    this.isBusy = true
    this.error = null
    try {
      await work()
    } catch (error) {
      if (this.open === open) this.error = toShape(error)
    } finally {
      this.isBusy = false
    }
  }
}
