// Everything that can stand between a file and its arrival, and what an answer of the storage says of it.

export type ProblemKind =
  | 'ended'
  | 'notYet'
  | 'taken'
  | 'maybeArrived'
  | 'wrongKind'
  | 'tooLarge'
  | 'wrongSize'
  | 'empty'
  | 'several'
  | 'unreadable'
  | 'mismatch'
  | 'denied'
  | 'blocked'
  | 'offline'
  | 'cut'
  | 'unreachable'
  | 'busy'
  | 'refused'
  | 'notTaken'
  | 'unconfirmed'
  | 'gone'
  | 'notFinished'
  | 'maybeFinished'
  | 'notDiscarded'

/** `support` is for whoever looks after the storage. It holds no secret. */
export type Problem = { kind: ProblemKind; support?: string }

/** The last three are empty where the bucket does not expose them. */
export type Answer = { status: number; body: string; requestId: string; etag: string; crc64: string }

export type Outcome =
  /** `isNotified` is false when the storage has the file and could not tell the asker's server (203). */
  { kind: 'done'; receipt: string; isNotified: boolean } | { kind: 'problem'; problem: Problem }

/** Of the same file: sending it again may go better. */
export const canRetry = (kind: ProblemKind): boolean =>
  [
    ...['blocked', 'offline', 'cut', 'unreachable', 'busy', 'denied', 'mismatch', 'refused', 'notYet', 'notTaken'],
    ...['notFinished', 'unconfirmed'],
  ].includes(kind)

/** How far a clock may be ahead, in OSS's eyes. */
export const allowedSkewMs = 15 * 60_000

const field = (body: string, name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? ''

type Known = {
  madeAtMs: number
  /** An earlier try had sent every byte when its connection broke: the file there may be this one. */
  wasSentWhole: boolean
}

function forbidden(body: string, { madeAtMs }: Known): ProblemKind {
  const [code, message] = [field(body, 'Code'), field(body, 'Message')]
  if (code === 'SignatureDoesNotMatch') return 'mismatch'
  const serverMs = Date.parse(field(body, 'ServerTime'))
  if (code === 'AccessDenied' && serverMs < madeAtMs - allowedSkewMs) return 'notYet'
  if (/expired/i.test(code) || /expired/i.test(message)) return 'ended'
  return 'denied'
}

function kindOf({ status, body }: Answer, known: Known): ProblemKind {
  const code = field(body, 'Code')
  if (status === 403) return forbidden(body, known)
  if (code === 'FileAlreadyExists') return known.wasSentWhole ? 'maybeArrived' : 'taken'
  // A name that never was is told by NoSuchBucket or the like; this is a part of an upload that is over.
  if (code === 'NoSuchUpload') return 'gone'
  if (code === 'IncompleteBody' || code === 'RequestTimeout') return 'cut'
  return status === 408 || status === 429 || status >= 500 ? 'busy' : 'refused'
}

export function readAnswer(answer: Answer, known: Known): Outcome {
  const { status, body } = answer
  const requestId = answer.requestId || field(body, 'RequestId')
  if (status >= 200 && status < 300) return { kind: 'done', receipt: requestId, isNotified: status !== 203 }
  const support = [status, field(body, 'Code'), field(body, 'EC'), requestId].filter((each) => each !== '').join(' · ')
  return { kind: 'problem', problem: { kind: kindOf(answer, known), support } }
}
