import Store from 'electron-store'
import { basename, dirname } from 'node:path'
import type { Settings } from './settings-schema.ts'

/** Writes the settings file atomically and for this user's eyes only. */
export function openSettingsWriter(path: string): (settings: Settings) => void {
  const store = new Store<Settings>({
    cwd: dirname(path),
    name: basename(path, '.json'),
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
  })
  return (settings) => {
    // JSON has no undefined: what is not set is left out.
    // The copy has the same shape as what it was made of.
    store.store = JSON.parse(JSON.stringify(settings)) as Settings
  }
}
