import * as z from 'zod'
import { SendOptions } from './upload.ts'

export const LocaleChoice = z.enum(['system', 'en', 'zh-CN'])
export type LocaleChoice = z.infer<typeof LocaleChoice>
export const ThemeChoice = z.enum(['system', 'light', 'dark'])
export type ThemeChoice = z.infer<typeof ThemeChoice>

/** What is remembered between runs besides accounts and the window. */
export const Preferences = z.strictObject({
  locale: LocaleChoice,
  theme: ThemeChoice,
  sendOptions: SendOptions,
  /** Last destination prefix by account. */
  destinations: z.record(z.string(), z.string()),
})
export type Preferences = z.infer<typeof Preferences>
export const PreferencesPatch = Preferences.partial()
export type PreferencesPatch = z.infer<typeof PreferencesPatch>

/** Something the user should know that is not about one file. `file` is a base name, not a path. */
export const Notice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('settingsSetAside'), file: z.string() }),
  z.strictObject({ kind: z.literal('queueSetAside'), file: z.string() }),
  /** Server time minus this computer's: positive when this computer is behind. */
  z.strictObject({ kind: z.literal('clockCorrected'), offsetMinutes: z.int() }),
  z.strictObject({ kind: z.literal('sessionOnly') }),
])
export type Notice = z.infer<typeof Notice>

export const AppState = z.strictObject({
  version: z.string(),
  platform: z.enum(['windows', 'mac', 'linux']),
  /** The language the system asks for, already matched to one we have. */
  systemLocale: z.enum(['en', 'zh-CN']),
  preferences: Preferences,
  notices: z.array(Notice),
})
export type AppState = z.infer<typeof AppState>
