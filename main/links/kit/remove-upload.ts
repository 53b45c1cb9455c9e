// Ends a multipart upload at OSS for good: one we know, or one whose beginning we never heard of.
import { AppError } from '../../../shared/errors.ts'
import type { KitClient, KitRecord } from './ports.ts'

/** A part that was in flight may still land after an Abort, so it is repeated until OSS knows no such upload. */
const maxRepeats = 3
/** OSS takes requests with a clock this far off, and its correction starts only beyond. */
const clockSlackMs = 16 * 60_000

type Options = { signal: AbortSignal }
type IsHeld = (objectKey: string, uploadId: string) => boolean

const codeOf = (error: unknown): string | undefined => (error instanceof AppError ? error.code : undefined)

async function abortFully(client: KitClient, objectKey: string, uploadId: string, options: Options): Promise<void> {
  try {
    for (let repeat = 0; repeat < maxRepeats; repeat++) {
      await client.abortMultipartUpload({ objectKey, uploadId }, options)
    }
  } catch (error) {
    if (codeOf(error) !== 'upload.notFound') throw error
  }
}

/** Of this key, begun since we asked, held by nobody here, and without a part: ours, with an answer that got lost. */
async function unheard(client: KitClient, record: KitRecord, isHeld: IsHeld, options: Options): Promise<string[]> {
  const { objectKey, askedAtMs } = record
  const found: string[] = []
  const uploads = await client.listMultipartUploads({ prefix: objectKey }, options)
  const sinceMs = Math.min(askedAtMs, client.now()) - clockSlackMs
  for (const { uploadId, initiatedMs, ...upload } of uploads) {
    if (upload.objectKey !== objectKey || initiatedMs < sinceMs || isHeld(objectKey, uploadId)) continue
    if ((await client.listParts({ objectKey, uploadId }, options)).length === 0) found.push(uploadId)
  }
  return found
}

/** Throws what OSS and the network throw, but for an upload that is gone already. */
export async function removeUpload(
  client: KitClient,
  record: KitRecord,
  isHeld: IsHeld,
  options: Options,
): Promise<void> {
  const { objectKey, uploadId } = record
  if (uploadId !== undefined) return abortFully(client, objectKey, uploadId, options)
  try {
    for (const found of await unheard(client, record, isHeld, options)) {
      await abortFully(client, objectKey, found, options)
    }
  } catch (error) {
    // A key that may not list can never know.
    if (codeOf(error) !== 'auth.denied') throw error
  }
}
