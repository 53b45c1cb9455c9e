// Every file of the list and what became of it, for a table that may have a million rows.
import type { FileId, ReportScope } from '../../shared/model/upload.ts'
import type { FileRecord, ItemRecord, Journal } from './ports.ts'

export type ReportRow = { item: ItemRecord; file: FileRecord }

/** Rows read at once: a few milliseconds of SQLite. */
const pageSize = 500

/** In the order of the list. Reads a page when the one before was taken, so that no more than one is held. */
export async function* reportRows(
  journal: Pick<Journal, 'summaries' | 'item' | 'filesAfter'>,
  scope: ReportScope,
): AsyncGenerator<ReportRow> {
  const itemIds = scope.kind === 'item' ? [scope.itemId] : journal.summaries().map(({ itemId }) => itemId)
  for (const itemId of itemIds) {
    // It may have been taken off the list while the rows before it were written.
    const item = journal.item(itemId)
    if (!item) continue
    for (let after: FileId | undefined, isMore = true; isMore;) {
      const page = journal.filesAfter(itemId, after, pageSize)
      for (const file of page) yield { item, file }
      after = page.at(-1)?.fileId
      isMore = page.length === pageSize
    }
  }
}
