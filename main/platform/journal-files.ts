// Reading the files of the queue.
import type { FileId, ItemId, SendRequest } from '../../shared/model/upload.ts'
import type { FileChange, FileRecord, RowGroup } from '../uploads/ports.ts'
import { statusesIn } from '../uploads/row-groups.ts'
import type { JournalCounts } from './journal-counts.ts'
import * as rows from './journal-rows.ts'
import type { Statements } from './journal-statements.ts'

export class JournalFiles {
  readonly #sql: Statements
  readonly #counts: JournalCounts
  readonly #update: (fileId: FileId, change: FileChange) => void

  constructor(sql: Statements, counts: JournalCounts, update: (fileId: FileId, change: FileChange) => void) {
    this.#sql = sql
    this.#counts = counts
    this.#update = update
  }

  one(fileId: FileId): FileRecord | undefined {
    return this.read('SELECT * FROM files WHERE seq = ?', rows.fileSeq(fileId))[0]
  }

  page(itemId: ItemId, group: RowGroup, offset: number, limit: number): FileRecord[] {
    const itemSeq = this.#itemSeq(itemId)
    // SQLite steps over the few rows left to skip in the index alone, then reads only the rows that are shown.
    const inGroup = group === 'all' ? '' : `AND ${rows.isInGroup[group]}`
    const shown = `SELECT seq FROM files WHERE item_seq = ? AND seq BETWEEN ? AND ? ${inGroup}
      ORDER BY seq LIMIT ? OFFSET ?`
    const sql = `SELECT * FROM files WHERE seq IN (${shown}) ORDER BY seq`
    const pieces = this.#counts.pieces(itemSeq, statusesIn[group], offset, limit)
    return pieces.flatMap(({ from, to, skip, take }) => this.read(sql, itemSeq, from, to, take, skip))
  }

  after(itemId: ItemId, after: FileId | undefined, limit: number): FileRecord[] {
    const sql = 'SELECT * FROM files WHERE item_seq = ? AND seq > ? ORDER BY seq LIMIT ?'
    return this.read(sql, this.#itemSeq(itemId), after === undefined ? 0 : rows.fileSeq(after), limit)
  }

  byKey(batchId: string, objectKey: string): FileRecord[] {
    const hash = rows.keyHash(objectKey)
    return this.read(
      `SELECT files.* FROM files JOIN items ON items.seq = files.item_seq
       WHERE (key_hash = ? AND object_key = ? OR first_key_hash = ?) AND batch_id = ? ORDER BY files.seq`,
      ...[hash, objectKey, hash, batchId],
    )
  }

  nextQueued(limit: number, exceptAccounts: ReadonlySet<string>): FileRecord[] {
    const others = 'AND item_seq NOT IN (SELECT seq FROM items WHERE account_id IN (SELECT value FROM json_each(?)))'
    const sql = `SELECT * FROM files WHERE status = 0 ${exceptAccounts.size > 0 ? others : ''} ORDER BY seq LIMIT ?`
    const values = exceptAccounts.size > 0 ? [JSON.stringify([...exceptAccounts]), limit] : [limit]
    const found = this.read(sql, ...values)
    // What could not be read has failed by now, and left the queue.
    return found.every(({ status }) => status === 'queued') ? found : this.nextQueued(limit, exceptAccounts)
  }

  firstFailed(itemId: ItemId): FileRecord | undefined {
    const sql = `SELECT * FROM files WHERE item_seq = ? AND ${rows.isInGroup.failed} ORDER BY seq LIMIT 1`
    return this.read(sql, this.#itemSeq(itemId))[0]
  }

  /** The row that began the very same sending and left it unfinished. */
  leftBy(file: FileRecord, requestOf: (itemId: ItemId) => SendRequest | undefined): FileRecord | undefined {
    const { objectKey, path, size, mtimeMs } = file
    const sent = ({ itemId }: FileRecord): string => {
      const request = requestOf(itemId)
      return request ? JSON.stringify({ ...request, options: { ...request.options, onConflict: '' } }) : ''
    }
    const left = [rows.statusNumber('failed'), rows.statusNumber('paused')]
    const sql = `SELECT * FROM files WHERE key_hash = ? AND object_key = ? AND path = ? AND size = ? AND mtime_ms = ?
      AND upload_id IS NOT NULL AND status IN (?, ?) ORDER BY seq DESC`
    const found = this.read(sql, rows.keyHash(objectKey), objectKey, path, size, mtimeMs, ...left)
    return found.find((other) => sent(other) === sent(file))
  }

  /** One that is not one of ours must not keep the others from being listed and sent: it is mended, and fails alone. */
  read(sql: string, ...values: rows.SqlValue[]): FileRecord[] {
    const found = this.#sql.get(sql).all(...values)
    return found.map((row) => {
      try {
        return this.#toFile(row)
      } catch {
        const fileId = rows.fileIdOf(Number(row['seq']))
        this.#update(fileId, rows.mended(row['status'] === rows.statusNumber('completed')))
        return this.#toFile(this.#sql.get('SELECT * FROM files WHERE seq = ?').get(Number(row['seq'])) ?? {})
      }
    })
  }

  #toFile(row: Record<string, unknown>): FileRecord {
    return rows.toFile(row, (itemSeq) => this.#counts.itemIdOf(itemSeq))
  }

  #itemSeq(itemId: ItemId): number {
    return this.#counts.numberOf(itemId) ?? -1
  }
}
