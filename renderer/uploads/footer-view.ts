// One line about everything: how much, how fast, how long, and what needs the user.
import type { Totals } from '../../shared/model/upload.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { formatBytes, formatBytesOf, formatDuration, formatRate } from '../lib/format.ts'
import {
  finishedCount,
  isFinished,
  isHeld,
  isPaused,
  movingCount,
  needingCount,
  shareOf,
  triesAgain,
  waitsForNetwork,
} from './totals.ts'

export type FooterView = {
  summary: string
  /** How many need the user, said after the summary and leading to them. */
  needsYou?: { count: number; text: string }
  /** Absent when there is no progress to show. */
  share?: number
  /** Nothing moves, and nothing will until something changes. */
  isStill?: boolean
  numbers: string
  command?: 'pause' | 'resume' | 'retry' | 'clear'
}

const join = (...parts: (string | false)[]): string => parts.filter(Boolean).join(' · ')

function finishedSummary(totals: Totals): string {
  const { found, sent, skipped, canceled, unchecked } = totals
  // "Checked" is said only where it holds for all of them.
  const isChecked = unchecked === 0
  if (sent === found)
    return isChecked ? t('send.footerAllSent', { count: found }) : t('send.footerAllSentOnly', { count: found })
  const sentWords = isChecked ? t('send.footerSent', { count: sent }) : t('send.footerSentOnly', { count: sent })
  return join(
    sent > 0 ? sentWords : t('send.footerNothingSent'),
    skipped > 0 && t('send.footerSkipped', { count: skipped }),
    canceled > 0 && t('send.footerCanceled', { count: canceled }),
  )
}

function activeSummary(totals: Totals, isOnline: boolean): string {
  const { paused, isWalking } = totals
  const going = movingCount(totals)
  const waiting = totals.going - going + totals.queued - totals.held
  if (isHeld(totals)) return t('send.footerHeld')
  if (!isOnline && !isPaused(totals)) return t('send.footerOffline')
  // Those in the queue are only worth a word when nothing is going, else the numbers beside it say more.
  const words = join(
    going > 0 && t('send.footerGoing', { count: going }),
    going === 0 && waiting > 0 && t('send.footerQueued', { count: waiting }),
    going === 0 && paused > 0 && t('send.footerPaused', { count: paused }),
  )
  return words || (isWalking ? t('send.footerReading') : t('common.footerIdle'))
}

export function footerView(totals: Totals, isSystemOnline = true): FooterView {
  const count = needingCount(totals)
  const view = viewOf(totals, isSystemOnline && !waitsForNetwork(totals))
  return count > 0 ? { ...view, needsYou: { count, text: t('send.footerNeedsYou', { count }) } } : view
}

/** Where all that is left waits for an answer, there is nothing to try again; what failed is never cleared. */
function finishedCommand(totals: Totals): Pick<FooterView, 'command'> {
  if (triesAgain(totals)) return { command: 'retry' }
  return finishedCount(totals) > 0 ? { command: 'clear' } : {}
}

function viewOf(totals: Totals, isOnline: boolean): FooterView {
  if (totals.found === 0 && !totals.isWalking) return { summary: t('common.footerIdle'), numbers: '' }
  if (isFinished(totals))
    return {
      summary: finishedSummary(totals),
      numbers: totals.acceptedBytes > 0 ? formatBytes(totals.acceptedBytes) : '',
      ...finishedCommand(totals),
    }
  // What waits for its next try has no speed, and no time it will take.
  const isMoving = isOnline && movingCount(totals) > 0
  return {
    summary: activeSummary(totals, isOnline),
    share: shareOf(totals.shownBytes, totals.totalBytes),
    numbers: join(
      formatBytesOf(totals.shownBytes, totals.totalBytes),
      isMoving && totals.bytesPerSecond > 0 && formatRate(totals.bytesPerSecond),
      isMoving &&
        totals.secondsLeft !== null &&
        t('common.aboutLeft', { duration: formatDuration(totals.secondsLeft) }),
    ),
    isStill: !isOnline || isPaused(totals) || isHeld(totals),
    command: isPaused(totals) ? 'resume' : isHeld(totals) ? 'retry' : 'pause',
  }
}
