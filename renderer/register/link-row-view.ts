// How one link of the list looks: words, colours, and what can be done with it.
import type { LinkRow } from '../../shared/model/register.ts'
import type { IconName } from '../components/icons.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { errorText } from '../lib/error-text.ts'
import { formatBytes, formatDateTime, formatPast } from '../lib/format.ts'
import { timeLeftText } from '../links/time-left-text.ts'

export type LinkAction =
  'show' | 'copyMessage' | 'copyLink' | 'copyName' | 'download' | 'check' | 'renew' | 'close' | 'remove'

export type LinkRowView = {
  title: string
  /** When it was made and for whom. */
  detail: string
  tag: { text: string; tone: 'ok' | 'warn' | 'idle'; icon?: IconName }
  /** Size, parts, or how long it works. */
  status: string
  /** Why it needs a look; `canAsk`: an administrator can be asked for a permission. */
  problem?: { text: string; canAsk: boolean }
  /** The button of its own. */
  action: LinkAction
  menu: readonly LinkAction[]
}

type Tag = LinkRowView['tag']

const isLive = ({ state }: LinkRow): boolean => state === 'waiting' || state === 'arriving'
const hasCome = ({ state }: LinkRow): boolean => state === 'received' || state === 'replaced'
/** Senders can still use it. */
export const isWorking = (row: LinkRow, nowMs: number): boolean =>
  row.expiresAtMs > nowMs && row.state !== 'closed' && !(hasCome(row) && row.isFirstUploadOnly && !row.watchedFolder)

function tagOf(row: LinkRow): Tag {
  const { state, check } = row
  if (isLive(row) && check.error?.code === 'object.exists')
    return { text: t('register.nameTaken'), tone: 'warn', icon: 'warning' }
  if (state === 'waiting' && check.error) return { text: t('register.cannotCheck'), tone: 'warn', icon: 'warning' }
  if (state === 'expired' && check.error) return { text: t('register.stateUnknown'), tone: 'idle' }
  const text = t(`register.state.${state}`)
  if (state === 'received') return { text, tone: 'ok', icon: 'check' }
  return { text, tone: state === 'arriving' || state === 'replaced' ? 'warn' : 'idle' }
}

function statusOf(row: LinkRow, nowMs: number): string {
  const { state, received, parts, expiresAtMs } = row
  if (state === 'arriving' && parts) return t('register.partsOf', parts)
  if (received?.files !== undefined && received.files > 1) return t('register.filesCame', { count: received.files })
  if (received) return formatBytes(received.bytes)
  return isLive(row) ? timeLeftText(expiresAtMs, nowMs) : formatPast(expiresAtMs, nowMs)
}

function problemOf(row: LinkRow): LinkRowView['problem'] {
  const { error } = row.check
  if (!error || !isLive(row)) return undefined
  if (error.code === 'object.exists') return { text: t('register.takenNote'), canAsk: false }
  if (error.code === 'account.notFound') return { text: t('register.accountGone'), canAsk: false }
  if (error.code === 'auth.denied') {
    return { text: t('register.deniedNote', { action: String(error.params['action'] ?? '') }), canAsk: true }
  }
  return { text: t('register.cannotCheckNote', { reason: errorText(error) }), canAsk: false }
}

function menuOf(row: LinkRow, nowMs: number): LinkAction[] {
  const works = isWorking(row, nowMs)
  const isPlain = row.kind === 'put'
  return [
    'show',
    ...(hasCome(row) ? (['download'] as const) : []),
    ...(works && isPlain ? (['copyMessage', 'copyLink'] as const) : []),
    'copyName',
    ...(row.state === 'closed' || (hasCome(row) && !works) ? [] : (['check'] as const)),
    'renew',
    ...(works && !hasCome(row) ? (['close'] as const) : []),
    'remove',
  ]
}

function actionOf(row: LinkRow, nowMs: number): LinkAction {
  if (hasCome(row)) return 'download'
  if (!isWorking(row, nowMs)) return 'renew'
  return row.kind === 'put' ? 'copyMessage' : 'show'
}

/** `account`: whose it is, where that is not plain. */
export function linkRowView(row: LinkRow, nowMs: number, account?: string): LinkRowView {
  const made = { time: formatPast(row.madeAtMs, nowMs) }
  const words = row.forWhom === '' ? t('register.made', made) : t('register.madeFor', { ...made, person: row.forWhom })
  const problem = problemOf(row)
  const action = actionOf(row, nowMs)
  return {
    title: titleOf(row),
    detail: account === undefined ? words : t('register.madeIn', { words, account }),
    tag: tagOf(row),
    status: statusOf(row, nowMs),
    ...(problem ? { problem } : {}),
    action,
    menu: menuOf(row, nowMs).filter((each) => each !== action),
  }
}

export const titleOf = ({ objectKey, watchedFolder, received }: LinkRow): string =>
  watchedFolder === undefined ? objectKey : (received?.objectKey ?? t('register.folderName', { folder: watchedFolder }))

/** 412 KB, Sat 21 Nov, 16:20 */
export function receivedText({ objectKey, received }: LinkRow, nowMs: number): string {
  if (!received) return ''
  const facts = { size: formatBytes(received.bytes), time: formatDateTime(received.atMs, nowMs) }
  const name = received.objectKey
  return name === undefined || name === objectKey
    ? t('register.factsReceived', facts)
    : t('register.factsAs', { ...facts, name })
}
