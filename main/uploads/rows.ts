// The part of the list that is on screen. What it costs depends on the rows shown and the items, not on the files.
import { AppError } from '../../shared/errors.ts'
import type { ErrorShape } from '../../shared/errors.ts'
import type { FileRow, FolderRow, RowFilter, RowWindow, UploadRow, WindowQuery } from '../../shared/model/upload.ts'
import type { LiveFiles } from './live-files.ts'
import { countIn } from './row-groups.ts'
import type { FileRecord, ItemRecord, ItemSummary, Journal, RowGroup } from './ports.ts'
import { secondsFor } from './speed-meter.ts'
import { totalsOf } from './totals.ts'

const noNetwork = new AppError('net.offline', { isRetryable: true }).shape

export type RowServices = {
  journal: Journal
  lives: LiveFiles
  troubleOf(accountId: string): ErrorShape | undefined
}

/** Whether the queued files of an item wait until the user has seen to their account. */
const isHeld = ({ accountId, counts }: ItemSummary, { troubleOf }: RowServices): boolean =>
  counts.queued.files > 0 && troubleOf(accountId) !== undefined

/**
 * Which files of an item a filter lists, and in which order. Those an account holds back need the user as those that
 * failed do. Once nothing moves any more, those that need the user come first.
 */
function groupsOf(summary: ItemSummary, filter: RowFilter, services: RowServices): readonly RowGroup[] {
  const { isWalking, counts } = summary
  if (filter === 'finished') return ['finished']
  const held = isHeld(summary, services)
  if (filter === 'going') return held ? ['begun'] : ['going']
  const begun = countIn(counts, 'begun')
  // Without any others they are found faster.
  if (filter === 'failed') return held ? ['failed', begun === 0 ? 'going' : 'queued'] : ['failed']
  const isMoving = isWalking || begun > 0 || (!held && counts.queued.files > 0)
  if (isMoving || counts.failed.files === 0) return ['all']
  return held ? ['failed', 'going', 'finished'] : ['failed', 'finished']
}

function rowCount(summary: ItemSummary, filter: RowFilter, services: RowServices): number {
  let count = 0
  for (const group of groupsOf(summary, filter, services)) count += countIn(summary.counts, group)
  return count
}

/** A folder is listed under every filter that fits one of its files, and while it is being read as going. */
function isListed(summary: ItemSummary, filter: RowFilter, services: RowServices): boolean {
  const { isWalking, counts } = summary
  if (filter === 'all') return true
  if (filter === 'going' && isWalking) return true
  if (rowCount(summary, filter, services) > 0) return true
  return filter === 'finished' && !isWalking && countIn(counts, 'all') === 0
}

function liveColumns(record: FileRecord, { journal, lives }: RowServices) {
  const live = lives.get(record.fileId)
  if (record.status === 'completed') return { shownBytes: record.size, bytesPerSecond: 0, secondsLeft: null }
  const kept = record.multipart ? journal.partsTotal(record.fileId) : { parts: 0, bytes: 0 }
  const parts = live?.parts ?? (record.multipart && { accepted: kept.parts, planned: plannedParts(record) })
  const shownBytes = Math.min(live?.shownBytes ?? kept.bytes, record.size)
  const bytesPerSecond = live?.meter.bytesPerSecond ?? 0
  const secondsLeft = secondsFor(record.size - shownBytes, bytesPerSecond)
  return { shownBytes, bytesPerSecond, secondsLeft, ...(parts ? { parts } : {}) }
}

const plannedParts = ({ size, multipart }: FileRecord): number =>
  multipart ? Math.max(1, Math.ceil(size / multipart.partSize)) : 0

function fileRow(record: FileRecord, item: ItemRecord, isChild: boolean, services: RowServices): FileRow {
  const live = services.lives.get(record.fileId)
  const wait = live?.wait
  const offline = live?.isOffline ? noNetwork : undefined
  const trouble = record.status === 'queued' ? services.troubleOf(item.request.accountId) : undefined
  const error = record.error ?? wait?.error ?? offline ?? trouble
  return {
    kind: 'file',
    itemId: item.itemId,
    accountId: item.request.accountId,
    name: isChild && record.relativePath !== '' ? record.relativePath : item.name,
    objectKey: record.objectKey,
    totalBytes: record.size,
    ...liveColumns(record, services),
    fileId: record.fileId,
    isChild,
    status: record.status,
    ...(error ? { error } : {}),
    ...(record.skipReason ? { skipReason: record.skipReason } : {}),
    ...(wait ? { retryAtMs: Math.round(wait.retryAtMs) } : {}),
    ...(record.finishedAtMs === undefined ? {} : { finishedAtMs: record.finishedAtMs }),
    isChecked: record.isChecked,
  }
}

function folderRow(item: ItemRecord, summary: ItemSummary, isExpanded: boolean, services: RowServices): FolderRow {
  const { journal, lives } = services
  const { counts, itemId } = summary
  const held = isHeld(summary, services) ? counts.queued.files : 0
  const totals = totalsOf(counts, lives, { isWalking: summary.isWalking, held, itemId })
  const trouble = totals.queued > 0 && totals.going === 0 ? services.troubleOf(item.request.accountId) : undefined
  const firstError = counts.failed.files > 0 ? journal.firstError(itemId) : undefined
  return {
    kind: 'folder',
    itemId,
    accountId: item.request.accountId,
    name: item.name,
    objectKey: `${item.request.destination}${item.name}/`,
    totalBytes: totals.totalBytes,
    shownBytes: totals.shownBytes,
    bytesPerSecond: totals.bytesPerSecond,
    secondsLeft: totals.secondsLeft,
    totals,
    isExpanded,
    ...(firstError ? { firstError } : {}),
    ...(trouble ? { trouble } : {}),
  }
}

type Listed = { summary: ItemSummary; isExpanded: boolean; start: number; rows: number }

function layOut(query: WindowQuery, services: RowServices): { listed: Listed[]; totalRows: number } {
  const { allButCollapsed } = query
  const named = new Set<string>(allButCollapsed ?? query.expanded)
  const listed: Listed[] = []
  let totalRows = 0
  for (const summary of services.journal.summaries()) {
    if (!isListed(summary, query.filter, services)) continue
    const isExpanded = summary.kind === 'folder' && named.has(summary.itemId) === (allButCollapsed === undefined)
    const rows = 1 + (isExpanded ? rowCount(summary, query.filter, services) : 0)
    listed.push({ summary, isExpanded, start: totalRows, rows })
    totalRows += rows
  }
  return { listed, totalRows }
}

/** Files [from, to) of an expanded folder. */
function filesOf(
  { summary }: Listed,
  from: number,
  to: number,
  filter: RowFilter,
  services: RowServices,
): FileRecord[] {
  const { journal } = services
  const { itemId } = summary
  const found: FileRecord[] = []
  let start = 0
  for (const group of groupsOf(summary, filter, services)) {
    const count = countIn(summary.counts, group)
    const [first, end] = [Math.max(from - start, 0), Math.min(to - start, count)]
    if (end > first) found.push(...journal.files(itemId, group, first, end - first))
    start += count
  }
  return found
}

/** The rows of one item that fall into [from, to) of its own rows. */
function rowsOf(entry: Listed, from: number, to: number, filter: RowFilter, services: RowServices): UploadRow[] {
  const { journal } = services
  const { summary, isExpanded } = entry
  const item = journal.item(summary.itemId)
  if (!item) return []
  if (summary.kind === 'file') {
    return journal.files(item.itemId, 'all', 0, 1).map((record) => fileRow(record, item, false, services))
  }
  const head = from === 0 ? [folderRow(item, summary, isExpanded, services)] : []
  const children = filesOf(entry, Math.max(from, 1) - 1, to - 1, filter, services)
  return [...head, ...children.map((record) => fileRow(record, item, true, services))]
}

export function windowOf(query: WindowQuery, services: RowServices): Pick<RowWindow, 'rows' | 'offset' | 'totalRows'> {
  const { listed, totalRows } = layOut(query, services)
  const offset = Math.min(query.offset, Math.max(0, totalRows - query.limit))
  const end = offset + query.limit
  const rows = listed
    .filter(({ start, rows: count }) => start < end && start + count > offset)
    .flatMap((entry) => {
      const from = Math.max(offset - entry.start, 0)
      const to = Math.min(end - entry.start, entry.rows)
      return rowsOf(entry, from, to, query.filter, services)
    })
  return { rows, offset, totalRows }
}
