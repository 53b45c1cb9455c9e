// The dropped things of the queue, each with the request it came with.
import type { ItemId } from '../../shared/model/upload.ts'
import type { ItemRecord } from '../uploads/ports.ts'
import type { JournalCounts } from './journal-counts.ts'
import { toItem } from './journal-rows.ts'
import type { Statements } from './journal-statements.ts'

/** Files run one after another through the same few items, so a few parsed requests are enough. */
const cachedItems = 256

/** Writes are to be made within a transaction. */
export class JournalItems {
  readonly #sql: Statements
  readonly #counts: JournalCounts
  readonly #known = new Map<ItemId, ItemRecord>()

  constructor(sql: Statements, counts: JournalCounts) {
    this.#sql = sql
    this.#counts = counts
  }

  add(item: ItemRecord): void {
    const sql = `INSERT INTO items (item_id, batch_id, kind, name, path, account_id, request, added_at_ms, is_walking,
      is_paused) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
    const { lastInsertRowid } = this.#sql
      .get(sql)
      .run(
        ...[item.itemId, item.batchId, item.kind, item.name, item.path, item.request.accountId],
        ...[JSON.stringify(item.request), item.addedAtMs, item.isWalking ? 1 : 0, item.isPaused ? 1 : 0],
      )
    const { itemId, kind, isWalking, request } = item
    this.#counts.addItem(Number(lastInsertRowid), { itemId, accountId: request.accountId, kind, isWalking })
  }

  update(itemId: ItemId, { isWalking, isPaused }: Partial<Pick<ItemRecord, 'isWalking' | 'isPaused'>>): void {
    this.#known.delete(itemId)
    const set = (column: string, value: boolean): unknown =>
      this.#sql.get(`UPDATE items SET ${column} = ? WHERE item_id = ?`).run(value ? 1 : 0, itemId)
    if (isPaused !== undefined) set('is_paused', isPaused)
    if (isWalking === undefined) return
    set('is_walking', isWalking)
    this.#counts.setWalking(itemId, isWalking)
  }

  get(itemId: ItemId): ItemRecord | undefined {
    const known = this.#known.get(itemId)
    if (known) return known
    const row = this.#sql.get('SELECT * FROM items WHERE item_id = ?').get(itemId)
    if (!row) return undefined
    const item = toItem(row)
    if (this.#known.size >= cachedItems) this.#known.clear()
    this.#known.set(itemId, item)
    return item
  }

  remove(itemId: ItemId): void {
    this.#sql.get('DELETE FROM items WHERE item_id = ?').run(itemId)
    this.#known.delete(itemId)
  }

  /** What was read may not be there any more. */
  forget(): void {
    this.#known.clear()
  }
}
