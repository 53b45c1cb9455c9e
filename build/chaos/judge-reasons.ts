// Whether what is said of a file is true: each reason is held against what was done to it.
import type { ErrorCode } from '../../shared/errors.ts'
import type { Row } from './app-messages.ts'
import { retryPolicy } from '../../main/uploads/retry.ts'
import { fileOf, originalKeyOf } from './rows.ts'
import { codesOf } from './plan-faults.ts'
import type { Evidence, FiredFault } from './run.ts'

/** Without a look it cannot be known whether what is there is one's own. */
export const couldNotLook = ({ faults }: Evidence, key: string): boolean =>
  faults.some(({ kind, operation, objectKey }) => kind === 'denied' && operation === 'HeadObject' && objectKey === key)

type Reason = (about: { evidence: Evidence; row: Row; faults: readonly FiredFault[] }) => boolean

const wasChanged: Reason = ({ evidence, row }) => (fileOf(evidence, row)?.changes.length ?? 0) > 0

/** Its own older self, whose answer never came: the app cannot tell it from someone else's. */
const isOlderSelf: Reason = (about) => {
  const isUnheard = about.faults.some(({ kind }) => ['lostAnswer', 'stall', 'cut', 'wrongCrc64'].includes(kind))
  return (wasChanged(about) && (isUnheard || wasStopped(about.evidence))) || isBrokenSelf(about)
}

/** Damaged on the way under this name, and the app was stopped before it could write that down. */
export const isForgotten = (evidence: Evidence, key: string): boolean =>
  wasStopped(evidence) &&
  evidence.faults.some(({ kind, objectKey }) => objectKey === key && ['damagedByte', 'wrongCrc64'].includes(kind))

const wasStopped = ({ events }: Evidence): boolean =>
  events.some(({ deed }) => ['kill', 'relaunch', 'act', 'fillDisk'].includes(deed.do))

/** Its own object, damaged on the way; the answer that said so came to an app that had been stopped. */
const isBrokenSelf: Reason = ({ evidence, faults }) =>
  wasStopped(evidence) && faults.some(({ kind }) => kind === 'damagedByte' || kind === 'wrongCrc64')

/** Someone else's, or another row's, was there under the name. */
const isTaken: Reason = ({ evidence, row }) => {
  const { existing, intruded, final } = evidence
  const keys = [row.objectKey, originalKeyOf(evidence, row)]
  if (keys.some((key) => existing.has(key) || intruded.has(key))) return true
  if (keys.some((key) => couldNotLook(evidence, key))) return true
  return final.rows.some((other) => other.fileId !== row.fileId && keys.includes(other.objectKey))
}

export function isTakenOrOwn(evidence: Evidence, row: Row): boolean {
  const about = { evidence, row, faults: faultsOf(evidence, row) }
  return isTaken(about) || isOlderSelf(about)
}

/** A listing of the bucket has no key, and is made for one. */
function faultsOf(evidence: Evidence, row: Row): FiredFault[] {
  const keys = new Set(['', row.objectKey, originalKeyOf(evidence, row)])
  return evidence.faults.filter(({ objectKey }) => keys.has(objectKey))
}

/**
 * One request of the key met so many faults that its tries ran out. Looking for and removing what a lost answer left is
 * part of the try of an Initiate.
 */
const triedEnough = (faults: readonly FiredFault[]): boolean => {
  const looking = ['ListMultipartUploads', 'ListParts', 'AbortMultipartUpload']
  const nameOf = ({ operation }: FiredFault): string =>
    looking.includes(operation) ? 'InitiateMultipartUpload' : operation
  const groups = Map.groupBy(faults, (fault) => `${nameOf(fault)} ${fault.partNumber}`)
  return [...groups.values()].some((group) => group.length >= retryPolicy.maxTries)
}

/** Reasons that need no fault of the server. */
const worldly: Partial<Record<ErrorCode, Reason>> = {
  'file.changed': wasChanged,
  'file.notFound': ({ evidence, row }) => fileOf(evidence, row)?.changes.includes('delete') ?? false,
  'file.duplicateKey': ({ evidence, row }) =>
    evidence.final.rows.some((other) => {
      const isSame = originalKeyOf(evidence, other) === originalKeyOf(evidence, row)
      return isSame && other.fileId !== row.fileId && other.batchNumber === row.batchNumber
    }),
  'object.exists': ({ evidence, row }) => isTakenOrOwn(evidence, row),
  // After the first it is begun anew, and that once.
  'upload.notFound': ({ evidence, row }) =>
    evidence.events.filter(({ deed }) => deed.do === 'abortUploads' && deed.objectKey === row.objectKey).length > 1,
}

/** Given up at once; every other fault is met again as long as there are tries. */
const isFinal = (code: ErrorCode, faults: readonly FiredFault[]): boolean =>
  code === 'auth.denied' ||
  code === 'clock.skewed' ||
  (code === 'upload.checksumMismatch' && faults.some(({ operation }) => operation === 'CompleteMultipartUpload'))

function failureProblem(evidence: Evidence, row: Row, isHealed: boolean): string | undefined {
  const code = row.error?.code ?? 'internal'
  const faults = faultsOf(evidence, row)
  const reason = worldly[code]
  if (reason) return reason({ evidence, row, faults }) ? undefined : 'nothing of the kind was done to it'
  if (isHealed) return 'it failed again, and no fault was left'
  const fitting = faults.filter(({ kind }) => codesOf[kind].includes(code))
  if (fitting.length === 0) return 'no fault of this kind met it'
  return isFinal(code, fitting) || triedEnough(faults) ? undefined : `given up after ${faults.length} faults`
}

function skipProblem(evidence: Evidence, row: Row): string | undefined {
  const entry = evidence.plan.entries.find(({ path }) => row.path.endsWith(`/${path}`))
  const isOf = (kind: string): string | undefined => (entry?.kind === kind ? undefined : `it is ${entry?.kind}`)
  switch (row.skipReason) {
    case 'junk':
      return isOf('junk')
    case 'brokenLink':
      return isOf('brokenLink')
    case 'loop':
      return isOf('loop')
    case 'unchanged':
      return evidence.batches[row.batchNumber]?.policy === 'changed' ? undefined : 'it was to be sent in any case'
    case 'nameTaken':
      return row.objectKey.endsWith('/') || isTakenOrOwn(evidence, row) ? undefined : 'the name was free'
    default:
      return 'no such thing was done'
  }
}

const wasCanceled = ({ events, disk }: Evidence, row: Row): boolean =>
  events.some(({ deed }) => {
    if (deed.do !== 'act' || deed.action !== 'cancel') return false
    return deed.target.kind !== 'file' || row.path === `${disk.dir}/${deed.target.path}`
  })

/** What is untrue about a row's status, or undefined. */
export function reasonProblem(evidence: Evidence, row: Row, isHealed: boolean): string | undefined {
  switch (row.status) {
    case 'completed':
      return undefined
    case 'failed':
      return failureProblem(evidence, row, isHealed)
    case 'skipped':
      return skipProblem(evidence, row)
    case 'canceled':
      return wasCanceled(evidence, row) ? undefined : 'nobody canceled it'
    case 'paused':
      return isHealed ? 'it was resumed' : undefined
    default:
      return 'it is not over'
  }
}
