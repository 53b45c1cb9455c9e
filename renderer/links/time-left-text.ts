import { t } from '../i18n/i18n.svelte.ts'
import { timeLeft } from './validity.ts'

/** 23 h 59 min left */
export function timeLeftText(expiresAtMs: number, nowMs: number): string {
  const left = timeLeft(expiresAtMs, nowMs)
  if (left.unit === 'days') return t('ask.left.days', { days: left.days, hours: left.hours })
  if (left.unit === 'hours') return t('ask.left.hours', { hours: left.hours, minutes: left.minutes })
  if (left.unit === 'minutes') return t('ask.left.minutes', { minutes: left.minutes })
  return left.unit === 'seconds' ? t('ask.left.seconds') : t('ask.left.ended')
}
