// The upload queue in SQLite. One connection, prepared statements; counts are kept in memory (journal-counts.ts).
import type { DatabaseSync } from 'node:sqlite'
import type { ErrorShape } from '../../shared/errors.ts'
import type { FileId, ItemId } from '../../shared/model/upload.ts'
import type {
  Counts,
  FileChange,
  FileRecord,
  FileSelection,
  ItemRecord,
  ItemSummary,
  Journal,
  Multipart,
  NewFile,
  Page,
  PageResult,
  PartRecord,
  PendingAbort,
  RowGroup,
} from '../uploads/ports.ts'
import { JournalChanges } from './journal-changes.ts'
import { countIn } from '../uploads/row-groups.ts'
import { changedColumns } from './journal-columns.ts'
import { JournalCounts } from './journal-counts.ts'
import { JournalFiles } from './journal-files.ts'
import { JournalItems } from './journal-items.ts'
import * as rows from './journal-rows.ts'
import { JournalParts } from './journal-parts.ts'
import { markOf, selectedColumns, statusOf, toSelected, type Selected } from './journal-selected.ts'
import { Statements, updateFiles, whereSelected } from './journal-statements.ts'
import { Transactions } from './journal-transactions.ts'

export class SqliteJournal implements Journal {
  readonly #db: DatabaseSync
  readonly #sql: Statements
  readonly #counts = new JournalCounts()
  readonly #parts: JournalParts
  readonly #items: JournalItems
  readonly #files: JournalFiles
  readonly #changes: JournalChanges
  readonly #transactions: Transactions

  /** `db` has been migrated. Throws when what it holds is not what we wrote. */
  constructor(db: DatabaseSync) {
    this.#db = db
    this.#transactions = new Transactions(db, () => this.#count())
    this.#sql = new Statements(db)
    this.#items = new JournalItems(this.#sql, this.#counts)
    this.#parts = new JournalParts(this.#sql, this.#counts)
    this.#changes = new JournalChanges(this.#sql, this.#counts, this.#parts)
    this.#files = new JournalFiles(this.#sql, this.#counts, (fileId, change) => this.updateFile(fileId, change))
    this.#count()
    this.#check()
  }

  addItem(item: ItemRecord): void {
    this.batch(() => this.#items.add(item))
  }

  updateItem(itemId: ItemId, change: Partial<Pick<ItemRecord, 'isWalking' | 'isPaused'>>): void {
    this.batch(() => this.#items.update(itemId, change))
  }

  item(itemId: ItemId): ItemRecord | undefined {
    return this.#items.get(itemId)
  }

  summaries(): readonly ItemSummary[] {
    return this.#counts.list
  }

  summary(itemId: ItemId): ItemSummary | undefined {
    return this.#counts.summary(itemId)
  }

  removeItem(itemId: ItemId): void {
    this.batch(() => {
      let after: number | undefined = 0
      const selection: FileSelection = { target: { kind: 'item', itemId }, statuses: rows.statuses }
      while (after !== undefined) after = this.removeFiles(selection, { after, limit: 1000 }).next
      this.#items.remove(itemId)
    })
    this.#counts.removeItem(itemId)
  }

  addFiles(files: readonly NewFile[]): void {
    this.batch(() => this.#changes.add(files))
  }

  updateFile(fileId: FileId, change: FileChange): void {
    this.#transactions.together(() => this.#changes.update(fileId, change))
  }

  file(fileId: FileId): FileRecord | undefined {
    return this.#files.one(fileId)
  }

  files(itemId: ItemId, group: RowGroup, offset: number, limit: number): FileRecord[] {
    return this.#files.page(itemId, group, offset, limit)
  }

  fileCount(itemId: ItemId, group: RowGroup): number {
    return countIn(this.counts(itemId), group)
  }

  filesAfter(itemId: ItemId, after: FileId | undefined, limit: number): FileRecord[] {
    return this.#files.after(itemId, after, limit)
  }

  filesByKey(batchId: string, objectKey: string): FileRecord[] {
    return this.#files.byKey(batchId, objectKey)
  }

  nextQueued(limit: number, exceptAccounts: ReadonlySet<string>): FileRecord[] {
    const files = this.#files.nextQueued(limit, exceptAccounts)
    this.#changes.known(files)
    return files
  }

  firstError(itemId: ItemId): ErrorShape | undefined {
    return this.#files.firstFailed(itemId)?.error
  }

  changeFiles(selection: FileSelection, change: FileChange, page: Page): PageResult {
    return this.batch(() => {
      const { selected, seqs, result } = this.#select(selection, page)
      if (selected.length === 0) return result
      const isAbandoned = change.status === 'canceled' || ('multipart' in change && change.multipart === undefined)
      if (isAbandoned) this.#parts.drop(selected, true)
      this.#changes.forget()
      const { names, values } = changedColumns(change)
      this.#sql.get(updateFiles(names)).run(...values, seqs)
      for (const before of selected) this.#changes.recount(before, change)
      return result
    })
  }

  removeFiles(selection: FileSelection, page: Page): PageResult {
    return this.batch(() => {
      const { selected, seqs, result } = this.#select(selection, page)
      this.#parts.drop(selected, true)
      this.#changes.forget()
      this.#sql.get('DELETE FROM files WHERE seq IN (SELECT value FROM json_each(?))').run(seqs)
      for (const row of selected) {
        const where = { itemNumber: row.item_seq, seq: row.seq }
        this.#counts.count(where, statusOf(row), { files: -1, bytes: -row.size, marked: -markOf(row) })
      }
      return result
    })
  }

  counts(itemId?: ItemId): Counts {
    if (itemId === undefined) return this.#counts.all
    return this.#counts.summary(itemId)?.counts ?? JournalCounts.none
  }

  parts(fileId: FileId): PartRecord[] {
    return this.#parts.of(rows.fileSeq(fileId))
  }

  partsTotal(fileId: FileId): { parts: number; bytes: number } {
    return this.#parts.total(rows.fileSeq(fileId))
  }

  addPart(fileId: FileId, part: PartRecord): void {
    this.#transactions.together(() => this.#parts.add(rows.fileSeq(fileId), part))
  }

  forgetMultipart(fileId: FileId): void {
    this.#dropMultipartOf(fileId, false)
  }

  abandonMultipart(fileId: FileId): void {
    this.#dropMultipartOf(fileId, true)
  }

  adoptMultipart(fileId: FileId): Multipart | undefined {
    const file = this.file(fileId)
    const other = file && !file.multipart ? this.#files.leftBy(file, (itemId) => this.item(itemId)?.request) : undefined
    if (!file || !other?.multipart) return undefined
    const [from, to] = [other.fileId, fileId].map((id) => this.#changes.row(rows.fileSeq(id)))
    if (!from || !to) return undefined
    this.#changes.forget(to.seq)
    this.batch(() => this.#parts.move(from, to))
    return other.multipart
  }

  holdsUpload(objectKey: string, uploadId: string): boolean {
    const byKey = this.#sql.get('SELECT 1 FROM files WHERE key_hash = ? AND upload_id = ?')
    return byKey.get(rows.keyHash(objectKey), uploadId) !== undefined || this.#parts.isPendingAbort(uploadId)
  }

  pendingAborts(limit: number): PendingAbort[] {
    return this.#parts.pendingAborts(limit)
  }

  pendingAbortsOf(accountId: string): PendingAbort[] {
    return this.#parts.pendingAbortsOf(accountId)
  }

  removeAbort(uploadId: string): void {
    this.batch(() => this.#parts.removeAbort(uploadId))
  }

  ownerOf({ objectKey, uploadId }: { objectKey: string; uploadId: string }): 'list' | 'abandoned' | undefined {
    return this.#parts.ownerOf(objectKey, uploadId)
  }

  batch<T>(work: () => T): T {
    return this.#transactions.alone(work)
  }

  written(since?: number): Promise<void> {
    return this.#transactions.written(since)
  }

  get undone(): number {
    return this.#transactions.undone
  }

  close(): void {
    this.#transactions.commit()
    this.#db.close()
  }

  #count(): void {
    this.#counts.load(this.#db)
    this.#items.forget()
    this.#changes.forget()
  }

  #select(
    selection: FileSelection,
    { after, limit }: Page,
  ): { selected: Selected[]; seqs: string; result: PageResult } {
    const { target } = selection
    const where = whereSelected(selection, target.kind === 'item' ? this.#itemSeq(target.itemId) : -1)
    const sql = `SELECT ${selectedColumns} FROM files WHERE seq > ? AND ${where.sql} ORDER BY seq LIMIT ?`
    const selected = this.#sql
      .get(sql)
      .all(after, ...where.values, limit)
      .map((row) => toSelected(row))
    const last = selected.at(-1)?.seq
    const fileIds = selected.map(({ seq }) => rows.fileIdOf(seq))
    const result = selected.length === limit && last !== undefined ? { fileIds, next: last } : { fileIds }
    return { selected, seqs: JSON.stringify(selected.map(({ seq }) => seq)), result }
  }

  #dropMultipartOf(fileId: FileId, isAbandoned: boolean): void {
    const row = this.#changes.row(rows.fileSeq(fileId))
    if (row) this.batch(() => this.#parts.drop([row], isAbandoned))
  }

  /** Everything an item needs is read once at the start: later it would stand in the way of all others again and again. */
  #check(): void {
    for (const row of this.#sql.get('SELECT DISTINCT request FROM items').all()) rows.toRequest(String(row['request']))
    if (this.#counts.strays.size === 0) return
    // A file of no item can be neither shown nor sent.
    const { strays } = this.#counts
    this.batch(() => strays.forEach((itemSeq) => this.#sql.get('DELETE FROM files WHERE item_seq = ?').run(itemSeq)))
    this.#count()
  }

  #itemSeq(itemId: ItemId): number {
    return this.#counts.numberOf(itemId) ?? -1
  }
}
