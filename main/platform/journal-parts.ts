// Parts OSS acknowledged, and the uploads that are to be removed there.
import type { FileStatus } from '../../shared/model/upload.ts'
import type { PartRecord, PendingAbort } from '../uploads/ports.ts'
import type { JournalCounts } from './journal-counts.ts'
import { keyHash, statuses, toAbort, toPart } from './journal-rows.ts'
import type { Statements } from './journal-statements.ts'

const moveToAborts = `INSERT OR IGNORE INTO aborts (upload_id, account_id, object_key, file_seq)
  SELECT files.upload_id, items.account_id, files.object_key, files.seq FROM files JOIN items ON items.seq = files.item_seq
  WHERE files.upload_id IS NOT NULL AND files.seq IN (SELECT value FROM json_each(?))`

/** What is needed of a file's row. `status` as it is stored. */
export type Holder = { seq: number; item_seq: number; status: number; upload_id: string | null }
const statusOf = (stored: unknown): FileStatus => statuses[Number(stored)] ?? 'queued'

export class JournalParts {
  readonly #sql: Statements
  readonly #counts: JournalCounts

  constructor(sql: Statements, counts: JournalCounts) {
    this.#sql = sql
    this.#counts = counts
  }

  of(fileSeq: number): PartRecord[] {
    return this.#sql.get('SELECT * FROM parts WHERE file_seq = ? ORDER BY part_number').all(fileSeq).map(toPart)
  }

  total(fileSeq: number): { parts: number; bytes: number } {
    const sql = 'SELECT count(*) AS parts, coalesce(sum(size), 0) AS bytes FROM parts WHERE file_seq = ?'
    const row = this.#sql.get(sql).get(fileSeq)
    return { parts: Number(row?.['parts']), bytes: Number(row?.['bytes']) }
  }

  add(fileSeq: number, { partNumber, size, etag, crc64 }: PartRecord): void {
    const file = this.#sql.get('SELECT item_seq, status FROM files WHERE seq = ?').get(fileSeq)
    if (!file) return
    const old = this.#sql.get('SELECT size FROM parts WHERE file_seq = ? AND part_number = ?').get(fileSeq, partNumber)
    const sql = 'INSERT OR REPLACE INTO parts (file_seq, part_number, size, etag, crc64) VALUES (?, ?, ?, ?, ?)'
    this.#sql.get(sql).run(fileSeq, partNumber, size, etag, crc64 ?? null)
    this.#counts.countParts(Number(file['item_seq']), statusOf(file['status']), size - Number(old?.['size'] ?? 0))
  }

  /** Forgets the multipart uploads of the files; abandoned ones are to be removed on the server. In a transaction. */
  drop(files: readonly Holder[], isAbandoned: boolean): void {
    const held = files.filter(({ upload_id }) => upload_id !== null)
    if (held.length === 0) return
    const seqs = JSON.stringify(held.map(({ seq }) => seq))
    const areHeld = 'IN (SELECT value FROM json_each(?))'
    for (const { seq, item_seq, status } of held)
      this.#counts.countParts(item_seq, statusOf(status), -this.total(seq).bytes)
    if (isAbandoned) this.#sql.get(moveToAborts).run(seqs)
    this.#sql.get(`DELETE FROM parts WHERE file_seq ${areHeld}`).run(seqs)
    this.#sql.get(`UPDATE files SET upload_id = NULL, part_size = NULL WHERE seq ${areHeld}`).run(seqs)
  }

  /** Gives `to` the multipart upload and the parts that `from` has. In a transaction. */
  move(from: Holder, to: Holder): void {
    const { bytes } = this.total(from.seq)
    this.#counts.countParts(from.item_seq, statusOf(from.status), -bytes)
    this.#counts.countParts(to.item_seq, statusOf(to.status), bytes)
    const held = 'SELECT upload_id, part_size FROM files WHERE seq = ?'
    this.#sql.get(`UPDATE files SET (upload_id, part_size) = (${held}) WHERE seq = ?`).run(from.seq, to.seq)
    this.#sql.get('UPDATE parts SET file_seq = ? WHERE file_seq = ?').run(to.seq, from.seq)
    this.#sql.get('UPDATE files SET upload_id = NULL, part_size = NULL WHERE seq = ?').run(from.seq)
  }

  pendingAborts(limit: number): PendingAbort[] {
    return this.#sql.get('SELECT * FROM aborts LIMIT ?').all(limit).map(toAbort)
  }

  pendingAbortsOf(accountId: string): PendingAbort[] {
    return this.#sql.get('SELECT * FROM aborts WHERE account_id = ?').all(accountId).map(toAbort)
  }

  isPendingAbort(uploadId: string): boolean {
    return this.#sql.get('SELECT 1 FROM aborts WHERE upload_id = ?').get(uploadId) !== undefined
  }

  removeAbort(uploadId: string): void {
    this.#sql.get('DELETE FROM aborts WHERE upload_id = ?').run(uploadId)
  }

  ownerOf(objectKey: string, uploadId: string): 'list' | 'abandoned' | undefined {
    // By the key's index: a list of a million files has no index of the few uploads in it.
    const inList = this.#sql.get('SELECT 1 FROM files WHERE key_hash = ? AND upload_id = ? LIMIT 1')
    if (inList.get(keyHash(objectKey), uploadId)) return 'list'
    return this.#sql.get('SELECT 1 FROM aborts WHERE upload_id = ?').get(uploadId) ? 'abandoned' : undefined
  }
}
