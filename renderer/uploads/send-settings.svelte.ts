// Where and how the next files go. Remembered in the preferences; the destination by account.
import type { ConflictPolicy, SendOptions, SendRequest } from '../../shared/model/upload.ts'
import type { AppStore } from '../lib/app-store.svelte.ts'

/** Until the preferences are here. Never replaces anything. */
const safeOptions: SendOptions = { onConflict: 'ask', metadata: {}, tags: {} }

export class SendSettings {
  readonly #app: AppStore

  readonly options: SendOptions = $derived.by(() => this.#app.app?.preferences.sendOptions ?? safeOptions)
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

  setOptions(options: SendOptions): Promise<void> {
    return this.#app.setPreferences({ sendOptions: options })
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
