// Parts OSS acknowledged, and the uploads that are to be removed there.
import type { PartRecord, PendingAbort } from '../uploads/ports.ts'
import type { JournalCounts } from './journal-counts.ts'
import { toAbort, toPart } from './journal-rows.ts'
import type { Statements } from './journal-statements.ts'

const moveToAborts = `INSERT OR IGNORE INTO aborts (upload_id, account_id, object_key, file_seq)
  SELECT files.upload_id, items.account_id, files.object_key, files.seq FROM files JOIN items ON items.seq = files.item_seq
  WHERE files.upload_id IS NOT NULL AND files.seq IN (SELECT value FROM json_each(?))`

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
    const itemSeq = Number(this.#sql.get('SELECT item_seq FROM files WHERE seq = ?').get(fileSeq)?.['item_seq'])
    const old = this.#sql.get('SELECT size FROM parts WHERE file_seq = ? AND part_number = ?').get(fileSeq, partNumber)
    const sql = 'INSERT OR REPLACE INTO parts (file_seq, part_number, size, etag, crc64) VALUES (?, ?, ?, ?, ?)'
    this.#sql.get(sql).run(fileSeq, partNumber, size, etag, crc64 ?? null)
    this.#counts.countParts(itemSeq, size - Number(old?.['size'] ?? 0))
  }

  /** Forgets the multipart uploads of the files; abandoned ones are to be removed on the server. In a transaction. */
  drop(files: readonly { seq: number; item_seq: number; upload_id: string | null }[], isAbandoned: boolean): void {
    const held = files.filter(({ upload_id }) => upload_id !== null)
    if (held.length === 0) return
    const seqs = JSON.stringify(held.map(({ seq }) => seq))
    const areHeld = 'IN (SELECT value FROM json_each(?))'
    for (const { seq, item_seq } of held) this.#counts.countParts(item_seq, -this.total(seq).bytes)
    if (isAbandoned) this.#sql.get(moveToAborts).run(seqs)
    this.#sql.get(`DELETE FROM parts WHERE file_seq ${areHeld}`).run(seqs)
    this.#sql.get(`UPDATE files SET upload_id = NULL, part_size = NULL WHERE seq ${areHeld}`).run(seqs)
  }

  pendingAborts(limit: number): PendingAbort[] {
    return this.#sql.get('SELECT * FROM aborts LIMIT ?').all(limit).map(toAbort)
  }

  removeAbort(uploadId: string): void {
    this.#sql.get('DELETE FROM aborts WHERE upload_id = ?').run(uploadId)
  }
}
