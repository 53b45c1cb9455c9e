import { AppError } from '../../shared/errors.ts'
import type { RequestBody } from '../oss/types.ts'
import { codeOf } from './file-run.ts'
import type { FileRun } from './file-run.ts'
import type { Outcome } from './run-upload.ts'
import { isOurs } from './stored-object.ts'

/** Sends the file in one PUT under its present key. */
export async function sendWhole(run: FileRun): Promise<Outcome> {
  const { path, objectKey, size } = run.record
  const body: RequestBody = run.isFolderMarker ? { kind: 'none' } : { kind: 'file', path, start: 0, end: size }
  const history = { mayBeStored: run.record.isUnanswered, isBroken: false }
  run.advance({ type: 'started' }, { isUnanswered: true })
  try {
    const stored = await run.request(async (options) => {
      try {
        // What OSS stored wrongly a moment ago is ours to replace.
        return await run.client.putObject(objectKey, body, run.headers(run.mayReplace || history.isBroken), options)
      } catch (error) {
        if (error instanceof AppError && error.isRetryable) history.mayBeStored = true
        if (codeOf(error) === 'upload.checksumMismatch') history.isBroken = true
        throw error
      }
    })
    run.live.setAccepted(size)
    await run.assertUnchanged()
    return { kind: 'stored', isChecked: stored.crc64 !== undefined }
  } catch (error) {
    run.signal.throwIfAborted()
    const isRefused = error instanceof AppError && !error.isRetryable
    if (isRefused && !history.mayBeStored) run.change({ isUnanswered: false })
    if (codeOf(error) !== 'object.exists') throw error
    const { sources } = run.services
    if (history.mayBeStored && (await isOurs(run, async () => sources.crc64?.(path, run.signal)))) {
      await run.assertUnchanged()
      return { kind: 'stored', isChecked: true }
    }
    return { kind: 'taken' }
  }
}
