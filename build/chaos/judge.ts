// What must hold after every run, whatever was done to it. Each broken rule is a sentence with the evidence.
import { join } from 'node:path'
import { crc64 } from '../../main/oss/crc64.ts'
import { guessContentType } from '../../main/platform/content-type.ts'
import { numberedKey } from '../../shared/oss/numbered-key.ts'
import type { Dump, Row } from './app-messages.ts'
import { owner } from './bucket.ts'
import type { StoredThing } from './bucket.ts'
import { couldNotLook, isForgotten, isTakenOrOwn, reasonProblem } from './judge-reasons.ts'
import { leftUploads, resentProblem, storyOf } from './judge-wire.ts'
import type { Batch } from './layout.ts'
import { fileOf, originalKeyOf } from './rows.ts'
import type { Evidence } from './run.ts'

export type Violation = { rule: string; detail: string }
type Say = (rule: string, detail: string) => void

const summary = (row: Row): string =>
  `${row.objectKey} is ${row.status}${row.error ? ` with ${row.error.code}` : ''}${row.skipReason ? ` as ${row.skipReason}` : ''}`

function checkAccounts({ totals, rows }: Dump, when: string, say: Say): void {
  const { found, queued, going, paused, sent, skipped, failed, canceled } = totals
  const sum = queued + going + paused + sent + skipped + failed + canceled
  if (found !== sum || found !== rows.length)
    say('accounts', `${when}: found ${found}, in all ${sum}, rows ${rows.length}`)
  if (queued + going > 0) say('accounts', `${when}: ${queued + going} neither sent nor given up`)
}

/** Every thing on the disk below what was dropped has one row in each batch it was dropped in, and nothing else has. */
function checkRows(evidence: Evidence, say: Say): void {
  const { plan, disk, batches, final, events } = evidence
  // What a canceled folder still holds is not looked for.
  const isStopped = events.some(
    ({ deed }) => deed.do === 'act' && deed.action === 'cancel' && deed.target.kind !== 'file',
  )
  const counts = new Map<string, number>()
  for (const { path, batchNumber } of final.rows) {
    const id = `${batchNumber} ${path}`
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  const expected = new Set<string>()
  for (const [number, batch] of batches.entries())
    for (const entry of plan.entries) {
      if (!batch.drops.includes(entry.path.split('/')[0] ?? '')) continue
      const id = `${number} ${join(disk.dir, entry.path)}`
      expected.add(id)
      // Gone before it was looked at, perhaps.
      const isGone = disk.files.get(entry.path)?.changes.includes('delete') ?? false
      if (!counts.has(id) && !isGone && !isStopped && batch !== evidence.unsureBatch)
        say('lost', `${entry.path} has no row in batch ${number + 1}`)
    }
  for (const [id, count] of counts) if (count > 1) say('accounts', `${id} has ${count} rows`)
  // A folder whose files were deleted before it was read may be listed as empty itself.
  const hasDeleted = [...disk.files.values()].some(({ changes }) => changes.includes('delete'))
  for (const id of counts.keys()) if (!expected.has(id) && !hasDeleted) say('accounts', `${id} is no file of ours`)
}

const contentTypeOf = (objectKey: string): string =>
  objectKey.endsWith('/')
    ? 'application/x-directory'
    : guessContentType(objectKey.slice(objectKey.lastIndexOf('/') + 1))

const isSame = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b)

function isRowsObject(evidence: Evidence, row: Row, thing: StoredThing): boolean {
  const versions = fileOf(evidence, row)?.versions ?? [Buffer.alloc(0)]
  const metadata = evidence.batches[row.batchNumber]?.metadata ?? {}
  const isType = thing.contentType === contentTypeOf(row.objectKey)
  return isType && isSame(thing.metadata, metadata) && versions.some((bytes) => bytes.equals(thing.bytes))
}

/** What is called sent is there, byte for byte, with its headers. */
function checkSent(evidence: Evidence, things: ReadonlyMap<string, StoredThing>, say: Say): void {
  const { rows } = evidence.final
  const completed = rows.filter(({ status }) => status === 'completed')
  for (const row of completed) {
    const thing = things.get(row.objectKey)
    if (!thing) say('false success', `${summary(row)}, and nothing is there`)
    else {
      // Of two batches with one key the later has replaced the earlier.
      const mayOwn = (each: Row): boolean =>
        each.status === 'completed' || mayReplace(each, evidence.batches[each.batchNumber])
      const owners = rows.filter((each) => each.objectKey === row.objectKey && mayOwn(each))
      // The later was stopped while it replaced, and what was damaged on its way is what there is.
      const isBroken = owners.some(({ status }) => status !== 'completed') && isForgotten(evidence, row.objectKey)
      if (!isBroken && !owners.some((each) => isRowsObject(evidence, each, thing)))
        say('false success', `${summary(row)}, and what is there is something else (${thing.bytes.length} bytes)`)
      if (!row.isChecked) say('unchecked', summary(row))
    }
  }
}

const mayReplace = (row: Row, batch: Batch | undefined): boolean =>
  row.decision === 'replace' ||
  (row.decision === undefined && (batch?.policy === 'replace' || batch?.policy === 'changed'))

/** Stored under a number, before the file changed and the row went on to another. */
function isOlderSelf(evidence: Evidence, row: Row, thing: StoredThing): boolean {
  const isNumbered = [2, 3, 4, 5, 6].some((n) => numberedKey(originalKeyOf(evidence, row), n) === thing.objectKey)
  const hasChanged = (fileOf(evidence, row)?.changes.length ?? 0) > 0
  return isNumbered && hasChanged && isRowsObject(evidence, { ...row, objectKey: thing.objectKey }, thing)
}

/** Nothing is replaced unasked, and nothing is put where nobody asked for it. */
function checkBucket(evidence: Evidence, things: ReadonlyMap<string, StoredThing>, say: Say): void {
  const { existing, intruded, final, batches } = evidence
  const rowsByKey = Map.groupBy(final.rows, ({ objectKey }) => objectKey)
  for (const [objectKey, bytes] of [...existing, ...intruded]) {
    const thing = things.get(objectKey)
    const isKept = thing?.metadata['owner'] === owner && thing.bytes.equals(bytes)
    const isAllowed = rowsByKey.get(objectKey)?.some((row) => mayReplace(row, batches[row.batchNumber])) ?? false
    if (!isKept && !isAllowed) say('overwritten', `${objectKey} belonged to someone else`)
  }
  for (const thing of things.values()) {
    const { objectKey, bytes } = thing
    if (thing.crc64 !== crc64(bytes)) say('crc64', `${objectKey}: ${thing.crc64} is not the checksum of its bytes`)
    if (thing.metadata['owner'] === owner) continue
    const askers = rowsByKey.get(objectKey) ?? []
    if (askers.some(({ status }) => status !== 'skipped')) continue
    // A file that changed under the app's eyes may have left its old self under the name it had first.
    if (couldNotLook(evidence, objectKey) || isForgotten(evidence, objectKey)) continue
    const isExplained = final.rows.some(
      (row) =>
        (originalKeyOf(evidence, row) === objectKey && isTakenOrOwn(evidence, row)) ||
        isOlderSelf(evidence, row, thing),
    )
    if (!isExplained) say('unasked', `${objectKey} is in the bucket and belongs to no row`)
  }
}

/** What the engine reports must be a failure it knows, not a mistake of its own. */
function checkReports({ reported }: Evidence, say: Say): void {
  for (const text of new Set(reported))
    if (!text.startsWith('AppError: ') && !text.includes('disk is full')) say('mistake', text)
}

export function judge(evidence: Evidence): Violation[] {
  const violations: Violation[] = []
  const say: Say = (rule, detail) => violations.push({ rule, detail })
  const things = new Map(evidence.objects.map((thing) => [thing.objectKey, thing]))
  checkAccounts(evidence.afterFaults, 'after the faults', say)
  checkAccounts(evidence.final, 'in the end', say)
  checkRows(evidence, say)
  checkSent(evidence, things, say)
  checkBucket(evidence, things, say)
  checkReports(evidence, say)
  for (const [dump, isHealed] of [[evidence.afterFaults, false] as const, [evidence.final, true] as const])
    for (const row of dump.rows) {
      const problem = reasonProblem(evidence, row, isHealed)
      if (problem !== undefined) say(isHealed ? 'not healed' : 'untrue', `${summary(row)}: ${problem}`)
    }
  for (const { objectKey, uploadId } of leftUploads(evidence).orphans)
    say('left behind', `the unfinished upload ${uploadId.slice(0, 6)} of ${objectKey}: ${storyOf(evidence, objectKey)}`)
  for (const { objectKey } of evidence.final.aborts) say('left behind', `an abort of ${objectKey} is still to be done`)
  const resent = resentProblem(evidence)
  if (resent !== undefined) say('sent twice', resent)
  return violations
}
