// The register of links in SQLite. What opens a link is sealed before it is written, and read only when it is asked for.
import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { ErrorCode, ErrorShape } from '../../shared/errors.ts'
import { LinkId, LinkRequest, LinkView } from '../../shared/model/link.ts'
import type { LinkKind } from '../../shared/model/link.ts'
import type { LinkBatch, LinkCounts, LinkQuery, LinkRow, LinkScope, LinkState } from '../../shared/model/register.ts'
import type {
  Batch,
  LinkChange,
  LinkPlace,
  LinkStore,
  NewLink,
  NumberedWindow,
  OpenedLink,
  WatchedLink,
} from '../links/register/ports.ts'
import { Statements } from './journal-statements.ts'
import type { DataKeys } from './link-keys.ts'
import { changedColumns, filterSql, insertLink, newColumns, stateNumber, toLinkRow, toWatched } from './link-rows.ts'
import type { SqlValue } from './link-rows.ts'
import { pageOf, placeSql, scopeSql } from './link-queries.ts'
import { openText, sealText } from './link-seal.ts'

const Sealed = z.strictObject({ view: LinkView, request: LinkRequest, kit: z.unknown().optional() })
const CountRow = z.object({
  all: z.int(),
  waiting: z.int(),
  received: z.int(),
  attention: z.int(),
  ended: z.int(),
})

const countColumns = (['waiting', 'received', 'attention', 'ended'] as const)
  .map((filter) => `coalesce(sum(${filterSql[filter]}), 0) AS ${filter}`)
  .join(', ')
/** Rows read at once while all are gone through. */
const chunkRows = 200

export class SqliteLinkStore implements LinkStore {
  readonly isKept: boolean
  readonly #db: DatabaseSync
  readonly #keys: DataKeys
  readonly #sql: Statements

  /** `db` has been migrated. Throws when what it holds is not what we wrote. */
  constructor(db: DatabaseSync, keys: DataKeys, isKept: boolean) {
    this.#db = db
    this.#keys = keys
    this.#sql = new Statements(db)
    this.isKept = isKept
    this.counts({ search: '' })
    for (const raw of this.#sql.get('SELECT * FROM links ORDER BY seq DESC LIMIT 100').iterate()) toWatched(raw)
  }

  add(links: readonly NewLink[], firstCheckMs: number, batch?: Batch): void {
    this.#together(() => {
      if (batch) this.#run('INSERT OR IGNORE INTO batches VALUES (?, ?)', batch.batchId, batch.name)
      for (const link of links) this.#add(link, firstCheckMs)
    })
  }

  open(linkId: LinkId): OpenedLink {
    const row = this.#sql.get('SELECT key_id, box FROM sealed JOIN links USING (seq) WHERE link_id = ?').get(linkId)
    if (!row) throw new AppError('link.notFound')
    const key = this.#keys.byId.get(Number(row['key_id']))
    if (!key || !(row['box'] instanceof Uint8Array)) throw new AppError('link.unreadable')
    let text: string
    try {
      text = openText(row['box'], key, linkId)
    } catch (error) {
      throw new AppError('link.unreadable', { cause: error })
    }
    const { view, request, kit } = Sealed.parse(JSON.parse(text))
    return { view, request, ...(kit === undefined ? {} : { kit }) }
  }

  setKit(linkId: LinkId, kit: unknown): void {
    const { view, request } = this.open(linkId)
    this.#run(
      'UPDATE sealed SET key_id = ?, box = ? WHERE seq = (SELECT seq FROM links WHERE link_id = ?)',
      this.#keys.sealing,
      this.#seal(linkId, { view, request, kit }),
      linkId,
    )
  }

  row(linkId: LinkId): LinkRow | undefined {
    const raw = this.#sql.get('SELECT * FROM links WHERE link_id = ?').get(linkId)
    return raw && toLinkRow(raw)
  }

  watched(linkId: LinkId): WatchedLink | undefined {
    const raw = this.#sql.get('SELECT * FROM links WHERE link_id = ?').get(linkId)
    return raw && toWatched(raw)
  }

  window(query: LinkQuery): NumberedWindow {
    const counts = this.counts(query)
    const { sql, values } = pageOf(query)
    const rows = this.#sql.get(sql).all(...values, query.limit, query.offset)
    return { total: counts[query.filter], rows: rows.map(toLinkRow), counts }
  }

  counts(scope: Omit<LinkScope, 'filter'>): LinkCounts {
    const { where, values } = scopeSql(scope)
    const row = this.#sql.get(`SELECT count(*) AS "all", ${countColumns} FROM links WHERE ${where}`).get(...values)
    return CountRow.parse(row)
  }

  newCount(): number {
    return Number(this.#sql.get('SELECT count(*) AS n FROM links WHERE is_new = 1').get()?.['n'])
  }

  *each(scope: LinkScope): Iterable<LinkRow> {
    const { where, values } = scopeSql(scope)
    const sql = `SELECT * FROM links WHERE ${where} AND ${filterSql[scope.filter]} AND seq < ? ORDER BY seq DESC LIMIT ?`
    let before = Number.MAX_SAFE_INTEGER
    for (;;) {
      const rows = this.#sql.get(sql).all(...values, before, chunkRows)
      for (const row of rows) yield toLinkRow(row)
      const last = rows.at(-1)
      if (!last || rows.length < chunkRows) return
      before = Number(last['seq'])
    }
  }

  ofKind(kind: LinkKind, states: readonly LinkState[]): LinkId[] {
    const list = states.map(stateNumber).join(', ')
    const rows = this.#sql.get(`SELECT link_id FROM links WHERE kind = ? AND state IN (${list}) ORDER BY seq`).all(kind)
    return rows.map((row) => LinkId.parse(row['link_id']))
  }

  batches(): LinkBatch[] {
    const rows = this.#sql
      .get(
        `SELECT batch_id, coalesce(name, '') AS name, min(made_at_ms) AS made, count(*) AS links,
           sum(${filterSql.received}) AS delivered
         FROM links LEFT JOIN batches USING (batch_id) WHERE batch_id IS NOT NULL
         GROUP BY batch_id ORDER BY max(seq) DESC`,
      )
      .all()
    return rows.map((row) => ({
      batchId: String(row['batch_id']),
      name: String(row['name']),
      madeAtMs: Number(row['made']),
      links: Number(row['links']),
      delivered: Number(row['delivered']),
    }))
  }

  due(nowMs: number, limit: number): WatchedLink[] {
    const sql = `SELECT * FROM links WHERE next_check_ms <= ?
      ORDER BY (? - next_check_ms) * 1.0 / pause_ms DESC, account_id, object_key LIMIT ?`
    return this.#sql.get(sql).all(nowMs, nowMs, limit).map(toWatched)
  }

  lookedFor(accountId: string, fromKey: string, limit: number): WatchedLink[] {
    // SQLite compares text as UTF-8 bytes, as OSS does.
    const sql = `SELECT * FROM links WHERE account_id = ? AND next_check_ms IS NOT NULL AND watch IS NULL
      AND object_key >= ? ORDER BY object_key LIMIT ?`
    return this.#sql.get(sql).all(accountId, fromKey, limit).map(toWatched)
  }

  waitingIn(place: LinkPlace): number {
    const { sql, values } = placeSql(place)
    const row = this.#sql.get(`SELECT count(*) AS n FROM links WHERE ${sql} AND watch IS NULL`).get(...values)
    return Number(row?.['n'])
  }

  hasKey(accountId: string, objectKey: string): boolean {
    const sql = 'SELECT 1 FROM links WHERE account_id = ? AND object_key = ? AND watch IS NULL LIMIT 1'
    return this.#sql.get(sql).get(accountId, objectKey) !== undefined
  }

  nextDueMs(): number | undefined {
    return this.#least('SELECT min(next_check_ms) AS least FROM links WHERE next_check_ms IS NOT NULL')
  }

  nextEndMs(): number | undefined {
    return this.#least('SELECT min(expires_at_ms) AS least FROM links WHERE state IN (0, 1)')
  }

  change(changes: readonly LinkChange[]): void {
    this.#together(() => {
      for (const change of changes) {
        const columns = Object.entries(changedColumns(change))
        if (columns.length === 0) continue
        const set = columns.map(([name]) => `${name} = ?`).join(', ')
        this.#run(`UPDATE links SET ${set} WHERE link_id = ?`, ...columns.map(([, value]) => value), change.linkId)
      }
    })
  }

  hold(where: LinkPlace, untilMs: number, error?: ErrorShape): void {
    const { sql, values } = placeSql(where)
    const saying = error ? ', error = ?' : ''
    const what = error ? [untilMs, JSON.stringify(error)] : [untilMs]
    this.#run(`UPDATE links SET next_check_ms = max(next_check_ms, ?)${saying} WHERE ${sql}`, ...what, ...values)
  }

  release(where: LinkPlace, nowMs: number, code?: ErrorCode): void {
    const { sql, values } = placeSql(where)
    const isHeld = `error IS NOT NULL${code === undefined ? '' : " AND json_extract(error, '$.code') = ?"}`
    const codes = code === undefined ? [] : [code]
    this.#run(`UPDATE links SET next_check_ms = ?, error = NULL WHERE ${sql} AND ${isHeld}`, nowMs, ...values, ...codes)
  }

  hurry(limit: number, sinceMs: number, nowMs: number): void {
    const sql = `UPDATE links SET next_check_ms = min(next_check_ms, ?) WHERE seq IN (
      SELECT seq FROM links WHERE next_check_ms IS NOT NULL AND state IN (0, 1) AND coalesce(last_check_ms, 0) < ?
      ORDER BY seq DESC LIMIT ?)`
    this.#run(sql, nowMs, sinceMs, limit)
  }

  expire(nowMs: number): LinkId[] {
    const sql = `UPDATE links SET state = ${stateNumber('expired')}
      WHERE state IN (0, 1) AND expires_at_ms <= ? RETURNING link_id`
    return this.#sql
      .get(sql)
      .all(nowMs)
      .map((row) => LinkId.parse(row['link_id']))
  }

  markSeen(linkIds?: readonly LinkId[]): void {
    if (!linkIds) this.#run('UPDATE links SET is_new = 0 WHERE is_new = 1')
    else this.change(linkIds.map((linkId) => ({ linkId, isNew: false })))
  }

  remove(linkIds: readonly LinkId[]): void {
    this.#together(() => {
      for (const linkId of linkIds) {
        this.#run('DELETE FROM sealed WHERE seq = (SELECT seq FROM links WHERE link_id = ?)', linkId)
        this.#run('DELETE FROM links WHERE link_id = ?', linkId)
      }
    })
  }

  close(): void {
    this.#db.close()
  }

  #add(link: NewLink, firstCheckMs: number): void {
    const columns = newColumns(link, firstCheckMs)
    const { lastInsertRowid } = this.#sql.get(insertLink(Object.keys(columns))).run(columns)
    const { view, request, kit } = link
    const box = this.#seal(view.linkId, { view, request, ...(kit === undefined ? {} : { kit }) })
    this.#run('INSERT INTO sealed (seq, key_id, box) VALUES (?, ?, ?)', lastInsertRowid, this.#keys.sealing, box)
  }

  #seal(linkId: LinkId, opened: OpenedLink): Uint8Array {
    const key = this.#keys.byId.get(this.#keys.sealing)
    if (!key) throw new AppError('internal', { cause: 'no data key' })
    return sealText(JSON.stringify(opened), key, linkId)
  }

  #run(sql: string, ...values: (SqlValue | bigint)[]): void {
    this.#sql.get(sql).run(...values)
  }

  #least(sql: string): number | undefined {
    const least = this.#sql.get(sql).get()?.['least']
    return typeof least === 'number' ? least : undefined
  }

  #together(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      work()
      this.#db.exec('COMMIT')
    } catch (error) {
      this.#db.exec('ROLLBACK')
      throw error
    }
  }
}
