// The whole of what is remembered between runs, apart from the queue. One schema; older versions are migrated to it.
import * as z from 'zod'
import { AccountRecord, SealedSecret } from '../accounts/account-record.ts'
import { Preferences } from '../../shared/model/app.ts'
import { WindowState } from '../../shared/model/window.ts'
import type { SendOptions } from '../../shared/model/upload.ts'

export const Settings = z.strictObject({
  version: z.literal(1),
  preferences: Preferences,
  window: WindowState.optional(),
  accounts: z.array(AccountRecord),
  selectedId: z.string().nullable(),
  /** Absent in files from before there were any. */
  proxyLogins: z.array(z.strictObject({ proxy: z.string(), sealed: SealedSecret })).default([]),
  /** Servers of OSS that have answered; the last ones. Absent in older files. */
  reachedHosts: z.array(z.string()).default([]),
  practice: z.strictObject({ isUsed: z.boolean(), port: z.int().min(1).max(65_535).optional() }),
})
export type Settings = z.infer<typeof Settings>

/** Nothing is replaced unless someone chose it. */
const firstOptions: SendOptions = { onConflict: 'ask', metadata: {}, tags: {} }

export const firstSettings: Settings = {
  version: 1,
  preferences: {
    locale: 'system',
    theme: 'system',
    sendOptions: {},
    destinations: {},
    speedLimitBytesPerSecond: null,
    sendsJunk: false,
    announcesArrivals: true,
    linkPresets: [],
    proxy: { mode: 'system' },
  },
  accounts: [],
  selectedId: null,
  proxyLogins: [],
  reachedHosts: [],
  practice: { isUsed: false },
}

/** Throws when the text is not settings this version understands, a newer version's included. */
export function parseSettings(text: string): Settings {
  return Settings.parse(withNewPreferences(parseJson(text)))
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** A file written before a preference, or a way to send, existed gets its first value. */
function withNewPreferences(value: unknown): unknown {
  if (!isRecord(value) || !isRecord(value['preferences'])) return value
  const preferences: Record<string, unknown> = { ...firstSettings.preferences, ...value['preferences'] }
  preferences['sendOptions'] = withNewOptions(preferences['sendOptions'])
  return { ...value, preferences }
}

/** Those of a file from before every account had its own are left behind: they were made for one of them only. */
function withNewOptions(byAccount: unknown): unknown {
  if (!isRecord(byAccount)) return byAccount
  if (typeof byAccount['onConflict'] === 'string') return {}
  const entries = Object.entries(byAccount)
  return Object.fromEntries(
    entries.map(([accountId, options]) => [accountId, isRecord(options) ? { ...firstOptions, ...options } : options]),
  )
}

/** JSON.parse would quote the file in its error, and that goes to the log. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('The settings file is not JSON')
  }
}
