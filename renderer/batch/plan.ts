// What each row of a list becomes, or what is wrong with it.
import type { AccountView } from '../../shared/model/account.ts'
import type { LinkPolicy, LinkRequest } from '../../shared/model/link.ts'
import type { StorageClass } from '../../shared/model/object-options.ts'
import { asPart } from '../../shared/name-pattern.ts'
import { metadataProblem } from '../../shared/oss/metadata.ts'
import type { MetadataProblem } from '../../shared/oss/metadata.ts'
import { linkObjectKey, nameProblem } from '../links/link-name.ts'
import type { NameProblem } from '../links/link-name.ts'
import { termUntil } from '../links/validity.ts'
import type { CappedBy } from '../links/validity.ts'
import { parseKind, parseStorage, parseTerm } from './cells.ts'
import type { TermProblem } from './cells.ts'

export type Field = 'forWhom' | 'name' | 'type' | 'term' | 'storage'

export type ListRow = Readonly<Record<Field, string>> & {
  /** From 1, as in the list. */
  readonly number: number
  /** By name. */
  readonly labels: Readonly<Record<string, string>>
  /** The other columns, by heading, for the name pattern. */
  readonly others: Readonly<Record<string, string>>
  /** For the name pattern: made once, so that a name does not change while it is looked at. */
  readonly random: string
}

/** What all rows share. */
export type Plan = {
  account: Pick<AccountView, 'accountId' | 'folder' | 'isTemporary' | 'tokenExpiresAtMs'>
  policy: LinkPolicy
  /** The name of a file whose row says none. */
  pattern: string
  nowMs: number
  /** 2026-11-20, by the asker's calendar. */
  date: string
}

export type Problem =
  | (NameProblem & { field: 'name' })
  | { field: 'name'; problem: 'outside'; folder: string }
  | { field: 'name'; problem: 'duplicate'; row: number }
  | { field: 'forWhom'; problem: 'who' | 'whoLong' }
  | { field: 'type' | 'storage'; problem: 'kind' | 'storage'; text: string }
  | { field: 'term'; problem: TermProblem | 'later' | 'tokenEnded'; text: string }
  | { field: 'label'; problem: MetadataProblem; name: string }

export type PlannedRow = {
  readonly row: ListRow
  /** As far as it is known. */
  readonly objectKey: string
  /** Undefined where any kind will do. */
  readonly contentType?: string
  readonly storageClass?: StorageClass
  readonly expiresAtMs?: number
  readonly cappedBy?: CappedBy
  /** The first thing wrong with it. */
  readonly problem?: Problem
  /** To be made where nothing is wrong. */
  readonly request?: LinkRequest
}

export const maxForWhom = 200

/** Rows planned at once: some 2 ms. */
const rowsAtOnce = 100

/** `{for}`, `{n}`, `{date}`, `{random}`, or the heading of any column: filled in once, so that what is filled in stays as it is. */
export function nameFrom(pattern: string, row: ListRow, date: string): string {
  const own: Readonly<Record<string, string>> = { for: row.forWhom, n: String(row.number), date, random: row.random }
  return pattern.replace(/\{([^{}]+)\}/g, (all, place: string) => {
    const found = Object.hasOwn(own, place)
      ? own[place]
      : Object.hasOwn(row.others, place)
        ? row.others[place]
        : undefined
    return found === undefined ? all : asPart(found)
  })
}

type Named = { objectKey: string; problem?: Problem }

/** A name that begins with `/`, or with the account's folder, is the whole name in the bucket. */
function nameOf(row: ListRow, { account, pattern, date }: Plan): Named {
  const { folder } = account
  const typed = row.name === '' ? nameFrom(pattern, row, date).trim() : row.name
  if (row.name === '' && pattern.includes('{for}') && row.forWhom === '')
    return { objectKey: '', problem: { field: 'forWhom', problem: 'who' } }
  const isWhole = folder !== '' && (typed.startsWith('/') || typed.startsWith(folder))
  const whole = typed.replace(/^\//, '')
  if (isWhole && !whole.startsWith(folder))
    return { objectKey: whole, problem: { field: 'name', problem: 'outside', folder } }
  const inFolder = isWhole ? whole.slice(folder.length) : typed
  const found = nameProblem(folder, inFolder)
  return { objectKey: linkObjectKey(folder, inFolder), ...(found ? { problem: { ...found, field: 'name' } } : {}) }
}

type Term = Pick<PlannedRow, 'expiresAtMs' | 'cappedBy' | 'problem'> & Pick<LinkPolicy, 'validity'>

function termOf({ term }: ListRow, { account, policy, nowMs }: Plan): Term {
  const validity = term === '' ? policy.validity : parseTerm(term)
  if (typeof validity === 'string')
    return { validity: policy.validity, problem: { field: 'term', problem: validity, text: term } }
  const askedMs = validity.kind === 'until' ? validity.atMs : nowMs + validity.seconds * 1000
  const { kind: _, ...found } = termUntil(askedMs, account, nowMs)
  if ('problem' in found) return { validity, problem: { field: 'term', problem: found.problem, text: term } }
  return { validity, ...found }
}

function kindOf({ type }: ListRow, { policy }: Plan): Pick<PlannedRow, 'contentType' | 'problem'> {
  const contentType = type === '' ? policy.contentType : parseKind(type)
  if (type !== '' && contentType === undefined) return { problem: { field: 'type', problem: 'kind', text: type } }
  return contentType ? { contentType } : {}
}

function storageOf({ storage }: ListRow, { policy }: Plan): Pick<PlannedRow, 'storageClass' | 'problem'> {
  const storageClass = storage === '' ? policy.storageClass : parseStorage(storage)
  if (storage !== '' && storageClass === undefined)
    return { problem: { field: 'storage', problem: 'storage', text: storage } }
  return storageClass ? { storageClass } : {}
}

export function planRow(row: ListRow, plan: Plan): PlannedRow {
  const named = nameOf(row, plan)
  const { validity, ...term } = termOf(row, plan)
  const kind = kindOf(row, plan)
  const storage = storageOf(row, plan)
  const metadata = { ...plan.policy.metadata, ...row.labels }
  const label = metadataProblem(metadata)
  const whoLong: Problem | undefined =
    row.forWhom.length > maxForWhom ? { field: 'forWhom', problem: 'whoLong' } : undefined
  const problem =
    whoLong ??
    named.problem ??
    term.problem ??
    kind.problem ??
    storage.problem ??
    (label && ({ field: 'label', problem: label.problem, name: label.name } as const))
  const shown = { row, ...term, ...kind, ...storage, objectKey: named.objectKey }
  if (problem) return { ...shown, problem }
  const { contentType: _type, storageClass: _storage, ...policy } = plan.policy
  const own = { ...kind, ...storage, validity, metadata, objectKey: named.objectKey, forWhom: row.forWhom }
  return { ...shown, request: { ...policy, ...own, accountId: plan.account.accountId } }
}

const without = ({ problem: _, ...fine }: PlannedRow): PlannedRow => fine

/** Of several rows for one name the first is right and the others are asked about; `isMade` ones are right before all. */
export function withDuplicates(
  planned: readonly PlannedRow[],
  isMade: (number: number) => boolean = () => false,
): PlannedRow[] {
  const first = new Map<string, number>()
  for (const { row, objectKey } of planned) if (isMade(row.number)) first.set(objectKey, row.number)
  return planned.map((each) => {
    if (isMade(each.row.number) || (each.problem && each.problem.problem !== 'duplicate')) return each
    const row = first.get(each.objectKey)
    if (row === undefined) {
      first.set(each.objectKey, each.row.number)
      return each.problem ? without(each) : each
    }
    return { ...each, problem: { field: 'name', problem: 'duplicate', row } }
  })
}

type Planning = {
  pause: () => Promise<void>
  /** Asked after each pause. */
  isWanted: () => boolean
  /** A link that is there already stays as it was made. */
  isMade: (number: number) => boolean
}

/** Undefined when it was given up on the way. */
export async function planAll(
  rows: readonly PlannedRow[],
  plan: Plan,
  { pause, isWanted, isMade }: Planning,
): Promise<PlannedRow[] | undefined> {
  const planned: PlannedRow[] = []
  for (const each of rows) {
    planned.push(isMade(each.row.number) ? each : planRow(each.row, plan))
    if (planned.length % rowsAtOnce > 0) continue
    await pause()
    if (!isWanted()) return undefined
  }
  return withDuplicates(planned, isMade)
}
