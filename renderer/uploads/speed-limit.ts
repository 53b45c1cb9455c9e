// The speed limit as it is chosen, typed and shown. Bytes a second; null is no limit.
import { t } from '../i18n/i18n.svelte.ts'
import { formatNumber } from '../lib/format.ts'

const bytesInUnit = 1_000_000
export const usualLimits: readonly number[] = [1, 2, 5, 10].map((count) => count * bytesInUnit)
/** As main accepts them. */
export const leastMegabytes = 0.01
export const mostMegabytes = 10_000

/** 2.5 MB/s, as it is typed: no digits that say nothing. */
export const limitText = (bytesPerSecond: number): string =>
  `${formatNumber(bytesPerSecond / bytesInUnit)} ${t('send.speedUnit')}`

/** Megabytes a second as people type them, with a point or a comma. Undefined when it is no such number. */
export function parseLimit(typed: string): number | undefined {
  const text = typed.trim().replace(/^(\d*),(\d+)$/, '$1.$2')
  if (!/^(?:\d+\.?\d*|\.\d+)$/.test(text)) return undefined
  const megabytes = Number(text)
  if (megabytes < leastMegabytes || megabytes > mostMegabytes) return undefined
  return Math.round(megabytes * bytesInUnit)
}

/** As it stands in the field when it is opened. */
export const typedLimit = (bytesPerSecond: number | null): string =>
  bytesPerSecond === null ? '' : String(bytesPerSecond / bytesInUnit)
