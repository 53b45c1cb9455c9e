// Which links of the register a question is about, as SQL. The texts are a bounded set: what is typed is bound, never written in.
import type { LinkQuery, LinkScope } from '../../shared/model/register.ts'
import type { LinkPlace } from '../links/register/ports.ts'
import { filterSql, searchText } from './link-rows.ts'

/** More words than anybody types; the rest of them is looked for as one. */
const maxWords = 8

function wordsOf(search: string): string[] {
  const words = searchText(search).split(/\s+/).filter(Boolean)
  return words.length <= maxWords ? words : [...words.slice(0, maxWords - 1), words.slice(maxWords - 1).join(' ')]
}

/** Every word must occur, in the key or in for whom it is. */
export function scopeSql({ search, batchId }: Omit<LinkScope, 'filter'>): { where: string; values: string[] } {
  const words = wordsOf(search)
  const clauses = ['1', ...words.map(() => 'instr(search_text, ?) > 0')]
  if (batchId !== undefined) clauses.push('batch_id = ?')
  return { where: clauses.join(' AND '), values: [...words, ...(batchId === undefined ? [] : [batchId])] }
}

/** The newest first: by when something came under "received", else by when the link was made. */
export function pageOf(query: LinkQuery): { sql: string; values: string[] } {
  const { where, values } = scopeSql(query)
  const order = query.filter === 'received' ? "json_extract(latest, '$.lastModifiedMs') DESC, seq DESC" : 'seq DESC'
  const sql = `SELECT * FROM links WHERE ${where} AND ${filterSql[query.filter]} ORDER BY ${order} LIMIT ? OFFSET ?`
  return { sql, values }
}

/** Links that are still looked for in a place. */
export function placeSql({ accountId, folder }: LinkPlace): { sql: string; values: string[] } {
  const sql = 'account_id = ? AND next_check_ms IS NOT NULL'
  return folder === undefined
    ? { sql, values: [accountId] }
    : { sql: `${sql} AND folder = ?`, values: [accountId, folder] }
}
