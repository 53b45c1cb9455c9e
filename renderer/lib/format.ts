// Sizes, rates and times as people read them, in the language in use. Times are shown in the local zone.
import { locale, t } from '../i18n/i18n.svelte.ts'

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const
/** Day before month and a 24-hour clock, which is what the English texts are written for. */
const intlLocale = (): string => (locale() === 'en' ? 'en-GB' : locale())

/** Rounding is looked at first, so that 999,950 bytes are 1.0 MB and not 1000.0 KB. */
function unitOf(bytes: number): number {
  let unit = 0
  for (let value = bytes; unit < units.length - 1 && value >= (unit === 0 ? 1000 : 999.95); value /= 1000) unit++
  return unit
}

const inUnit = (bytes: number, unit: number): string =>
  new Intl.NumberFormat(intlLocale(), {
    minimumFractionDigits: unit === 0 || bytes === 0 ? 0 : 1,
    maximumFractionDigits: unit === 0 ? 0 : 1,
  }).format(bytes / 1000 ** unit)

/** Decimal units with one digit, as file managers on all three systems show them: 38.0 MB. */
export function formatBytes(bytes: number): string {
  const unit = unitOf(bytes)
  return `${inUnit(bytes, unit)} ${units[unit] ?? ''}`
}

/** A round number without a digit after the point: 5 GB. */
export const formatWholeBytes = (bytes: number): string =>
  `${formatNumber(bytes / 1000 ** unitOf(bytes))} ${units[unitOf(bytes)] ?? ''}`

/** Both in the unit of the whole: 18.2 of 42.7 GB. */
export function formatBytesOf(done: number, total: number): string {
  return t('common.bytesOf', { done: inUnit(done, unitOf(total)), total: formatBytes(total) })
}

export const formatRate = (bytesPerSecond: number): string =>
  t('common.rate', { bytes: formatBytes(Math.round(bytesPerSecond)) })

/** Rounded up: 0.4 s left is 1 s, and nothing is ever "0 s" away. */
export function formatDuration(seconds: number): string {
  if (seconds <= 59) return t('common.durationSeconds', { count: Math.max(1, Math.ceil(seconds)) })
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return t('common.durationMinutes', { count: minutes })
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return t('common.durationDays', { count: Math.round(hours / 24) })
  if (minutes % 60 === 0) return t('common.durationWholeHours', { hours })
  return t('common.durationHours', { hours, minutes: minutes % 60 })
}

export const formatPercent = (share: number): string =>
  new Intl.NumberFormat(intlLocale(), { style: 'percent', maximumFractionDigits: 0 }).format(share)

export const formatNumber = (value: number): string => new Intl.NumberFormat(intlLocale()).format(value)

/** Sat 21 Nov, 16:20; with the year when it is not this one's. */
export function formatDateTime(atMs: number, nowMs: number): string {
  const isThisYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear()
  return new Intl.DateTimeFormat(intlLocale(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    ...(isThisYear ? {} : { year: 'numeric' as const }),
  }).format(atMs)
}

/** The zone's short name at that moment, e.g. GMT+8. */
export function formatZone(atMs: number): string {
  const parts = new Intl.DateTimeFormat(intlLocale(), { timeZoneName: 'short' }).formatToParts(atMs)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
}

/** just now, 5 min ago, 14:20 today, otherwise with its day. */
export function formatPast(atMs: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - atMs) / 60_000)
  if (minutes < 1) return t('common.justNow')
  if (minutes < 60) return t('common.minutesAgo', { count: minutes })
  if (new Date(atMs).toDateString() !== new Date(nowMs).toDateString()) return formatDateTime(atMs, nowMs)
  return new Intl.DateTimeFormat(intlLocale(), { hour: '2-digit', minute: '2-digit', hour12: false }).format(atMs)
}
