import { AppError } from '../../shared/errors.ts'
import { combineCrc64 } from '../oss/crc64.ts'
import type { CallOptions } from '../oss/client.ts'
import { codeOf } from './error-code.ts'
import type { FileRun } from './file-run.ts'
import { forbidOverwrite } from './object-headers.ts'
import { partRange } from './plan.ts'
import type { MultipartPlan, PartRange } from './plan.ts'
import type { Multipart, PartRecord } from './ports.ts'
import type { Outcome } from './run-upload.ts'
import { isOurs, isTaken, lookForOwn, rememberWrong } from './stored-object.ts'
import { askedAt, findUnheard, isUnheard, removeUnheard, unheardId } from './unheard-upload.ts'
import { Stop } from '../oss/stop.ts'
import type { StopSignal } from '../oss/stop.ts'

/** CRC64 of the whole from its parts in order; unknown when OSS did not say one of them. */
function combined(parts: readonly PartRecord[]): string | undefined {
  let whole = '0'
  for (const { crc64, size } of parts) {
    if (crc64 === undefined) return undefined
    whole = combineCrc64(whole, crc64, size)
  }
  return whole
}

/** The upload to go on with: one held, one an earlier row for the same file left, or a new one. */
async function takeUpload(run: FileRun): Promise<Multipart> {
  const held = run.record.multipart ?? run.adoptMultipart()
  return held && !isUnheard(held.uploadId) ? held : initiate(run, held)
}

/**
 * An answer that got lost leaves an upload at OSS whose ID nobody knows. `unheard` keeps it in mind, also over a crash. It
 * is removed and another begun: it may be of another row with the same key and other metadata, and it has no part that
 * could be spared. A request that was broken off may reach OSS only now, so it is looked for once more a little later.
 */
async function initiate(run: FileRun, unheard: Multipart | undefined): Promise<Multipart> {
  const plan = run.plan(unheard)
  if (plan.kind === 'put') throw new AppError('internal')
  const { client, services } = run
  const { objectKey, fileId } = run.record
  const asked = unheard ?? { uploadId: unheardId(fileId, client.now()), partSize: plan.partSize }
  if (!unheard) run.change({ multipart: asked })
  const doubt = { isLeft: unheard !== undefined }
  const begin = async (options: CallOptions): Promise<string> => {
    const what = { objectKey, uploadId: asked.uploadId }
    const left = doubt.isLeft ? await findUnheard(what, client, services.journal, options) : []
    for (const uploadId of left) await removeUnheard({ objectKey, uploadId }, client, options)
    try {
      return (await client.initiateMultipartUpload(objectKey, run.headers(run.mayReplace), options)).uploadId
    } catch (error) {
      if (error instanceof AppError && error.isRetryable) doubt.isLeft = true
      throw error
    }
  }
  const begun = async (): Promise<string> => {
    try {
      return await run.request(begin)
    } catch (error) {
      // The clock may have been corrected meanwhile; OSS's own time of the upload is then before the one asked at.
      const askedAtMs = Math.min(askedAt(asked.uploadId), client.now())
      run.change({ multipart: { ...asked, uploadId: unheardId(fileId, askedAtMs) } })
      run.signal.throwIfAborted()
      if (!doubt.isLeft) run.dropMultipart('forget')
      throw error
    }
  }
  const multipart = { uploadId: await begun(), partSize: plan.partSize }
  if (doubt.isLeft) run.dropMultipart('abandon')
  // Where the journal does not take this, it goes on standing for an upload that is to be looked for.
  run.advance({ type: 'initiated', multipart })
  return multipart
}

/** The journal's parts that OSS lists too, with the planned size and the same checksum. All others are sent again. */
async function trustedParts(run: FileRun, plan: MultipartPlan, uploadId: string): Promise<PartRecord[]> {
  const known = run.services.journal.parts(run.record.fileId).filter(({ partNumber, size }) => {
    const { start, end } = partRange(plan, partNumber)
    return size === end - start
  })
  try {
    const ref = { objectKey: run.record.objectKey, uploadId }
    const listed = await run.request((options) => run.client.listParts(ref, options))
    const byNumber = new Map(listed.map((part) => [part.partNumber, part]))
    return known.filter(({ partNumber, size, etag, crc64 }) => {
      const part = byNumber.get(partNumber)
      const isSameSum = part?.crc64 === undefined || crc64 === undefined || part.crc64 === crc64
      return part?.sizeBytes === size && part.etag === etag && isSameSum
    })
  } catch (error) {
    // Without the right to list, OSS itself compares the ETags at Complete.
    if (codeOf(error) === 'auth.denied') return known
    throw error
  }
}

async function sendPart(run: FileRun, uploadId: string, range: PartRange, signal: StopSignal): Promise<void> {
  const { partNumber, start, end } = range
  const { path, objectKey, fileId } = run.record
  const { etag, crc64, throttledMs } = await run.request(
    (options) =>
      run.client.uploadPart({ objectKey, uploadId, partNumber }, { kind: 'file', path, start, end }, options),
    { signal, kind: 'part' },
  )
  if (throttledMs !== undefined) run.services.tuner.throttled()
  const size = end - start
  run.services.journal.addPart(fileId, { partNumber, size, etag, crc64 })
  await run.written()
  run.budget.acceptedCount++
  run.live.setAccepted(run.live.acceptedBytes + size)
  if (run.live.parts) run.live.parts.accepted++
  run.services.changed()
}

/**
 * Sends as many at once as the pool has room for, which may change meanwhile. The first failure stops the others and is
 * thrown when all have stopped.
 */
async function sendMissing(run: FileRun, uploadId: string, missing: readonly PartRange[]): Promise<void> {
  const { pool } = run.services
  const stop = new Stop()
  const onStopped = (): void => stop.abort(run.signal.reason)
  run.signal.addEventListener('abort', onStopped, { once: true })
  const failures: unknown[] = []
  const ended = Promise.withResolvers<void>()
  let next = 0
  let going = 0
  const fill = (): void => {
    for (; going < pool.limit && next < missing.length && !stop.aborted; next++) {
      const range = missing[next]
      if (!range) break
      going++
      void sendPart(run, uploadId, range, stop).then(done, (error: unknown) => {
        failures.push(error)
        stop.abort(error)
        done()
      })
    }
    if (going === 0) ended.resolve()
  }
  const done = (): void => {
    going--
    fill()
  }
  const unsubscribe = pool.onLimit(fill)
  fill()
  await ended.promise
  unsubscribe()
  run.signal.removeEventListener('abort', onStopped)
  run.signal.throwIfAborted()
  // What a request threw is passed on as it is.

  if (failures.length > 0) throw failures[0]
}

async function complete(run: FileRun, uploadId: string): Promise<Outcome> {
  const parts = run.services.journal.parts(run.record.fileId)
  const expectedCrc64 = combined(parts)
  run.advance({ type: 'allPartsAccepted' }, { isUnanswered: true })
  const history = { mayBeStored: false }
  try {
    const done = await run.request(async (options) => {
      const what = {
        objectKey: run.record.objectKey,
        uploadId,
        parts: parts.map(({ partNumber, etag }) => ({ partNumber, etag })),
        ...(expectedCrc64 === undefined ? {} : { expectedCrc64 }),
        headers: run.mayReplace ? {} : forbidOverwrite,
      }
      try {
        return await run.client.completeMultipartUpload(what, options)
      } catch (error) {
        if (error instanceof AppError && error.isRetryable) history.mayBeStored = true
        throw error
      }
    })
    const isChecked = done.crc64 !== undefined && done.crc64 === expectedCrc64
    return { kind: 'stored', isChecked, ...(done.crc64 === undefined ? {} : { crc64: done.crc64 }) }
  } catch (error) {
    run.signal.throwIfAborted()
    // The object is there, wrong, and left alone; the upload is spent.
    rememberWrong(run, error)
    if (codeOf(error) === 'upload.checksumMismatch') run.dropMultipart('forget')
    if (codeOf(error) !== 'object.exists' || run.mayReplace) throw error
    if (history.mayBeStored && (await isOurs(run, () => Promise.resolve(expectedCrc64)))) {
      // The same bytes may have come from another row of the list, and then this upload is still there.
      run.dropMultipart('abandon')
      return ours(expectedCrc64)
    }
    if (!history.mayBeStored) run.change({ isUnanswered: false })
    return { kind: 'taken' }
  }
}

/** What is there has been compared with what we sent. */
const ours = (crc64: string | undefined): Outcome => ({
  kind: 'stored',
  isChecked: true,
  ...(crc64 === undefined ? {} : { crc64 }),
})

async function attempt(run: FileRun): Promise<Outcome> {
  const isBegun = run.record.multipart !== undefined && !isUnheard(run.record.multipart.uploadId)
  const mustLook = !isBegun && !run.mayReplace && run.policy !== 'changed'
  if (mustLook) {
    const own = await lookForOwn(run)
    if (own === 'sent') {
      run.dropMultipart('abandon')
      return ours(await run.crc64())
    }
    run.isOurOwn = own === 'replaceable'
    if (!run.isOurOwn && (await isTaken(run))) return { kind: 'taken' }
  }
  const multipart = await takeUpload(run)
  const plan = run.plan(multipart)
  if (plan.kind === 'put') throw new AppError('internal')
  const hasParts = run.services.journal.partsTotal(run.record.fileId).parts > 0
  const done = isBegun || hasParts ? await trustedParts(run, plan, multipart.uploadId) : []
  const doneNumbers = new Set(done.map(({ partNumber }) => partNumber))
  const missing: PartRange[] = []
  for (let partNumber = 1; partNumber <= plan.partCount; partNumber++)
    if (!doneNumbers.has(partNumber)) missing.push(partRange(plan, partNumber))
  run.live.parts = { accepted: done.length, planned: plan.partCount }
  run.live.setAccepted(done.reduce((sum, { size }) => sum + size, 0))
  await sendMissing(run, multipart.uploadId, missing)
  await run.assertUnchanged()
  return complete(run, multipart.uploadId)
}

/** Where a Complete whose answer was lost went through, OSS has the object instead of the upload. */
async function completedBefore(run: FileRun): Promise<Outcome | undefined> {
  const parts = run.services.journal.parts(run.record.fileId)
  const bytes = parts.reduce((sum, { size }) => sum + size, 0)
  const crc64 = combined(parts)
  return bytes === run.record.size && (await isOurs(run, () => Promise.resolve(crc64))) ? ours(crc64) : undefined
}

/**
 * Sends the file in parts under its present key, going on with the multipart upload it has. Only when OSS does not know
 * that upload any more, or will not finish it, it is begun anew, and that once.
 */
export async function sendInParts(run: FileRun): Promise<Outcome> {
  run.advance({ type: 'started' })
  for (let isRestarted = false; ; isRestarted = true) {
    try {
      return await attempt(run)
    } catch (error) {
      run.signal.throwIfAborted()
      const code = codeOf(error)
      const completed = code === 'upload.notFound' ? await completedBefore(run) : undefined
      if (completed) return completed
      const isKeptBack = code === 'object.exists' && run.mayReplace
      if (isRestarted || !(code === 'upload.notFound' || code === 'upload.partRejected' || isKeptBack)) throw error
      if (code === 'upload.partRejected') run.advance({ type: 'partsRejected' })
      // An upload begun under "do not overwrite" may hold to that even when the user has decided otherwise since.
      else run.dropMultipart(isKeptBack ? 'abandon' : 'forget')
    }
  }
}
