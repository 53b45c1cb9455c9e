// Writing the files of the queue, one by one: what a batch of a million of them spends most of its time with.
import type { FileId, ItemId } from '../../shared/model/upload.ts'
import type { FileChange, FileRecord, NewFile } from '../uploads/ports.ts'
import { changedColumns, newFileColumns } from './journal-columns.ts'
import type { JournalCounts } from './journal-counts.ts'
import type { JournalParts } from './journal-parts.ts'
import * as rows from './journal-rows.ts'
import { markAfter, markOf, selectedColumns, statusOf, toSelected, type Selected } from './journal-selected.ts'
import { insertFile, updateFile } from './journal-statements.ts'
import type { Statements } from './journal-statements.ts'
import { PassingMap } from '../uploads/passing.ts'

const selectOne = `SELECT ${selectedColumns} FROM files WHERE seq = ?`

/** Rows that are about to be changed: a few times as many as are ever going at once. */
const mostKnown = 2000

/** All of it is to be called within a transaction, but for `known` and `forget`. */
export class JournalChanges {
  readonly #sql: Statements
  readonly #counts: JournalCounts
  readonly #parts: JournalParts
  /**
   * Rows as they are, so that a change need not ask for its row first. Only rows without a multipart upload, and none
   * that anybody else than `update` has changed since.
   */
  readonly #known = new PassingMap<number, Selected>()

  constructor(sql: Statements, counts: JournalCounts, parts: JournalParts) {
    this.#sql = sql
    this.#counts = counts
    this.#parts = parts
  }

  /** These were just read, to be sent. */
  known(files: readonly FileRecord[]): void {
    if (this.#known.size > mostKnown) this.#known.clear()
    for (const { fileId, itemId, status, size, multipart, error, isChecked } of files) {
      if (multipart) continue
      const seq = rows.fileSeq(fileId)
      this.#known.set(seq, {
        ...{ seq, size, item_seq: this.#itemSeq(itemId), status: rows.statusNumber(status) },
        ...{ upload_id: null, error_code: error?.code ?? null, is_checked: isChecked ? 1 : 0 },
      })
    }
  }

  /** Somebody else changes this one, or all of them. */
  forget(seq?: number): void {
    if (seq === undefined) this.#known.clear()
    else this.#known.delete(seq)
  }

  add(files: readonly NewFile[]): void {
    for (const file of files) {
      const itemSeq = this.#itemSeq(file.itemId)
      const { names, values } = newFileColumns(file, itemSeq)
      const { lastInsertRowid } = this.#sql.get(insertFile(names)).run(...values)
      const marked = rows.markOf(file.status, file.error?.code, file.isChecked)
      const where = { itemNumber: itemSeq, seq: Number(lastInsertRowid) }
      this.#counts.count(where, file.status, { files: 1, bytes: file.size, marked })
    }
  }

  /** Undefined when there is no such row. */
  row(seq: number): Selected | undefined {
    const row = this.#sql.get(selectOne).get(seq)
    return row && toSelected(row)
  }

  update(fileId: FileId, change: FileChange): void {
    const seq = rows.fileSeq(fileId)
    const before = this.#known.get(seq) ?? this.row(seq)
    if (!before) return
    this.#known.delete(seq)
    if (change.status === 'completed' && before.upload_id !== null) this.#parts.drop([before], false)
    if (change.objectKey !== undefined) this.#keepFirstKey(seq)
    const { names, values } = changedColumns(change, statusOf(before))
    this.#sql.get(updateFile(names)).run(...values, seq)
    this.recount(before, change)
    if (before.upload_id === null && change.multipart === undefined && change.status === 'uploading')
      this.#known.set(seq, after(before, change))
  }

  /** `before` as it was when its multipart, if the change drops it, had been dropped already. */
  recount(before: Selected, change: FileChange): void {
    if (change.status === undefined && change.size === undefined) return
    const [status, next] = [statusOf(before), change.status ?? statusOf(before)]
    const marked = markAfter(before, change)
    const where = { itemNumber: before.item_seq, seq: before.seq }
    this.#counts.count(where, status, { files: -1, bytes: -before.size, marked: -markOf(before) })
    this.#counts.count(where, next, { files: 1, bytes: change.size ?? before.size, marked })
    if (next === status || before.upload_id === null) return
    const { bytes } = this.#parts.total(before.seq)
    this.#counts.countParts(before.item_seq, status, -bytes)
    this.#counts.countParts(before.item_seq, next, bytes)
  }

  /** A file that goes by another key from now on is still found by the one it was added with. */
  #keepFirstKey(seq: number): void {
    this.#sql.get('UPDATE files SET first_key_hash = coalesce(first_key_hash, key_hash) WHERE seq = ?').run(seq)
  }

  #itemSeq(itemId: ItemId): number {
    return this.#counts.numberOf(itemId) ?? -1
  }
}

function after(before: Selected, change: FileChange): Selected {
  return {
    ...before,
    ...(change.status === undefined ? {} : { status: rows.statusNumber(change.status) }),
    ...(change.size === undefined ? {} : { size: change.size }),
    ...('error' in change ? { error_code: change.error?.code ?? null } : {}),
    ...(change.isChecked === undefined ? {} : { is_checked: change.isChecked ? 1 : 0 }),
  }
}
