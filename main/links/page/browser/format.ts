// Sizes and times as the sender reads them, in the language of the page and the zone of the device.
import type { PageLocale } from '../facts.ts'

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** Day before month and a 24-hour clock, which is what the English words are written for. */
const intl = (locale: PageLocale): string => (locale === 'en' ? 'en-GB' : locale)

function unitOf(bytes: number): number {
  let unit = 0
  for (let value = bytes; unit < units.length - 1 && value >= (unit === 0 ? 1000 : 999.95); value /= 1000) unit++
  return unit
}

const inUnit = (locale: PageLocale, bytes: number, unit: number): string =>
  new Intl.NumberFormat(intl(locale), { maximumFractionDigits: unit === 0 ? 0 : 1 }).format(bytes / 1000 ** unit)

/** Decimal units, as file managers show them: 12.4 MB, 5 GB. */
export function formatBytes(locale: PageLocale, bytes: number): string {
  const unit = unitOf(bytes)
  return `${inUnit(locale, bytes, unit)} ${units[unit] ?? ''}`
}

/** Every byte of it, where no other number will do. */
export const formatExactly = (locale: PageLocale, bytes: number): string =>
  new Intl.NumberFormat(intl(locale)).format(bytes)

/** A part of a whole, in the unit of the whole and without it. */
export const formatPart = (locale: PageLocale, bytes: number, total: number): string =>
  inUnit(locale, bytes, unitOf(total))

const timeUnits: Record<PageLocale, Record<'second' | 'minute' | 'hour' | 'day', string>> = {
  // Days are counted from two on.
  en: { second: 's', minute: 'min', hour: 'h', day: 'days' },
  'zh-CN': { second: '秒', minute: '分钟', hour: '小时', day: '天' },
}

const inTime = (locale: PageLocale, value: number, unit: keyof (typeof timeUnits)['en']): string =>
  `${value} ${timeUnits[locale][unit]}`

/** Rounded up while it counts down in seconds, down beyond, so that a link never seems open longer than it is. */
export function formatDuration(locale: PageLocale, seconds: number): string {
  if (seconds < 60) return inTime(locale, Math.max(1, Math.ceil(seconds)), 'second')
  if (seconds < 3600) return inTime(locale, Math.floor(seconds / 60), 'minute')
  if (seconds < 48 * 3600) return inTime(locale, Math.floor(seconds / 3600), 'hour')
  return inTime(locale, Math.floor(seconds / 86_400), 'day')
}

/** With its zone: the one who asks may sit in another. Sat 21 Nov, 16:20 (GMT+8). */
export function formatTime(locale: PageLocale, atMs: number): string {
  const time = new Intl.DateTimeFormat(intl(locale), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(atMs)
  const named = new Intl.DateTimeFormat(intl(locale), { timeZoneName: 'short' }).formatToParts(atMs)
  const zone = named.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return locale === 'en' ? `${time} (${zone})` : `${time}（${zone}）`
}

export const formatPercent = (locale: PageLocale, share: number): string =>
  new Intl.NumberFormat(intl(locale), { style: 'percent', maximumFractionDigits: 0 }).format(share)
