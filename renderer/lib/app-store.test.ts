import { afterEach, expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { AccountsState } from '../../shared/model/account.ts'
import type { AppState } from '../../shared/model/app.ts'
import { locale, setLocale } from '../i18n/i18n.svelte.ts'
import { SendSettings } from '../uploads/send-settings.svelte.ts'
import type { Api } from './api.ts'
import { announced } from './announce.svelte.ts'
import { AppStore } from './app-store.svelte.ts'

afterEach(() => setLocale('en'))

const marketing = { accountId: 'm', bucket: 'mkt-assets', folder: '' }
const legal = { accountId: 'l', bucket: 'legal-files', folder: 'contracts/' }

function scriptedApi({ isBroken = false } = {}) {
  const heard: Record<string, (payload: unknown) => void> = {}
  const copied: string[] = []
  // Only what the store looks at; main's schemas hold the whole.
  const app = {
    systemLocale: 'zh-CN',
    network: { isOnline: true, proxyInUse: null, needsProxyLogin: false, login: 'none' },
    notices: [{ kind: 'sessionOnly' }],
    preferences: {
      locale: 'en',
      theme: 'system',
      sendOptions: {},
      destinations: { m: 'campaigns/' },
      speedLimitBytesPerSecond: null,
      sendsJunk: false,
      announcesArrivals: true,
      linkPresets: [],
      proxy: { mode: 'system' },
    },
  } as unknown as AppState
  const accounts = { accounts: [marketing, legal], selectedId: 'm', keychain: 'available' } as unknown as AccountsState
  const api = {
    app: {
      state: () => (isBroken ? Promise.reject(new AppError('internal')) : Promise.resolve(app)),
      setPreferences: (patch: object) => {
        app.preferences = { ...app.preferences, ...patch }
        return Promise.resolve({ ...app })
      },
      dismissNotice: ({ kind }: { kind: string }) =>
        Promise.resolve({ ...app, notices: app.notices.filter((notice) => notice.kind !== kind) }),
      copyText: ({ text }: { text: string }) => Promise.resolve(void copied.push(text)),
    },
    accounts: { state: () => Promise.resolve(accounts) },
    on: (event: string, listener: (payload: unknown) => void) => {
      heard[event] = listener
      return () => delete heard[event]
    },
  } as unknown as Api
  return { api, heard, copied, accounts }
}

async function started() {
  const main = scriptedApi()
  const store = new AppStore(main.api)
  const stop = store.start()
  await Promise.resolve()
  await new Promise((resolve) => setTimeout(resolve, 0))
  return { main, store, stop }
}

it('copies main’s state and follows its events until stopped', async () => {
  const { main, store, stop } = await started()
  expect([store.isReady, store.selected?.bucket, store.locale]).toEqual([true, 'mkt-assets', 'en'])
  main.heard['accountsChanged']?.({ ...main.accounts, selectedId: 'l' })
  expect(store.selected?.bucket).toBe('legal-files')
  stop()
  expect(Object.keys(main.heard)).toEqual([])
})

it('speaks the chosen language, or the system’s', async () => {
  const { store } = await started()
  expect(locale()).toBe('en')
  await store.setPreferences({ locale: 'system' })
  expect(locale()).toBe('zh-CN')
})

it('takes a dismissed notice away and says what was copied', async () => {
  const { main, store } = await started()
  const notice = store.app?.notices[0]
  if (notice) await store.dismissNotice(notice)
  expect(store.app?.notices).toEqual([])
  await store.copy('text')
  expect([main.copied, announced()]).toEqual([['text'], 'Copied'])
})

it('keeps why it could not start', async () => {
  const store = new AppStore(scriptedApi({ isBroken: true }).api)
  store.start()
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect([store.isReady, store.problem?.code]).toEqual([false, 'internal'])
})

it('remembers the destination by account and keeps it inside the account’s folder', async () => {
  const { main, store } = await started()
  const settings = new SendSettings(store)
  expect([settings.destination, settings.detailCount]).toEqual(['campaigns/', 0])
  await settings.setDestination('autumn/')
  await settings.setStorageClass('IA')
  expect(settings.request).toMatchObject({
    accountId: 'm',
    destination: 'autumn/',
    options: { onConflict: 'ask', storageClass: 'IA' },
  })
  await settings.setStorageClass(undefined)
  expect(settings.options).not.toHaveProperty('storageClass')
  main.heard['accountsChanged']?.({ ...main.accounts, selectedId: 'l' })
  expect(settings.destination).toBe('contracts/')
})

it('remembers how to send by account, and the kind and the download name of files only until the app is closed', async () => {
  const { main, store } = await started()
  const settings = new SendSettings(store)
  const labels = { metadata: { campaign: 'autumn' }, tags: {} }
  const contentDisposition = 'attachment; filename="list.xlsx"'
  const chosen = { onConflict: 'skip' as const, contentType: 'image/webp', contentDisposition, ...labels }
  await settings.setOptions(chosen)
  expect([settings.options, settings.detailCount]).toEqual([chosen, 3])
  await settings.setStorageClass('IA')
  expect(settings.options).toEqual({ ...chosen, storageClass: 'IA' })
  const kept = { onConflict: 'skip', storageClass: 'IA', ...labels }
  expect(store.app?.preferences.sendOptions).toEqual({ m: kept })
  expect(new SendSettings(store).options).toEqual(kept)

  main.heard['accountsChanged']?.({ ...main.accounts, selectedId: 'l' })
  expect(settings.options).toEqual({ onConflict: 'ask', metadata: {}, tags: {} })
  await settings.setConflict('keepBoth')
  main.heard['accountsChanged']?.({ ...main.accounts, selectedId: 'm' })
  expect(settings.options).toMatchObject({ onConflict: 'skip', contentType: 'image/webp' })
})

it('begins with sending again after the last account was removed elsewhere', async () => {
  const { main, store } = await started()
  store.view = 'settings'
  main.heard['accountsChanged']?.({ ...main.accounts, selectedId: 'l' })
  expect(store.view).toBe('settings')
  main.heard['accountsChanged']?.({ ...main.accounts, accounts: [], selectedId: null })
  expect(store.view).toBe('send')
})
