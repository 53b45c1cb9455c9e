// The parts of the settings that belong to accounts and to proxies.
import type { AccountStore } from '../accounts/ports.ts'
import type { LoginStore } from './proxy-logins.ts'
import type { SettingsStore } from './settings-store.ts'

export const createAccountStore = (settings: SettingsStore): AccountStore => ({
  load: () => {
    const { accounts, selectedId, practice } = settings.read()
    return { accounts, selectedId, isPracticeUsed: practice.isUsed }
  },
  save: ({ accounts, selectedId, isPracticeUsed }) => {
    const practice = { ...settings.read().practice, isUsed: isPracticeUsed }
    settings.update({ accounts: [...accounts], selectedId, practice })
  },
})

export const createLoginStore = (settings: SettingsStore): LoginStore => ({
  load: () => settings.read().proxyLogins,
  save: (logins) => settings.update({ proxyLogins: [...logins] }),
})

export type PracticePort = { read(): number | undefined; write(port: number): void }

export const createPracticePort = (settings: SettingsStore): PracticePort => ({
  read: () => settings.read().practice.port,
  write: (port) => {
    const { practice } = settings.read()
    if (practice.port !== port) settings.update({ practice: { ...practice, port } })
  },
})
