// A multipart upload OSS may have begun although its answer never came. Until that is known the journal holds this in
// place of an upload ID, so that neither a crash nor a cancel leaves it behind on the server.
import type { CallOptions } from '../oss/client.ts'
import { codeOf } from './error-code.ts'
import type { Journal, UploadClient } from './ports.ts'

const prefix = 'unheard:'

/** `askedAtMs` by the server's clock, as far as known. */
export const unheardId = (fileId: string, askedAtMs: number): string => `${prefix}${fileId}:${askedAtMs}`
export const askedAt = (uploadId: string): number => Number(uploadId.slice(uploadId.lastIndexOf(':') + 1))
export const isUnheard = (uploadId: string): boolean => uploadId.startsWith(prefix)

/** OSS takes requests with a clock this far off, and its correction starts only beyond. */
const clockSlackMs = 16 * 60_000

/**
 * Upload IDs OSS gave for `objectKey` since we asked, that nobody of us holds, and that have no part yet: ours, with an
 * answer that got lost. Nothing when the key may not list: then there is no way to know. Throws what listing throws.
 */
export async function findUnheard(
  what: { objectKey: string; uploadId: string },
  client: UploadClient,
  journal: Pick<Journal, 'holdsUpload'>,
  options: CallOptions,
): Promise<string[]> {
  const { objectKey } = what
  try {
    const found = await client.listMultipartUploads({ prefix: objectKey }, options)
    // The time may have been taken while the clock was wrong; this answer, if not an earlier one, has put it right.
    const sinceMs = Math.min(askedAt(what.uploadId), client.now()) - clockSlackMs
    const ids: string[] = []
    for (const { uploadId, initiatedMs, ...upload } of found) {
      if (upload.objectKey !== objectKey || initiatedMs < sinceMs || journal.holdsUpload(objectKey, uploadId)) continue
      if (await isEmpty({ objectKey, uploadId }, client, options)) ids.push(uploadId)
    }
    return ids
  } catch (error) {
    if (codeOf(error) === 'auth.denied') return []
    throw error
  }
}

async function isEmpty(
  upload: { objectKey: string; uploadId: string },
  client: UploadClient,
  options: CallOptions,
): Promise<boolean> {
  try {
    return (await client.listParts(upload, options)).length === 0
  } catch (error) {
    if (codeOf(error) === 'upload.notFound') return false
    throw error
  }
}

/** Where the key may not remove it, it stays. */
export async function removeUnheard(
  upload: { objectKey: string; uploadId: string },
  client: UploadClient,
  options: CallOptions,
): Promise<void> {
  try {
    await client.abortMultipartUpload(upload, options)
  } catch (error) {
    const code = codeOf(error)
    if (code !== 'upload.notFound' && code !== 'auth.denied') throw error
  }
}
