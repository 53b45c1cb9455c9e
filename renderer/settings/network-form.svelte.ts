// How the app reaches the internet, as the user changes it in the settings.
import type { ErrorShape } from '../../shared/errors.ts'
import { toShape } from '../../shared/errors.ts'
import type { NetworkState, ProxyChoice, ProxyLogin } from '../../shared/model/app.ts'
import { parseProxyAddress } from '../../shared/network/proxy-address.ts'
import type { Api } from '../lib/api.ts'
import type { AppStore } from '../lib/app-store.svelte.ts'

export type NetworkCalls = {
  setProxy(choice: ProxyChoice): Promise<void>
  setLogin(login: ProxyLogin | null): Promise<void>
  test: Api['app']['testNetwork']
}
type Now = { proxy: ProxyChoice; network: NetworkState }
type Reached = Awaited<ReturnType<NetworkCalls['test']>>

export class NetworkForm {
  username = $state('')
  password = $state('')
  /** The user wants to give another login although one is kept. */
  isChanging = $state(false)
  isAddressLeft = $state(false)
  busy = $state<'login' | 'test' | null>(null)
  reached = $state.raw<Reached | null>(null)
  error = $state.raw<ErrorShape | null>(null)
  readonly #calls: NetworkCalls
  readonly #now: () => Now
  /** Chosen here, and not in force as long as the address is missing. */
  #picked = $state<ProxyChoice['mode'] | null>(null)
  #typed = $state<string | null>(null)

  readonly mode: ProxyChoice['mode'] = $derived.by(() => this.#picked ?? this.#now().proxy.mode)
  readonly address: string = $derived.by(() => this.#typed ?? this.#now().proxy.address ?? '')
  readonly isAddressGood: boolean = $derived.by(() => parseProxyAddress(this.address) !== undefined)
  readonly hasColon: boolean = $derived.by(() => this.username.includes(':'))
  /** Fields for a login: where the proxy wants one, and where the user wants to give one. */
  readonly asksLogin: boolean = $derived.by(() => {
    const { proxyInUse, needsProxyLogin, login } = this.#now().network
    return proxyInUse !== null && (needsProxyLogin || login === 'none' || this.isChanging)
  })

  constructor(calls: NetworkCalls, now: () => Now) {
    this.#calls = calls
    this.#now = now
  }

  async choose(mode: ProxyChoice['mode']): Promise<void> {
    this.#picked = mode
    this.isAddressLeft = false
    if (mode !== 'manual' || this.isAddressGood) await this.#save()
  }

  type(address: string): void {
    this.#typed = address
  }

  async leaveAddress(): Promise<void> {
    this.isAddressLeft = this.address.trim() !== ''
    const { mode, address } = this.#now().proxy
    const isSaved = mode === this.mode && (address ?? '') === this.address.trim()
    if (this.isAddressGood && !isSaved) await this.#save()
  }

  async logIn(): Promise<void> {
    const { username, password, hasColon } = this
    if (username === '' || hasColon) return
    await this.#attempt('login', async () => {
      await this.#calls.setLogin({ username, password })
      this.cancelLogin()
    })
  }

  cancelLogin(): void {
    this.isChanging = false
    this.username = ''
    this.password = ''
  }

  async forgetLogin(): Promise<void> {
    await this.#attempt('login', () => this.#calls.setLogin(null))
  }

  async test(): Promise<void> {
    await this.#attempt('test', async () => {
      this.reached = await this.#calls.test()
    })
  }

  async #save(): Promise<void> {
    const { mode } = this
    const address = this.address.trim()
    this.cancelLogin()
    await this.#attempt(null, async () => {
      await this.#calls.setProxy({ mode, ...(address === '' ? {} : { address }) })
      this.#picked = null
      this.#typed = null
    })
  }

  async #attempt(busy: 'login' | 'test' | null, work: () => Promise<void>): Promise<void> {
    if (this.busy !== null) return
    this.busy = busy
    this.error = null
    this.reached = null
    try {
      await work()
    } catch (error) {
      this.error = toShape(error)
    } finally {
      this.busy = null
    }
  }
}

const unknown: NetworkState = { isOnline: true, proxyInUse: null, needsProxyLogin: false, login: 'none' }

export const networkFormOf = (store: AppStore): NetworkForm =>
  new NetworkForm(
    {
      setProxy: (proxy) => store.setPreferences({ proxy }),
      setLogin: (login) => store.setProxyLogin(login),
      test: () => store.api.app.testNetwork(),
    },
    () => ({
      proxy: store.app?.preferences.proxy ?? { mode: 'system' },
      network: store.app?.network ?? unknown,
    }),
  )
