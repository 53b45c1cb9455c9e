// Uploads in parts that were begun in a bucket and never finished: they are billed until someone removes them.
import { AppError } from '../../shared/errors.ts'
import type {
  CleanReport,
  UnfinishedList,
  UnfinishedRef,
  UnfinishedSelection,
  UnfinishedSize,
} from '../../shared/model/unfinished.ts'
import type { OssClient } from '../oss/client.ts'

type Client = Pick<OssClient, 'listMultipartUploads' | 'listParts' | 'abortMultipartUpload'>

export type UnfinishedPorts = {
  /** `folder` is the object key prefix the account works in. Throws AppError `account.*`. */
  access(accountId: string): Promise<{ client: Client; folder: string }>
  /**
   * `list`: a file in the list uses it; `link`: somebody may be sending with a link; `abandoned`: ours, and to be removed.
   * Undefined: not begun here.
   */
  ownerOf(upload: UnfinishedRef): 'list' | 'link' | 'abandoned' | undefined
}

export type Unfinished = {
  /** Oldest first. Throws AppError, `auth.denied` for `oss:ListMultipartUploads` among them. */
  list(accountId: string, signal: AbortSignal): Promise<UnfinishedList>
  sizes(selection: UnfinishedSelection, signal: AbortSignal): Promise<UnfinishedSize[]>
  clean(selection: UnfinishedSelection, signal: AbortSignal): Promise<CleanReport>
}

/** More than this nobody reads; when these are cleaned, the next ones come up. */
const maxListed = 10_000
const requestsAtOnce = 6
/** A part that was in flight may still land after an Abort, so it is repeated until OSS knows no such upload. */
const maxRepeats = 3

/** Runs `work` for each, a few at a time, and answers in order. */
async function each<T, R>(values: readonly T[], work: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const queue = values.entries()
  const worker = async (): Promise<void> => {
    for (const [index, value] of queue) results[index] = await work(value)
  }
  await Promise.all(Array.from({ length: requestsAtOnce }, worker))
  return results
}

const isGone = (error: unknown): boolean => error instanceof AppError && error.code === 'upload.notFound'

async function removeFully(client: Client, upload: UnfinishedRef, signal: AbortSignal): Promise<void> {
  try {
    for (let repeat = 0; repeat < maxRepeats; repeat++) await client.abortMultipartUpload(upload, { signal })
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

async function sizeOf(client: Client, upload: UnfinishedRef, signal: AbortSignal): Promise<UnfinishedSize> {
  const { uploadId } = upload
  try {
    const parts = await client.listParts(upload, { signal })
    return { uploadId, bytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0), parts: parts.length }
  } catch (error) {
    // A key may clean and yet not list parts: a size that is not known is no reason to show nothing.
    if (!(error instanceof AppError)) throw error
    return { uploadId, bytes: null, parts: null }
  }
}

export function createUnfinished({ access, ownerOf }: UnfinishedPorts): Unfinished {
  return {
    async list(accountId, signal) {
      const { client, folder } = await access(accountId)
      const found = await client.listMultipartUploads({ prefix: folder, limit: maxListed }, { signal })
      const uploads = found.slice(0, maxListed).map(({ objectKey, uploadId, initiatedMs }) => {
        const owner = ownerOf({ objectKey, uploadId })
        return {
          ...{ objectKey, uploadId, initiatedAtMs: initiatedMs },
          isOurs: owner !== undefined,
          isInList: owner === 'list',
          isOfLink: owner === 'link',
        }
      })
      return {
        uploads: uploads.toSorted((a, b) => a.initiatedAtMs - b.initiatedAtMs),
        isComplete: found.length < maxListed,
      }
    },
    async sizes({ accountId, uploads }, signal) {
      const { client } = await access(accountId)
      return each(uploads, (upload) => sizeOf(client, upload, signal))
    },
    async clean({ accountId, uploads }, signal) {
      const { client } = await access(accountId)
      const report: CleanReport = { cleaned: [], notCleaned: [] }
      await each(uploads, async (upload) => {
        try {
          await removeFully(client, upload, signal)
          report.cleaned.push(upload.uploadId)
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          report.notCleaned.push({ ...upload, error: error.shape })
        }
      })
      return report
    },
  }
}
