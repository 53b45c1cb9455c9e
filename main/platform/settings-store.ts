// Settings in one file. A file that cannot be understood is set aside under a new name, never overwritten.
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { firstSettings, parseSettings } from './settings-schema.ts'
import type { Settings } from './settings-schema.ts'

export type SettingsStore = {
  read(): Settings
  /** Replaces the named parts and writes the file atomically. A failed write is reported and the change still holds for this run. */
  update(change: Partial<Settings>): void
}

type Options = {
  path: string
  /** Called after the file was found readable, absent or set aside. Its answer writes the whole file atomically. */
  openWriter: () => (settings: Settings) => void
  nowMs: number
  report: (error: unknown) => void
}

/** `setAside` is the base name given to a file that could not be understood. */
export function openSettings({ path, openWriter, nowMs, report }: Options): {
  settings: SettingsStore
  setAside?: string
} {
  const found = readOrSetAside(path, nowMs, report)
  let current = found.settings
  let write: ((settings: Settings) => void) | undefined
  try {
    // A damaged file that cannot even be renamed stays as it is: this run then remembers nothing.
    write = found.isWritable ? openWriter() : undefined
  } catch (error) {
    report(error)
  }
  const settings: SettingsStore = {
    read: () => current,
    update(change) {
      current = { ...current, ...change }
      try {
        write?.(current)
      } catch (error) {
        report(error)
      }
    },
  }
  return found.setAside === undefined ? { settings } : { settings, setAside: found.setAside }
}

type Found = { settings: Settings; isWritable: boolean; setAside?: string }

function readOrSetAside(path: string, nowMs: number, report: (error: unknown) => void): Found {
  try {
    return { settings: parseSettings(readFileSync(path, 'utf8')), isWritable: true }
  } catch (error) {
    if (isMissing(error)) return { settings: firstSettings, isWritable: true }
    report(error)
  }
  const name = freeName(path, nowMs)
  try {
    renameSync(path, join(dirname(path), name))
    return { settings: firstSettings, isWritable: true, setAside: name }
  } catch (error) {
    report(error)
    return { settings: firstSettings, isWritable: false, setAside: basename(path) }
  }
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

function freeName(path: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-')
  const stem = basename(path, '.json')
  for (let count = 1; ; count++) {
    const name = `${stem}.broken-${stamp}${count === 1 ? '' : `-${count}`}.json`
    if (!existsSync(join(dirname(path), name))) return name
  }
}
