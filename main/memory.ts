// The first part of the composition: what is remembered, and what the page shows of it.
import { openAccounts } from './accounts/accounts.ts'
import type { AccountsOptions } from './accounts/accounts.ts'
import type { SecretBox } from './accounts/ports.ts'
import type { SendEvent } from './ipc/send-event.ts'
import { createAccountStore, createLoginStore } from './platform/account-store.ts'
import { systemClock as clock } from './platform/clock.ts'
import { createLog } from './platform/log.ts'
import { openProxyLogins } from './platform/proxy-logins.ts'
import { randomId as newId } from './platform/random-id.ts'
import { openSettings } from './platform/settings-store.ts'
import { openSettingsWriter } from './platform/settings-writer.ts'
import { openLinks } from './register.ts'
import { createAppState } from './shell/app-state.ts'
import { applyPreferences } from './shell/apply-preferences.ts'
import { logMistakes, platformName } from './shell/launch.ts'
import type { locations } from './shell/launch.ts'
import { noteSessionOnly } from './shell/notices.ts'
import { catalogues } from './shell/words.ts'
import type { Locale } from './shell/words.ts'

type Options = Pick<AccountsOptions, 'onLeaving'> & {
  paths: ReturnType<typeof locations>
  version: string
  /** Whether the log is written to the console too. */
  isEchoed: boolean
  systemLocale: Locale
  send: SendEvent
  box: SecretBox
  onPreferences: () => void
  onAccounts: AccountsOptions['onChange']
}

export async function createMemory(options: Options) {
  const { paths, version, isEchoed, systemLocale, send, box, onPreferences, onAccounts, onLeaving } = options
  const log = createLog({ dir: paths.logs, now: clock.now, isEchoed })
  const report = (error: unknown) => log.problem('background', error)
  logMistakes(report)
  const openWriter = () => openSettingsWriter(paths.settings)
  const { settings, setAside } = openSettings({ path: paths.settings, openWriter, nowMs: clock.now(), report })
  const state = createAppState({
    ...{ version, systemLocale, platform: platformName() },
    preferences: settings.read().preferences,
    onPreferences: (preferences) => {
      settings.update({ preferences })
      applyPreferences(state)
      accounts.languageChanged()
      onPreferences()
    },
    onChange: (now) => send('appChanged', now),
  })
  applyPreferences(state)
  if (setAside) state.addNotice({ kind: 'settingsSetAside', file: setAside })
  const proxyLogins = await openProxyLogins({ store: createLoginStore(settings), box, report })
  const accounts = await openAccounts({
    store: createAccountStore(settings),
    box,
    newId,
    practiceName: () => catalogues[state.locale()].practiceBucket,
    onChange: (now) => {
      noteSessionOnly(state, now)
      send('accountsChanged', now)
      onAccounts(now)
    },
    onLeaving,
    report,
  })
  const links = await openLinks({ paths, box, state, report })
  return { paths, log, report, settings, state, accounts, proxyLogins, links }
}
