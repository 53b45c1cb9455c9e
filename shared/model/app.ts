import * as z from 'zod'
import { maxLinkPresets } from '../link-presets.ts'
import { AccountId } from './account.ts'
import { ErrorView } from './error.ts'
import { LinkPreset } from './link-preset.ts'
import { SendOptions } from './upload.ts'

export const LocaleChoice = z.enum(['system', 'en', 'zh-CN'])
export type LocaleChoice = z.infer<typeof LocaleChoice>
export const ThemeChoice = z.enum(['system', 'light', 'dark'])
export type ThemeChoice = z.infer<typeof ThemeChoice>

/**
 * How requests leave this computer. `address` is what parseProxyAddress takes; it matters with `manual` only and is kept
 * otherwise, so that it need not be typed again.
 */
export const ProxyChoice = z.strictObject({
  mode: z.enum(['system', 'direct', 'manual']),
  address: z.string().trim().max(300).optional(),
})
export type ProxyChoice = z.infer<typeof ProxyChoice>

/** One way, from the page to main. A colon would end the name where HTTP writes both in one word (RFC 7617). */
export const ProxyLogin = z.strictObject({
  username: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^:]*$/),
  password: z.string().max(255),
})
export type ProxyLogin = z.infer<typeof ProxyLogin>

/** What is known of the network now. The login is that of the proxy in use: never the login itself. */
export const NetworkState = z.strictObject({
  isOnline: z.boolean(),
  /** By name; null when requests go directly. Of a PAC script, the answer for the address last asked about. */
  proxyInUse: z.string().nullable(),
  /** The proxy in use has refused us for want of a login, or of the right one. */
  needsProxyLogin: z.boolean(),
  login: z.enum(['none', 'kept', 'session']),
})
export type NetworkState = z.infer<typeof NetworkState>

/** Below this even one small file would seem to hang. */
export const minSpeedLimit = 10_000

/** What is remembered between runs besides accounts and the window. */
export const Preferences = z.strictObject({
  locale: LocaleChoice,
  theme: ThemeChoice,
  /** Last ones by account, but for what fits one set of files only: their kind and the name they are downloaded under. */
  sendOptions: z.record(z.string(), SendOptions),
  /** Last destination prefix by account. */
  destinations: z.record(z.string(), z.string()),
  /** Of everything that is sent, together. Null: as fast as the network allows. */
  speedLimitBytesPerSecond: z.int().min(minSpeedLimit).nullable(),
  /** Whether what operating systems leave in folders, such as .DS_Store, is sent too. */
  sendsJunk: z.boolean(),
  /** Whether the desktop says so when a file came through a link. */
  announcesArrivals: z.boolean(),
  /** In the order they were made. Names are unique. */
  linkPresets: z.array(LinkPreset).max(maxLinkPresets),
  proxy: ProxyChoice,
})
export type Preferences = z.infer<typeof Preferences>
export const PreferencesPatch = Preferences.partial()
export type PreferencesPatch = z.infer<typeof PreferencesPatch>

/** Something the user should know that is not about one file. `file` is a base name, not a path. */
export const Notice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('settingsSetAside'), file: z.string() }),
  z.strictObject({ kind: z.literal('queueSetAside'), file: z.string() }),
  z.strictObject({ kind: z.literal('linksSetAside'), file: z.string() }),
  /** Server time minus this computer's: positive when this computer is behind. */
  z.strictObject({ kind: z.literal('clockCorrected'), offsetMinutes: z.int() }),
  z.strictObject({ kind: z.literal('sessionOnly') }),
  /** A large file did not arrive whole before its link ended: `count` parts of it were removed. */
  z.strictObject({ kind: z.literal('kitExpired'), name: z.string(), count: z.int().positive() }),
  /** Links are made, and there is no keychain to keep them with. */
  z.strictObject({ kind: z.literal('linksSessionOnly') }),
  /** Everything of this account waits for a new temporary key. */
  z.strictObject({ kind: z.literal('tokenExpired'), accountId: AccountId, name: z.string() }),
  /** Everything of this account waits until that is settled. */
  z.strictObject({ kind: z.literal('accountHeld'), accountId: AccountId, name: z.string(), error: ErrorView }),
])
export type Notice = z.infer<typeof Notice>

const NoticeKind = z.enum([
  'settingsSetAside',
  'queueSetAside',
  'linksSetAside',
  'clockCorrected',
  'sessionOnly',
  'kitExpired',
  'linksSessionOnly',
  'tokenExpired',
  'accountHeld',
] as const satisfies readonly Notice['kind'][])
/** Which notice is meant: those of an account by the account too. */
export const NoticeRef = z.strictObject({ kind: NoticeKind, accountId: AccountId.optional() })
export type NoticeRef = z.infer<typeof NoticeRef>

export const AppState = z.strictObject({
  version: z.string(),
  platform: z.enum(['windows', 'mac', 'linux']),
  /** The language the system asks for, already matched to one we have. */
  systemLocale: z.enum(['en', 'zh-CN']),
  preferences: Preferences,
  network: NetworkState,
  notices: z.array(Notice),
})
export type AppState = z.infer<typeof AppState>
