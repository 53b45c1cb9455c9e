import { nativeTheme } from 'electron'
import type { AppStateHolder } from './app-state.ts'
import { setMenu } from './menu.ts'
import { catalogues } from './words.ts'

/** Makes theme and language of the window and the menu those of the preferences. */
export function applyPreferences(state: AppStateHolder): void {
  nativeTheme.themeSource = state.state().preferences.theme
  setMenu(catalogues[state.locale()])
}
