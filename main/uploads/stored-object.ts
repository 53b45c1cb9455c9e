// What is at an object key already. A key without the right to look is normal: then nothing is known.
import { AppError } from '../../shared/errors.ts'
import { metadataOf } from '../../shared/oss/metadata.ts'
import type { ObjectInfo } from '../oss/object-operations.ts'
import { codeOf } from './error-code.ts'
import type { FileRun } from './file-run.ts'

/** Undefined when there is nothing. Throws `auth.denied` when the key may not look. */
async function objectAt(run: FileRun): Promise<ObjectInfo | undefined> {
  try {
    return await run.request((options) => run.client.headObject(run.record.objectKey, options))
  } catch (error) {
    if (codeOf(error) === 'object.notFound') return undefined
    throw error
  }
}

async function lookAt(run: FileRun): Promise<ObjectInfo | undefined> {
  try {
    return await objectAt(run)
  } catch (error) {
    if (codeOf(error) === 'auth.denied') return undefined
    throw error
  }
}

/** Whether the name is certainly taken. Only spares sending a large file in vain: the header decides. */
export const isTaken = async (run: FileRun): Promise<boolean> => (await lookAt(run)) !== undefined

/** Whether it has our type and metadata. Another row may have sent the same bytes with others. */
function isDressedAsOurs(run: FileRun, { contentType, metadata }: ObjectInfo): boolean {
  const headers = run.headers(true)
  const spelled = (labels: Readonly<Record<string, string>>): string => JSON.stringify(Object.entries(labels).sort())
  const isType = contentType === '' || contentType === headers['content-type']
  return isType && spelled(metadata) === spelled(metadataOf(headers))
}

/** Whether the object is what we sent in a request whose answer was lost: same size, CRC64, type and metadata. */
export async function isOurs(run: FileRun, crc64: () => Promise<string | undefined>): Promise<boolean> {
  const found = await lookAt(run)
  if (found === undefined || found.crc64 === undefined || found.sizeBytes !== run.record.size) return false
  if (!isDressedAsOurs(run, found)) return false
  return found.crc64 === (await crc64())
}

/**
 * What an earlier try of this row has to do with the object that is there. `sent`: it is the file as it is now.
 * `replaceable`: still the very object we stored, wrong or as the file was then. Looks only where there was such a try.
 */
export async function lookForOwn(run: FileRun): Promise<'sent' | 'replaceable' | undefined> {
  const { crc64, size, isUnanswered } = run.record
  if (crc64 === undefined) return undefined
  run.advance({ type: 'started' })
  const found = await lookAt(run)
  if (found?.crc64 === undefined) return undefined
  if (isUnanswered && found.sizeBytes === size && isDressedAsOurs(run, found) && found.crc64 === (await run.crc64())) {
    await run.assertUnchanged()
    return 'sent'
  }
  return found.crc64 === crc64 ? 'replaceable' : undefined
}

/** The checksum of what OSS stored of ours and is not the file: other bytes, or only the first of them. */
export function wronglyStored(error: unknown): string | undefined {
  const { storedCrc64 } = error instanceof AppError ? error.params : {}
  return typeof storedCrc64 === 'string' ? storedCrc64 : undefined
}

/** Keeps in mind what OSS stored wrongly, so that a later try replaces that, and only that. */
export function rememberWrong(run: FileRun, error: unknown): void {
  const crc64 = wronglyStored(error)
  if (crc64 !== undefined) run.change({ crc64 })
}

/**
 * For "only what is new or changed": `same` only when size and CRC64 agree. A modified time says too little to leave a
 * file out, so none is kept with the object; one without a CRC64 counts as different. Throws `auth.denied` when the key
 * may not look, for then nothing can be left out.
 */
export async function compareWithBucket(run: FileRun): Promise<'absent' | 'same' | 'different'> {
  const found = await objectAt(run)
  if (!found) return 'absent'
  if (found.sizeBytes !== run.record.size || found.crc64 === undefined) return 'different'
  const crc64 = await run.crc64()
  await run.assertUnchanged()
  return crc64 === found.crc64 ? 'same' : 'different'
}
