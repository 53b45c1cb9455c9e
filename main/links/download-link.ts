// Download links: a file that is there already, to be fetched by somebody without an account.
import { AppError } from '../../shared/errors.ts'
import type { ErrorShape } from '../../shared/errors.ts'
import type { DownloadLink, DownloadRequest } from '../../shared/model/download.ts'
import { attachmentNamed, isFileName } from '../../shared/oss/content-disposition.ts'
import { presignFor } from '../oss/sign-v4.ts'
import { linkKey } from './link-key.ts'
import type { SigningFacts } from './make-link.ts'
import { validitySeconds } from './validity.ts'

type Made = { links: DownloadLink[]; refused: { objectKey: string; error: ErrorShape }[] }

/** `image/resize,w_800`, `style/small`, `video/snapshot,t_1000`: one line of plain characters that names its kind. */
const isProcess = (text: string): boolean => /^[a-z][a-z-]*\/[\x21-\x7e]+$/.test(text)

/**
 * One link for each name, by itself: a name that cannot be in a link is refused and holds up no other. Throws
 * `option.invalid` for the file name or the processing, and what validitySeconds throws.
 */
export function makeDownloadLinks(request: DownloadRequest, facts: SigningFacts): Made {
  const { target, credentials, folder } = facts
  const query = queryOf(request)
  // x-oss-date has whole seconds, and the validity counts from there.
  const madeAtMs = Math.floor(facts.nowMs / 1000) * 1000
  const { expiresSeconds, cappedBy } = validitySeconds(request.validity, { ...facts, nowMs: madeAtMs })
  const asked = { method: 'GET' as const, query, headers: {} }
  const sign = presignFor(asked, target, credentials, new Date(madeAtMs), { expiresSeconds })
  const made: Made = { links: [], refused: [] }
  for (const typed of request.objectKeys) {
    try {
      const objectKey = linkKey(typed, folder)
      const { url } = sign(objectKey)
      const expiresAtMs = madeAtMs + expiresSeconds * 1000
      made.links.push({ objectKey, url, expiresAtMs, ...(cappedBy === undefined ? {} : { cappedBy }) })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      made.refused.push({ objectKey: typed, error: error.shape })
    }
  }
  return made
}

const refuse = (detail: string): AppError => new AppError('option.invalid', { params: { detail } })

/** What OSS is asked to do with its answer. Parameters of the query are signed, all of them. */
function queryOf({ objectKeys, fileName, process, versionId }: DownloadRequest): Record<string, string> {
  if (fileName !== undefined && (objectKeys.length > 1 || !isFileName(fileName))) throw refuse(fileName)
  if (versionId !== undefined && (objectKeys.length > 1 || !/^[\x21-\x7e]+$/.test(versionId))) throw refuse(versionId)
  if (process !== undefined && !isProcess(process)) throw refuse(process)
  return {
    ...(fileName === undefined ? {} : { 'response-content-disposition': attachmentNamed(fileName) }),
    ...(process === undefined ? {} : { 'x-oss-process': process }),
    ...(versionId === undefined ? {} : { versionId }),
  }
}
