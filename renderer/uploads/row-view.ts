// What one row of the list says and offers. Components only draw it.
import type { ErrorCode } from '../../shared/errors.ts'
import type { ErrorView } from '../../shared/model/error.ts'
import type { FileRow, FolderRow, SkipReason, UploadRow } from '../../shared/model/upload.ts'
import { t } from '../i18n/i18n.svelte.ts'
import type { IconName } from '../components/icons.ts'
import { errorText } from '../lib/error-text.ts'
import { formatBytes, formatBytesOf, formatDuration, formatPast, formatRate } from '../lib/format.ts'
import { finishedCount, isFinished, isPaused, shareOf, triesAgain, unfinishedCount, waitsForNetwork } from './totals.ts'

export type RowAction =
  'pause' | 'resume' | 'cancel' | 'retry' | 'remove' | 'clear' | 'copyKey' | 'downloadLink' | 'export'
export type RowTag = { tone: 'ok' | 'warn' | 'bad' | 'idle'; icon?: IconName; text: string }

export type RowView = {
  /** Second line. */
  detail: string
  /** A sentence in place of the second line: why it was not sent. */
  problem?: ErrorView
  /** `question`: the user decides; `bad`: something must change; `needs`: it waits until then; `wait`: it goes on by itself. */
  tone?: 'bad' | 'question' | 'needs' | 'wait'
  progress?: { share: number; tone: 'accent' | 'idle'; text: string }
  tag?: RowTag
  status: string
  actions: readonly RowAction[]
}

const join = (...parts: (string | undefined | false)[]): string => parts.filter(Boolean).join(' · ')

const rateAndTime = (row: UploadRow): string =>
  join(
    row.bytesPerSecond > 0 && formatRate(row.bytesPerSecond),
    row.secondsLeft !== null && formatDuration(row.secondsLeft),
  )

const skipReason = (reason: SkipReason | undefined): string =>
  reason === undefined
    ? ''
    : {
        nameTaken: t('send.skippedNameTaken'),
        junk: t('send.skippedJunk'),
        unchanged: t('send.skippedUnchanged'),
        special: t('send.skippedSpecial'),
        brokenLink: t('send.skippedBrokenLink'),
        loop: t('send.skippedLoop'),
      }[reason]

/** The answer is one of the user's: the file itself is as it should be. */
const questions: ReadonlySet<ErrorCode | undefined> = new Set(['object.exists', 'file.duplicateKey'])

/** A file that tries again by itself says when; one that does not waits with its whole account until something is done. */
const isHeld = ({ error, retryAtMs }: FileRow): boolean => retryAtMs === undefined && error?.code !== 'net.offline'

const place = (row: FileRow): string => join(formatBytes(row.totalBytes), row.objectKey)
const bytesDone = (row: UploadRow): string => formatBytesOf(row.shownBytes, row.totalBytes)
const progress = (row: UploadRow, tone: 'accent' | 'idle', text: string) => ({
  share: shareOf(row.shownBytes, row.totalBytes),
  tone,
  text,
})

const nextTry = (seconds: number | undefined): string =>
  seconds === undefined || seconds <= 0
    ? t('send.triesAgain')
    : t('common.inDuration', { duration: formatDuration(seconds) })

/** What everything of an account waits for, until the user has seen to it. */
const needsUser = (error: ErrorView) => ({
  detail: errorText(error),
  problem: error,
  tone: 'needs' as const,
  tag: { tone: 'warn' as const, text: t('send.stateNeedsYou') },
  status: '',
})

function waiting(row: FileRow, error: ErrorView, nowMs: number): RowView {
  if (isHeld(row)) return { ...needsUser(error), actions: ['retry', 'cancel'] }
  const seconds = row.retryAtMs === undefined ? undefined : (row.retryAtMs - nowMs) / 1000
  const reason: Pick<RowView, 'detail' | 'problem' | 'tone'> =
    error.code === 'net.offline'
      ? {
          detail: join(row.shownBytes > 0 ? bytesDone(row) : formatBytes(row.totalBytes), t('send.waitingNetwork')),
          tone: 'wait',
        }
      : { detail: errorText(error), problem: error, tone: 'wait' }
  return {
    ...reason,
    tag: { tone: 'warn', text: t('send.stateWaiting') },
    status: nextTry(seconds),
    actions: ['retry', 'cancel'],
  }
}

function going(row: FileRow): RowView {
  const parts = row.parts && t('send.partOf', { done: row.parts.accepted, total: row.parts.planned })
  const detail = join(bytesDone(row), parts)
  return { detail, progress: progress(row, 'accent', detail), status: rateAndTime(row), actions: ['pause', 'cancel'] }
}

function question(error: ErrorView): RowView {
  const other = error.params['other']
  const isInBatch = error.code === 'file.duplicateKey' && other !== undefined
  return {
    detail: isInBatch ? t('send.duplicateHint', { other }) : t('send.takenHint'),
    problem: error,
    tone: 'question',
    tag: { tone: 'warn', text: t('send.stateTaken') },
    status: t('send.yourTurn'),
    actions: ['remove'],
  }
}

function failed(row: FileRow): RowView {
  const { error } = row
  if (error && questions.has(error.code)) return question(error)
  return {
    detail: error ? errorText(error) : place(row),
    ...(error ? { problem: error } : {}),
    tone: 'bad',
    tag: { tone: 'bad', text: t('send.stateNotSent') },
    status: t('send.keptInList'),
    actions: ['retry', 'remove'],
  }
}

const fileViews: Readonly<Record<FileRow['status'], (row: FileRow, nowMs: number) => RowView>> = {
  queued: (row) => ({
    detail: place(row),
    tag: { tone: 'idle', text: t('send.stateQueued') },
    status: '',
    actions: ['pause', 'cancel'],
  }),
  uploading: going,
  completing: (row) => ({
    detail: bytesDone(row),
    progress: progress(row, 'accent', bytesDone(row)),
    status: t('send.stateChecking'),
    actions: [],
  }),
  paused: (row) => ({
    detail: bytesDone(row),
    progress: progress(row, 'idle', bytesDone(row)),
    status: t('send.statePaused'),
    actions: ['resume', 'cancel'],
  }),
  completed: (row, nowMs) => ({
    detail: place(row),
    tag: { tone: 'ok', icon: 'check', text: row.isChecked ? t('send.stateSentChecked') : t('send.stateSent') },
    status: row.finishedAtMs === undefined ? '' : formatPast(row.finishedAtMs, nowMs),
    actions: ['copyKey', 'downloadLink', 'remove'],
  }),
  skipped: (row) => ({
    // What is no file, or was never looked at, has no size.
    detail: join(row.totalBytes > 0 && formatBytes(row.totalBytes), skipReason(row.skipReason)),
    tag: { tone: 'idle', text: t('send.stateSkipped') },
    status: '',
    actions: ['remove'],
  }),
  failed,
  canceled: (row) => ({
    detail: row.error ? t('send.canceledLeft') : join(formatBytes(row.totalBytes), t('send.canceledHint')),
    ...(row.error ? { problem: row.error, tone: 'bad' as const } : {}),
    tag: { tone: 'idle', text: t('send.stateCanceled') },
    status: '',
    actions: ['remove'],
  }),
}

function fileView(row: FileRow, nowMs: number): RowView {
  const reason = row.status === 'queued' || row.status === 'uploading' ? row.error : undefined
  return reason ? waiting(row, reason, nowMs) : fileViews[row.status](row, nowMs)
}

function folderState(row: FolderRow, isOnline = true): Pick<RowView, 'progress' | 'tag' | 'status' | 'actions'> {
  const { totals } = row
  const bar = (tone: 'accent' | 'idle') => progress(row, tone, bytesDone(row))
  if (!isFinished(totals)) {
    if (isPaused(totals)) return { progress: bar('idle'), status: t('send.statePaused'), actions: ['resume', 'cancel'] }
    if (!isOnline) return { progress: bar('idle'), status: t('send.stateWaiting'), actions: ['pause', 'cancel'] }
    const status = rateAndTime(row) || (totals.isWalking ? t('send.stateReading') : t('send.stateQueued'))
    return { progress: bar('accent'), status, actions: ['pause', 'cancel'] }
  }
  if (totals.failed > 0)
    return {
      tag: { tone: 'bad', text: t('send.filesNotSent', { count: totals.failed }) },
      status: t('send.keptInList'),
      actions: triesAgain(totals) ? ['retry', 'remove'] : ['remove'],
    }
  if (totals.sent > 0)
    return {
      tag: {
        tone: 'ok',
        icon: 'check',
        text: totals.sent === totals.found ? t('send.stateAllSent') : t('send.stateSent'),
      },
      status: '',
      actions: ['copyKey', 'remove'],
    }
  const text = totals.skipped > 0 ? t('send.stateSkipped') : t('send.stateCanceled')
  return { tag: { tone: 'idle', text }, status: '', actions: ['remove'] }
}

function folderView(row: FolderRow, isSystemOnline: boolean): RowView {
  const { totals, trouble } = row
  const isOnline = isSystemOnline && !waitsForNetwork(totals)
  if (trouble && !isFinished(totals) && !isPaused(totals))
    return { ...needsUser(trouble), actions: ['retry', 'cancel'] }
  const files = totals.isWalking
    ? t('send.filesSoFar', { count: totals.found })
    : t('send.filesOf', { done: totals.sent, count: totals.found })
  const detail = join(
    files,
    bytesDone(row),
    unfinishedCount(totals) > 0 && totals.failed > 0 && t('send.filesNotSent', { count: totals.failed }),
    totals.skipped > 0 && t('send.filesSkipped', { count: totals.skipped }),
  )
  const view: RowView = { detail, ...folderState(row, isOnline) }
  return isFinished(totals) && row.firstError
    ? { ...view, detail: errorText(row.firstError), problem: row.firstError, tone: 'bad' }
    : view
}

export const rowView = (row: UploadRow, nowMs: number, isOnline = true): RowView =>
  row.kind === 'folder' ? folderView(row, isOnline) : fileView(row, nowMs)

/** What else a folder offers; the actions beside it are not said twice. */
export function folderMenu(row: FolderRow): readonly RowAction[] {
  const { actions } = folderState(row)
  const canClear = !isFinished(row.totals) || row.totals.failed > 0
  return [
    ...(actions.includes('copyKey') ? [] : (['copyKey'] as const)),
    ...(row.totals.sent > 0 ? (['downloadLink'] as const) : []),
    'export',
    ...(canClear && finishedCount(row.totals) > 0 ? (['clear'] as const) : []),
  ]
}

export const rowId = (row: UploadRow): string => (row.kind === 'folder' || !row.isChild ? row.itemId : row.fileId)
