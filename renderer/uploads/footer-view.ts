// One line about everything: how much, how fast, how long, and what needs the user.
import type { Totals } from '../../shared/model/upload.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { formatBytes, formatBytesOf, formatDuration, formatRate } from '../lib/format.ts'
import { isFinished, isPaused, shareOf } from './totals.ts'

export type FooterView = {
  summary: string
  /** Absent when there is no progress to show. */
  share?: number
  numbers: string
  command?: 'pause' | 'resume' | 'retry' | 'clear'
}

const join = (...parts: (string | false)[]): string => parts.filter(Boolean).join(' · ')

function finishedSummary(totals: Totals): string {
  const { found, sent, skipped, canceled, failed } = totals
  if (sent === found) return t('send.footerAllSent', { count: found })
  return join(
    sent > 0 ? t('send.footerSent', { count: sent }) : t('send.footerNothingSent'),
    skipped > 0 && t('send.footerSkipped', { count: skipped }),
    canceled > 0 && t('send.footerCanceled', { count: canceled }),
    failed > 0 && t('send.footerNeedsYou', { count: failed }),
  )
}

function activeSummary(totals: Totals): string {
  const { going, queued, paused, failed, isWalking } = totals
  // Those in the queue are only worth a word when nothing is going, else the numbers beside it say more.
  const words = join(
    going > 0 && t('send.footerGoing', { count: going }),
    going === 0 && queued > 0 && t('send.footerQueued', { count: queued }),
    going === 0 && paused > 0 && t('send.footerPaused', { count: paused }),
    failed > 0 && t('send.footerNeedsYou', { count: failed }),
  )
  return words || (isWalking ? t('send.footerReading') : t('common.footerIdle'))
}

export function footerView(totals: Totals): FooterView {
  if (totals.found === 0 && !totals.isWalking) return { summary: t('common.footerIdle'), numbers: '' }
  if (isFinished(totals))
    return {
      summary: finishedSummary(totals),
      numbers: totals.acceptedBytes > 0 ? formatBytes(totals.acceptedBytes) : '',
      // Clearing would take those that were not sent along, and with them the reason.
      command: totals.failed > 0 ? 'retry' : 'clear',
    }
  return {
    summary: activeSummary(totals),
    share: shareOf(totals.acceptedBytes, totals.totalBytes),
    numbers: join(
      formatBytesOf(totals.acceptedBytes, totals.totalBytes),
      totals.bytesPerSecond > 0 && formatRate(totals.bytesPerSecond),
      totals.secondsLeft !== null &&
        totals.going > 0 &&
        t('common.aboutLeft', { duration: formatDuration(totals.secondsLeft) }),
    ),
    command: isPaused(totals) ? 'resume' : 'pause',
  }
}
