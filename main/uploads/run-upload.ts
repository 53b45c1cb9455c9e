// One file from the disk into the bucket: a straight line. A resume is the same line with more parts done already.
import { codeOf } from './file-run.ts'
import type { FileRun } from './file-run.ts'
import { namesToTry } from './object-key.ts'
import { sendInParts } from './send-in-parts.ts'
import { sendWhole } from './send-whole.ts'

/** `taken`: nothing was sent over what is there. */
export type Outcome = { kind: 'stored'; isChecked: boolean } | { kind: 'taken' }

/** Parts of other bytes than the file has now are of no use. */
async function takeSource(run: FileRun): Promise<void> {
  const stat = await run.retried(() => run.stat())
  if (run.isSource(stat)) return
  run.dropMultipart('abandon')
  run.change({ size: stat.size, mtimeMs: stat.mtimeMs, isUnanswered: false })
  run.live.size = stat.size
}

/** Throws AppError when the file failed, or the signal's reason when it was stopped. */
export async function runUpload(run: FileRun): Promise<Outcome> {
  await run.connect()
  await takeSource(run)
  const names = run.policy === 'keepBoth' ? namesToTry(run.originalKey, run.record.objectKey) : [run.record.objectKey]
  try {
    for (const objectKey of names) {
      if (objectKey !== run.record.objectKey) {
        run.dropMultipart('abandon')
        run.change({ objectKey, isUnanswered: false })
      }
      const plan = run.services.plan(run.record.size, run.record.multipart)
      const outcome = plan.kind === 'put' ? await sendWhole(run) : await sendInParts(run)
      if (outcome.kind === 'stored') return outcome
    }
    return { kind: 'taken' }
  } catch (error) {
    if (codeOf(error) === 'file.changed') run.dropMultipart('abandon')
    throw error
  }
}
