// Which request meets which fault: decided by what it asks for and how often that was asked, never by the clock.
import type { Fault } from '../../main/practice/faults.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { diceOf } from './dice.ts'
import type { Dice } from './dice.ts'
import type { RunPlan } from './plan.ts'

export const faultKinds = [
  'serverError',
  'busy',
  'tooMany',
  'qosDelay',
  'cut',
  'stall',
  'lostAnswer',
  'wrongCrc64',
  'damagedByte',
  'denied',
  'wrongDate',
  'slow',
] as const
export type FaultKind = (typeof faultKinds)[number]

/** The codes a file may fail with because of it, when tries run out or none is made. */
export const codesOf: Readonly<Record<FaultKind, readonly ErrorCode[]>> = {
  serverError: ['server.error'],
  busy: ['server.busy'],
  tooMany: ['server.busy'],
  qosDelay: ['server.busy'],
  cut: ['net.reset', 'upload.incompleteBody'],
  stall: ['net.timeout', 'net.reset', 'upload.incompleteBody'],
  lostAnswer: ['net.reset'],
  wrongCrc64: ['upload.checksumMismatch'],
  damagedByte: ['upload.checksumMismatch'],
  denied: ['auth.denied'],
  wrongDate: ['clock.skewed'],
  slow: [],
}

/** Slow is no fault, and is not counted as one. */
export const isMild = (kind: FaultKind): boolean => kind === 'slow'

/** A stalled request outlives the transport's patience (see app-transfer.ts), so that it is given up while it lives. */
export const stallMs = 450

const carriesBytes = (operation: string): boolean => operation === 'PutObject' || operation === 'UploadPart'
const answersCrc64 = (operation: string): boolean => carriesBytes(operation) || operation === 'CompleteMultipartUpload'

function weightOf(kind: FaultKind, operation: string): number {
  switch (kind) {
    case 'stall':
      return carriesBytes(operation) ? 0.4 : 0
    case 'damagedByte':
      return carriesBytes(operation) ? 1 : 0
    case 'wrongCrc64':
      // Of a whole object the file is given up at once, so not too often.
      return operation === 'CompleteMultipartUpload' ? 0.3 : answersCrc64(operation) ? 1 : 0
    case 'denied':
    case 'wrongDate':
      return 0.2
    default:
      return 1
  }
}

const later = (dice: Dice): Record<string, string> => (dice.chance(0.5) ? { 'Retry-After': '2' } : {})

const makers: Readonly<Record<FaultKind, (dice: Dice) => Fault>> = {
  serverError: (dice) => ({ refuse: { status: 500, code: 'InternalError', isAfterBody: dice.chance(0.5) } }),
  busy: (dice) => ({ refuse: { status: 503, code: 'ServiceUnavailable', headers: later(dice) } }),
  tooMany: (dice) => ({ refuse: { status: 429, code: 'TooManyRequests', headers: later(dice) } }),
  qosDelay: () => ({
    refuse: { status: 503, code: 'UploadTrafficRateLimitExceeded', headers: { 'x-oss-qos-delay-time': '900' } },
  }),
  cut: (dice) => ({ cutAfterBytes: dice.pick([0, 0, 1, dice.whole(2, 5000), dice.whole(5000, 100_000)]) }),
  stall: (dice) => ({ stall: { afterBytes: dice.pick([0, dice.whole(1, 80_000)]), ms: stallMs } }),
  lostAnswer: () => ({ dropsAnswer: true }),
  wrongCrc64: () => ({ wrongCrc64: true }),
  damagedByte: (dice) => ({ flipsByteAt: dice.pick([0, dice.whole(0, 5000), dice.whole(0, 100_000)]) }),
  denied: (dice) => ({ refuse: { status: 403, code: 'AccessDenied', isAfterBody: dice.chance(0.3) } }),
  wrongDate: (dice) => ({
    refuse: { status: 403, code: 'RequestTimeTooSkewed' },
    dateOffsetMs: dice.pick([-1, 1]) * dice.whole(1, 10) * 3_600_000,
  }),
  // Less than the engine, in its hurry, waits for a request it broke off (app-patience.ts): 3 s are 15 ms there.
  slow: (dice) => ({ latencyMs: Math.ceil(dice.whole(2, 30) / 3) }),
}

/** One request by what it is about; `nth` counts from 1 over the whole run. */
export type Occurrence = { operation: string; objectKey: string; partNumber: number | undefined; nth: number }
export type PlannedFault = { id: string; kind: FaultKind; fault: Fault }

export const idOf = ({ operation, objectKey, partNumber, nth }: Occurrence): string =>
  [operation, objectKey, ...(partNumber === undefined ? [] : [partNumber]), `#${nth}`].join(' ')

/** The same request is spared after this many faults, so that only the doomed run out of tries. */
const spareAfter = 4

export function faultFor(plan: RunPlan, occurrence: Occurrence): PlannedFault | undefined {
  const { operation, objectKey, nth } = occurrence
  const id = idOf(occurrence)
  const dice = diceOf('fault', plan.seed, id)
  const doom = plan.dooms.find((each) => each.operation === operation && each.objectKey === objectKey)
  if (doom) return { id, kind: doom.kind, fault: makers[doom.kind](dice) }
  if (nth > spareAfter || !dice.chance(plan.faultRate)) return undefined
  const kind = dice.weighed(plan.faultKinds.map((each) => [weightOf(each, operation), each] as const))
  return kind === undefined ? undefined : { id, kind, fault: makers[kind](dice) }
}
