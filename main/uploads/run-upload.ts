// One file from the disk into the bucket: a straight line. A resume is the same line with more parts done already.
import { AppError } from '../../shared/errors.ts'
import { codeOf } from './error-code.ts'
import type { FileRun } from './file-run.ts'
import { namesToTry } from './object-key.ts'
import { sendInParts } from './send-in-parts.ts'
import { sendWhole } from './send-whole.ts'
import { compareWithBucket } from './stored-object.ts'

/** `taken`: nothing was sent over what is there. `unchanged`: the bucket has these very bytes. */
export type Outcome = { kind: 'stored'; isChecked: boolean; crc64?: string } | { kind: 'taken' } | { kind: 'unchanged' }

/** With the policy `changed`: how often what is there may change between the look and the sending. */
const maxLooks = 3

/** Parts of other bytes than the file has now are of no use. */
async function takeSource(run: FileRun): Promise<void> {
  const stat = await run.retried(() => run.stat())
  if (run.isSource(stat)) return
  run.dropMultipart('abandon')
  run.change({ size: stat.size, mtimeMs: stat.mtimeMs, isUnanswered: false })
  run.live.size = stat.size
}

/**
 * Of a file sent in one request the transport looks by itself whether it is the one on the list, unless something of it
 * may be in the bucket already, which is to be judged first.
 */
function isLookedAtInTime(run: FileRun): boolean {
  const { isUnanswered, crc64, multipart } = run.record
  const isUntouched = !isUnanswered && crc64 === undefined && multipart === undefined
  return isUntouched && run.policy !== 'changed' && run.plan().kind === 'put'
}

async function sendAs(run: FileRun, objectKey: string): Promise<Outcome> {
  run.isOurOwn = false
  if (objectKey !== run.record.objectKey) {
    run.dropMultipart('abandon')
    run.change({ objectKey, isUnanswered: false, crc64: undefined })
    run.isOurOwn = false
  }
  for (let isSeenAnew = false; ; isSeenAnew = true) {
    if (run.plan(run.record.multipart).kind === 'multipart') return sendInParts(run)
    const outcome = await sendWhole(run)
    if (outcome.kind !== 'otherFile') return outcome
    if (isSeenAnew) throw new AppError('file.changed')
    await takeSource(run)
  }
}

/** What is there is compared first. What was not there is sent so that it cannot replace what came there meanwhile. */
async function sendIfChanged(run: FileRun): Promise<Outcome> {
  run.advance({ type: 'started' })
  for (let look = 1; ; look++) {
    const found = await compareWithBucket(run)
    // Our own request may have put it there: one whose answer was lost, or after which the file looked changed.
    if (found === 'same' && (run.record.isUnanswered || run.record.crc64 !== undefined)) {
      // Or somebody else has, and then the upload begun for it is still there.
      run.dropMultipart('abandon')
      return { kind: 'stored', isChecked: true }
    }
    if (found === 'same') return { kind: 'unchanged' }
    run.isDifferent = found === 'different'
    const outcome = await sendAs(run, run.record.objectKey)
    if (outcome.kind !== 'taken' || look === maxLooks) return outcome
  }
}

async function sendUnderFreeName(run: FileRun): Promise<Outcome> {
  for (const objectKey of namesToTry(run.originalKey, run.record.objectKey)) {
    const outcome = await sendAs(run, objectKey)
    if (outcome.kind === 'stored') return outcome
  }
  return { kind: 'taken' }
}

/** Throws AppError when the file failed, or the signal's reason when it was stopped. */
export async function runUpload(run: FileRun): Promise<Outcome> {
  await run.connect()
  if (!isLookedAtInTime(run)) await takeSource(run)
  try {
    if (run.policy === 'keepBoth') return await sendUnderFreeName(run)
    if (run.policy === 'changed') return await sendIfChanged(run)
    return await sendAs(run, run.record.objectKey)
  } catch (error) {
    if (codeOf(error) === 'file.changed') run.dropMultipart('abandon')
    throw error
  }
}
