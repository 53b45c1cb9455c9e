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
  held: 0,
  waiting: 0,
  offline: 0,
  totalBytes: 0,
  acceptedBytes: 0,
  shownBytes: 0,
  bytesPerSecond: 0,
  secondsLeft: null,
  isWalking: false,
}

export const unfinishedCount = (totals: Totals): number => totals.queued + totals.going + totals.paused
export const isFinished = (totals: Totals): boolean => !totals.isWalking && unfinishedCount(totals) === 0
/** Of those going, all but what waits for its next try, or makes it where there is no network. */
export const movingCount = ({ going, waiting, offline }: Totals): number => going - Math.max(waiting, offline)
/** What goes on by itself, or was paused. */
export const goingCount = (totals: Totals): number => unfinishedCount(totals) - totals.held
/** What stands still until the user has done something. */
export const needingCount = (totals: Totals): number => totals.failed + totals.held
/** Everything that is going waits for the network, whatever the system says of it. */
export const waitsForNetwork = (totals: Totals): boolean => totals.going > 0 && totals.offline === totals.going
/** All that is left waits for the user. */
export const isHeld = (totals: Totals): boolean =>
  totals.held > 0 && totals.going === 0 && totals.queued === totals.held && !totals.isWalking
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
  'held',
  'waiting',
  'offline',
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
  const count = needingCount(after)
  return count > needingCount(before) ? t('send.announceFailed', { count }) : undefined
}
