import { AppError } from '../../shared/errors.ts'
import type { CallOptions } from '../oss/client.ts'
import type { RequestBody } from '../oss/types.ts'
import { codeOf } from './error-code.ts'
import type { FileRun } from './file-run.ts'
import { smallUpTo } from './plan.ts'
import type { FileStat } from './ports.ts'
import type { Outcome } from './run-upload.ts'
import { isOurs, lookForOwn, rememberWrong, wronglyStored } from './stored-object.ts'

/** `mayBeStored`: some PUT of ours may have gone through. `isBroken`: one has, with the wrong bytes. */
type History = { mayBeStored: boolean; isBroken: boolean; hasSent: boolean }

/** `otherFile`: it is not the file on the list any more, and nothing of it was sent. */
export type WholeOutcome = Outcome | { kind: 'otherFile' }

/** Sends the file in one PUT under its present key. */
export async function sendWhole(run: FileRun): Promise<WholeOutcome> {
  const { size } = run.record
  const history: History = { mayBeStored: run.record.isUnanswered, isBroken: false, hasSent: false }
  const own = run.mayReplace ? undefined : await lookForOwn(run)
  run.advance({ type: 'started' }, { isUnanswered: true })
  try {
    if (own === 'sent') return await stored(run, await run.crc64())
    run.isOurOwn = own === 'replaceable'
    const { crc64, fileNow } = await put(run, history)
    run.live.setAccepted(size)
    return await stored(run, crc64, fileNow)
  } catch (error) {
    run.signal.throwIfAborted()
    const isRefused = error instanceof AppError && !error.isRetryable
    if (isRefused && !history.mayBeStored) run.change({ isUnanswered: false })
    if (codeOf(error) === 'file.changed' && !history.hasSent) return { kind: 'otherFile' }
    if (codeOf(error) !== 'object.exists') throw error
    if (!history.mayBeStored || !(await isOurs(run, () => run.crc64()))) return { kind: 'taken' }
    return stored(run, await run.crc64())
  }
}

async function put(run: FileRun, history: History): Promise<{ crc64?: string; fileNow?: FileStat }> {
  const { path, objectKey, size, mtimeMs } = run.record
  const body: RequestBody = run.isFolderMarker ? { kind: 'none' } : { kind: 'file', path, start: 0, end: size, mtimeMs }
  const kind = size <= smallUpTo ? 'small' : 'whole'
  const attempt = async (options: CallOptions) => {
    try {
      // What OSS stored wrongly a moment ago is ours to replace.
      const headers = run.headers(run.mayReplace || history.isBroken)
      const onSent = (bytes: number): void => {
        history.hasSent = true
        options.onSent?.(bytes)
      }
      const done = await run.client.putObject(objectKey, body, headers, { ...options, onSent })
      if (done.throttledMs !== undefined) run.services.tuner.throttled()
      return done
    } catch (error) {
      if (error instanceof AppError && error.isRetryable) history.mayBeStored = true
      if (codeOf(error) === 'upload.checksumMismatch' || wronglyStored(error) !== undefined) history.isBroken = true
      rememberWrong(run, error)
      throw error
    }
  }
  return run.request(attempt, { kind })
}

/**
 * OSS has the object. Where the file is another one by now that is a failure, but it is kept in mind what we stored, so
 * that a retry replaces that, and only that. Nothing is ever deleted.
 */
async function stored(run: FileRun, crc64: string | undefined, fileNow?: FileStat): Promise<Outcome> {
  try {
    if (!fileNow || !run.isSource(fileNow)) await run.assertUnchanged()
  } catch (error) {
    run.change({ isUnanswered: false, crc64 })
    throw error
  }
  return { kind: 'stored', isChecked: crc64 !== undefined, ...(crc64 === undefined ? {} : { crc64 }) }
}
