// Where and how the next files go: by account, and remembered in the preferences but for what fits a few files only.
import { createContext } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import type { AccountId } from '../../shared/model/account.ts'
import type { ConflictPolicy, SendOptions, SendRequest } from '../../shared/model/upload.ts'
import type { AppStore } from '../lib/app-store.svelte.ts'

/** Until something is chosen. Never replaces anything. */
const safeOptions: SendOptions = { onConflict: 'ask', metadata: {}, tags: {} }

/** Set for one lot of files, it would make a mess of the next: every file a PDF, or downloaded under one name. */
type ForThisRun = Pick<SendOptions, 'contentType' | 'contentDisposition'>

export class SendSettings {
  readonly #app: AppStore
  readonly #forThisRun = new SvelteMap<AccountId, ForThisRun>()

  readonly options: SendOptions = $derived.by(() => {
    const accountId = this.#app.selected?.accountId
    if (accountId === undefined) return safeOptions
    const kept = this.#app.app?.preferences.sendOptions[accountId] ?? safeOptions
    return { ...kept, ...this.#forThisRun.get(accountId) }
  })
  readonly root: string = $derived.by(() => this.#app.selected?.folder ?? '')
  readonly destination: string = $derived.by(() => {
    const account = this.#app.selected
    const kept = account && this.#app.app?.preferences.destinations[account.accountId]
    // The account's own folder may have changed since.
    return kept?.startsWith(this.root) ? kept : this.root
  })
  /** Of everything that is sent; null for none. */
  readonly speedLimit: number | null = $derived.by(() => this.#app.app?.preferences.speedLimitBytesPerSecond ?? null)
  /** How many details are set besides storage and the taken name, which have chips of their own. */
  readonly detailCount: number = $derived.by(() => {
    const { contentType, cacheControl, contentDisposition, metadata, tags } = this.options
    const headers = [contentType, cacheControl, contentDisposition].filter((value) => value !== undefined)
    return headers.length + Object.keys(metadata).length + Object.keys(tags).length
  })
  /** Undefined without an account. */
  readonly request: SendRequest | undefined = $derived.by(() => {
    const account = this.#app.selected
    return account && { accountId: account.accountId, destination: this.destination, options: this.options }
  })

  constructor(app: AppStore) {
    this.#app = app
  }

  async setOptions(options: SendOptions): Promise<void> {
    const { selected, app } = this.#app
    if (!selected || !app) return
    const { contentType, contentDisposition, ...kept } = options
    this.#forThisRun.set(selected.accountId, {
      ...(contentType === undefined ? {} : { contentType }),
      ...(contentDisposition === undefined ? {} : { contentDisposition }),
    })
    const sendOptions = { ...app.preferences.sendOptions, [selected.accountId]: kept }
    await this.#app.setPreferences({ sendOptions })
  }

  setConflict(onConflict: ConflictPolicy): Promise<void> {
    return this.setOptions({ ...this.options, onConflict })
  }

  setStorageClass(storageClass: SendOptions['storageClass']): Promise<void> {
    const { storageClass: _, ...rest } = this.options
    return this.setOptions(storageClass ? { ...rest, storageClass } : rest)
  }

  setSpeedLimit(bytesPerSecond: number | null): Promise<void> {
    return this.#app.setPreferences({ speedLimitBytesPerSecond: bytesPerSecond })
  }

  async setDestination(destination: string): Promise<void> {
    const { selected, app } = this.#app
    if (!selected || !app) return
    const destinations = { ...app.preferences.destinations, [selected.accountId]: destination }
    await this.#app.setPreferences({ destinations })
  }
}

const [read, provide] = createContext<SendSettings>()

export const provideSendSettings = provide

export function sendSettings(): SendSettings {
  try {
    return read()
  } catch {
    throw new Error(
      'No SendSettings: App.svelte provides it with provideSendSettings(), so this component must be inside App.',
    )
  }
}
