// What the numbers of a batch mean.
import type { Totals } from '../../shared/model/upload.ts'
import { t } from '../i18n/i18n.svelte.ts'

export const noTotals: Totals = {
  found: 0,
  queued: 0,
  going: 0,
  paused: 0,
  sent: 0,
  skipped: 0,
  failed: 0,
  canceled: 0,
  unchecked: 0,
  undecided: 0,
  waiting: 0,
  totalBytes: 0,
  acceptedBytes: 0,
  shownBytes: 0,
  bytesPerSecond: 0,
  secondsLeft: null,
  isWalking: false,
}

export const unfinishedCount = (totals: Totals): number => totals.queued + totals.going + totals.paused
export const isFinished = (totals: Totals): boolean => !totals.isWalking && unfinishedCount(totals) === 0
export const finishedCount = (totals: Totals): number => totals.sent + totals.skipped + totals.canceled
/** Whether trying again would do anything but ask the same questions. */
export const triesAgain = (totals: Totals): boolean => totals.failed > totals.undecided
/** Nothing moves until the user says so. */
export const isPaused = (totals: Totals): boolean =>
  totals.paused > 0 && totals.going === 0 && totals.queued === 0 && !totals.isWalking
export const shareOf = (done: number, total: number): number => (total === 0 ? 0 : done / total)

const counts = [
  'found',
  'queued',
  'going',
  'paused',
  'sent',
  'skipped',
  'failed',
  'canceled',
  'undecided',
  'waiting',
] as const

/** Whether files changed their state, not only their bytes. */
export const hasNewCounts = (before: Totals, after: Totals): boolean =>
  ([...counts, 'isWalking'] as const).some((name) => before[name] !== after[name])

/** What a screen reader should hear of a change: a batch that ended, or files that newly need the user. */
export function changeToSay(before: Totals, after: Totals): string | undefined {
  const hasEnded = !isFinished(before) && isFinished(after)
  if (hasEnded && after.failed > 0) return t('send.announceStopped', { count: after.failed })
  if (hasEnded && after.sent > 0)
    return after.unchecked === 0
      ? t('send.announceDone', { count: after.sent })
      : t('send.announceSent', { count: after.sent })
  return after.failed > before.failed ? t('send.announceFailed', { count: after.failed }) : undefined
}
