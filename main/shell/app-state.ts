// What the page knows of the app as a whole: preferences, and notices that are not about one file.
import type {
  AppState,
  NetworkState,
  Notice,
  NoticeRef,
  Preferences,
  PreferencesPatch,
} from '../../shared/model/app.ts'
import type { Locale } from './words.ts'

type Options = Pick<AppState, 'version' | 'platform' | 'systemLocale'> & {
  preferences: Preferences
  onPreferences: (preferences: Preferences) => void
  onChange: (state: AppState) => void
}

export type AppStateHolder = ReturnType<typeof createAppState>

export function createAppState({ preferences: saved, onPreferences, onChange, ...fixed }: Options) {
  let preferences = saved
  let notices: Notice[] = []
  /** Until the network has been looked at. */
  let network: NetworkState = { isOnline: true, proxyInUse: null, needsProxyLogin: false, login: 'none' }
  /** Topics the user has put away: not shown again in this run, unless their cause goes and comes back. */
  const dismissed = new Set<string>()
  const state = (): AppState => ({ ...fixed, preferences, network, notices })
  const changed = () => {
    const now = state()
    onChange(now)
    return now
  }
  const without = (topic: string) => notices.filter((notice) => topicOf(notice) !== topic)

  return {
    state,
    locale: (): Locale => (preferences.locale === 'system' ? fixed.systemLocale : preferences.locale),
    setPreferences(patch: PreferencesPatch): AppState {
      const given = Object.entries(patch).filter(([, value]) => value !== undefined)
      preferences = { ...preferences, ...Object.fromEntries(given) }
      onPreferences(preferences)
      return changed()
    },
    setNetwork(now: NetworkState): void {
      network = now
      changed()
    },
    /** At most one notice of each topic: the newest. */
    addNotice(notice: Notice): void {
      const topic = topicOf(notice)
      if (dismissed.has(topic)) return
      const same = notices.find((other) => topicOf(other) === topic)
      if (JSON.stringify(same) === JSON.stringify(notice)) return
      notices = [...without(topic), notice]
      changed()
    },
    /** Its cause is gone. */
    removeNotice(kind: Notice['kind'], accountId = ''): void {
      const topic = kind + accountId
      dismissed.delete(topic)
      if (!notices.some((notice) => topicOf(notice) === topic)) return
      notices = without(topic)
      changed()
    },
    dismissNotice({ kind, accountId }: NoticeRef): AppState {
      const topic = kind + (accountId ?? '')
      if (!notices.some((notice) => topicOf(notice) === topic)) return state()
      dismissed.add(topic)
      notices = without(topic)
      return changed()
    },
  }
}

const topicOf = (notice: Notice): string => notice.kind + ('accountId' in notice ? notice.accountId : '')
