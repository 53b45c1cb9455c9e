// One line about everything: how much, how fast, how long, and what needs the user.
import type { Totals } from '../../shared/model/upload.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { formatBytes, formatBytesOf, formatDuration, formatRate } from '../lib/format.ts'
import { isFinished, isPaused, shareOf } from './totals.ts'

export type FooterView = {
  summary: string
  /** How many need the user, said after the summary and leading to them. */
  needsYou?: { count: number; text: string }
  /** Absent when there is no progress to show. */
  share?: number
  numbers: string
  command?: 'pause' | 'resume' | 'retry' | 'clear'
}

const join = (...parts: (string | false)[]): string => parts.filter(Boolean).join(' · ')

function finishedSummary(totals: Totals): string {
  const { found, sent, skipped, canceled } = totals
  if (sent === found) return t('send.footerAllSent', { count: found })
  return join(
    sent > 0 ? t('send.footerSent', { count: sent }) : t('send.footerNothingSent'),
    skipped > 0 && t('send.footerSkipped', { count: skipped }),
    canceled > 0 && t('send.footerCanceled', { count: canceled }),
  )
}

function activeSummary(totals: Totals, isOnline: boolean): string {
  const { going, queued, paused, isWalking } = totals
  if (!isOnline && !isPaused(totals)) return t('send.footerOffline')
  // Those in the queue are only worth a word when nothing is going, else the numbers beside it say more.
  const words = join(
    going > 0 && t('send.footerGoing', { count: going }),
    going === 0 && queued > 0 && t('send.footerQueued', { count: queued }),
    going === 0 && paused > 0 && t('send.footerPaused', { count: paused }),
  )
  return words || (isWalking ? t('send.footerReading') : t('common.footerIdle'))
}

export function footerView(totals: Totals, isOnline = true): FooterView {
  const count = totals.failed
  const view = viewOf(totals, isOnline)
  return count > 0 ? { ...view, needsYou: { count, text: t('send.footerNeedsYou', { count }) } } : view
}

function viewOf(totals: Totals, isOnline: boolean): FooterView {
  if (totals.found === 0 && !totals.isWalking) return { summary: t('common.footerIdle'), numbers: '' }
  if (isFinished(totals))
    return {
      summary: finishedSummary(totals),
      numbers: totals.acceptedBytes > 0 ? formatBytes(totals.acceptedBytes) : '',
      // Clearing would take those that were not sent along, and with them the reason.
      command: totals.failed > 0 ? 'retry' : 'clear',
    }
  return {
    summary: activeSummary(totals, isOnline),
    share: shareOf(totals.acceptedBytes, totals.totalBytes),
    numbers: join(
      formatBytesOf(totals.acceptedBytes, totals.totalBytes),
      isOnline && totals.bytesPerSecond > 0 && formatRate(totals.bytesPerSecond),
      isOnline &&
        totals.secondsLeft !== null &&
        totals.going > 0 &&
        t('common.aboutLeft', { duration: formatDuration(totals.secondsLeft) }),
    ),
    command: isPaused(totals) ? 'resume' : 'pause',
  }
}
