// How many files and bytes each item has in each status, kept beside SQLite so that nobody ever counts a million rows.
import type { DatabaseSync } from 'node:sqlite'
import type { FileStatus, ItemId } from '../../shared/model/upload.ts'
import type { Counts, ItemSummary } from '../uploads/ports.ts'
import { JournalPlaces, stretchRows } from './journal-places.ts'
import type { Piece } from './journal-places.ts'
import { isMarked, toItemHead, toTally } from './journal-rows.ts'

type Tally = { [S in FileStatus]: { files: number; bytes: number; partBytes: number; marked: number } }
type Entry = { itemId: ItemId; accountId: string; kind: 'file' | 'folder'; isWalking: boolean; counts: Tally }

/** The number of a file's row, and of its item. */
type Where = { itemNumber: number; seq: number }

function emptyTally(): Tally {
  const none = () => ({ files: 0, bytes: 0, partBytes: 0, marked: 0 })
  return {
    queued: none(),
    uploading: none(),
    paused: none(),
    completing: none(),
    completed: none(),
    skipped: none(),
    failed: none(),
    canceled: none(),
  }
}

export class JournalCounts {
  #all = emptyTally()
  /** By the item's number in SQLite, which is the order of adding. */
  readonly #items = new Map<number, Entry>()
  readonly #numbers = new Map<ItemId, number>()
  readonly #places = new JournalPlaces()
  #list: readonly ItemSummary[] | undefined
  /** Numbers of items that are not there, of files found all the same. */
  readonly strays = new Set<number>()

  /** Counts everything, at the start and after a write was undone. Throws when a row is not one of ours. */
  load(db: DatabaseSync): void {
    this.#all = emptyTally()
    this.#items.clear()
    this.#numbers.clear()
    this.#places.clear()
    this.#list = undefined
    this.strays.clear()
    for (const row of db.prepare('SELECT seq, item_id, account_id, kind, is_walking FROM items ORDER BY seq').all())
      this.addItem(Number(row['seq']), toItemHead(row))
    const tallies = `SELECT item_seq, seq / ${stretchRows} AS stretch, status, count(*) AS files, sum(size) AS bytes,
      sum(${isMarked}) AS marked FROM files GROUP BY item_seq, stretch, status`
    for (const row of db.prepare(tallies).all()) {
      const { itemSeq, stretch, status, files, bytes, marked } = toTally(row)
      if (!this.#items.has(itemSeq)) this.strays.add(itemSeq)
      this.count({ itemNumber: itemSeq, seq: stretch * stretchRows }, status, { files, bytes, marked })
    }
    const parts = `SELECT item_seq, 0 AS stretch, status, count(*) AS files, sum(parts.size) AS bytes, 0 AS marked
      FROM parts JOIN files ON files.seq = parts.file_seq GROUP BY item_seq, status`
    for (const row of db.prepare(parts).all()) {
      const { itemSeq, status, bytes } = toTally(row)
      this.countParts(itemSeq, status, bytes)
    }
  }

  addItem(number: number, item: Omit<Entry, 'counts'>): void {
    this.#items.set(number, { ...item, counts: emptyTally() })
    this.#numbers.set(item.itemId, number)
    this.#list = undefined
  }

  removeItem(itemId: ItemId): void {
    const number = this.#numbers.get(itemId)
    if (number === undefined) return
    this.#items.delete(number)
    this.#places.remove(number)
    this.#numbers.delete(itemId)
    this.#list = undefined
  }

  setWalking(itemId: ItemId, isWalking: boolean): void {
    const entry = this.#items.get(this.#numbers.get(itemId) ?? -1)
    if (entry) entry.isWalking = isWalking
  }

  count({ itemNumber, seq }: Where, status: FileStatus, more: { files: number; bytes: number; marked: number }): void {
    const entry = this.#items.get(itemNumber)
    // Of a file dropped by itself there is nothing to find.
    if (entry?.kind === 'folder') this.#places.add(itemNumber, Math.floor(seq / stretchRows), status, more.files)
    for (const tally of [this.#all, entry?.counts]) {
      if (!tally) continue
      tally[status].files += more.files
      tally[status].bytes += more.bytes
      tally[status].marked += more.marked
    }
  }

  countParts(itemNumber: number, status: FileStatus, bytes: number): void {
    for (const tally of [this.#all, this.#items.get(itemNumber)?.counts]) if (tally) tally[status].partBytes += bytes
  }

  /** Where the rows [offset, offset + limit) of an item stand, of those with one of the wanted statuses. */
  pieces(itemNumber: number, wanted: readonly FileStatus[], offset: number, limit: number): Piece[] {
    const whole = { from: 0, to: Number.MAX_SAFE_INTEGER, skip: offset, take: limit }
    return this.#places.pieces(itemNumber, wanted, offset, limit) ?? [whole]
  }

  numberOf(itemId: ItemId): number | undefined {
    return this.#numbers.get(itemId)
  }

  itemIdOf(number: number): ItemId | undefined {
    return this.#items.get(number)?.itemId
  }

  get all(): Counts {
    return this.#all
  }

  get list(): readonly ItemSummary[] {
    return (this.#list ??= [...this.#items.values()])
  }

  summary(itemId: ItemId): ItemSummary | undefined {
    return this.#items.get(this.#numbers.get(itemId) ?? -1)
  }

  /** Counts of an item that is not there: all zero. */
  static readonly none: Counts = emptyTally()
}
