// What the page knows of the app as a whole: preferences, and notices that are not about one file.
import { AppError } from '../../shared/errors.ts'
import type { AppState, Notice, Preferences, PreferencesPatch } from '../../shared/model/app.ts'
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
  /** Kinds the user has put away: not shown again in this run. */
  const dismissed = new Set<Notice['kind']>()
  const state = (): AppState => ({ ...fixed, preferences, notices })
  const changed = () => {
    const now = state()
    onChange(now)
    return now
  }
  const without = (kind: Notice['kind']) => notices.filter((notice) => notice.kind !== kind)

  return {
    state,
    locale: (): Locale => (preferences.locale === 'system' ? fixed.systemLocale : preferences.locale),
    setPreferences(patch: PreferencesPatch): AppState {
      preferences = {
        locale: patch.locale ?? preferences.locale,
        theme: patch.theme ?? preferences.theme,
        sendOptions: patch.sendOptions ?? preferences.sendOptions,
        destinations: patch.destinations ?? preferences.destinations,
      }
      onPreferences(preferences)
      return changed()
    },
    /** At most one notice of each kind: the newest. */
    addNotice(notice: Notice): void {
      if (dismissed.has(notice.kind)) return
      const same = notices.find(({ kind }) => kind === notice.kind)
      if (JSON.stringify(same) === JSON.stringify(notice)) return
      notices = [...without(notice.kind), notice]
      changed()
    },
    removeNotice(kind: Notice['kind']): void {
      if (!notices.some((notice) => notice.kind === kind)) return
      notices = without(kind)
      changed()
    },
    dismissNotice(index: number): AppState {
      const notice = notices[index]
      if (!notice) throw new AppError('ipc.badInput')
      dismissed.add(notice.kind)
      notices = without(notice.kind)
      return changed()
    },
  }
}
