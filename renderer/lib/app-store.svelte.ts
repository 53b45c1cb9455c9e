// What the whole window shares: preferences, notices, accounts. A copy of main's state, renewed by its events.
import { createContext } from 'svelte'
import type { AccountsState, AccountView } from '../../shared/model/account.ts'
import type { AppState, Notice, PreferencesPatch, ProxyLogin } from '../../shared/model/app.ts'
import type { ErrorView } from '../../shared/model/error.ts'
import type { Locale } from '../../shared/words/message.ts'
import { setLocale, t } from '../i18n/i18n.svelte.ts'
import { announce } from './announce.svelte.ts'
import type { Api } from './api.ts'
import { shapeOf } from './error-text.ts'

export type View = 'send' | 'ask' | 'settings'

export class AppStore {
  readonly api: Api
  app = $state.raw<AppState>()
  accounts = $state.raw<AccountsState>()
  view = $state<View>('send')
  /** How to reach the internet, asked about where there are no settings to go to: before there is an account. */
  isNetworkOpen = $state(false)
  /** Why the window could not start. */
  problem = $state.raw<ErrorView>()

  readonly isReady = $derived(this.app !== undefined && this.accounts !== undefined)
  readonly selected: AccountView | undefined = $derived(
    this.accounts?.accounts.find((account) => account.accountId === this.accounts?.selectedId),
  )
  /** Until main says otherwise. */
  readonly isOnline: boolean = $derived.by(() => this.app?.network.isOnline ?? true)
  readonly locale: Locale = $derived.by(() => {
    const choice = this.app?.preferences.locale ?? 'system'
    return choice === 'system' ? (this.app?.systemLocale ?? 'en') : choice
  })

  constructor(api: Api) {
    this.api = api
  }

  /** Answers how to stop. */
  start(): () => void {
    const stops = [
      this.api.on('appChanged', (state) => this.#setApp(state)),
      this.api.on('accountsChanged', (state) => this.setAccounts(state)),
    ]
    void this.#load()
    return () => stops.forEach((stop) => stop())
  }

  async #load(): Promise<void> {
    try {
      const [app, accounts] = await Promise.all([this.api.app.state(), this.api.accounts.state()])
      this.#setApp(app)
      this.setAccounts(accounts)
    } catch (thrown) {
      this.problem = shapeOf(thrown)
    }
  }

  #setApp(state: AppState): void {
    this.app = state
    setLocale(this.locale)
  }

  /** For the calls that answer the new state at once, before its event arrives. */
  setAccounts(state: AccountsState): void {
    this.accounts = state
    // Whoever begins anew begins with sending, wherever the last account was removed.
    if (!this.selected) this.view = 'send'
  }

  async setPreferences(patch: PreferencesPatch): Promise<void> {
    this.#setApp(await this.api.app.setPreferences(patch))
  }

  async setProxyLogin(login: ProxyLogin | null): Promise<void> {
    this.#setApp(await this.api.app.setProxyLogin(login))
  }

  async dismissNotice(notice: Notice): Promise<void> {
    const { kind } = notice
    const which = 'accountId' in notice ? { kind, accountId: notice.accountId } : { kind }
    this.#setApp(await this.api.app.dismissNotice(which))
  }

  async copy(text: string): Promise<void> {
    await this.api.app.copyText({ text })
    announce(t('common.copied'))
  }
}

const [read, provide] = createContext<AppStore>()

export const provideAppStore = provide

export function appStore(): AppStore {
  try {
    return read()
  } catch {
    throw new Error('No AppStore: App.svelte provides it with provideAppStore(), so this component must be inside App.')
  }
}
