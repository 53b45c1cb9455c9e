// The beginning of a kit: its upload at OSS, and what is remembered of it from before OSS is asked.
import { AppError } from '../../../shared/errors.ts'
import type { LinkId, LinkRequest, LinkView } from '../../../shared/model/link.ts'
import { maxKitBytes, planKit } from '../../../shared/oss/kit-size.ts'
import { linkKey } from '../link-key.ts'
import { listedHeaders, policyHeaders } from '../policy-headers.ts'
import { validitySeconds } from '../validity.ts'
import { headersByRequest } from './kit-headers.ts'
import type { KitRecord, KitsOptions } from './ports.ts'

/** An answer of OSS says that nothing was begun; without one nobody knows. */
const isRefused = (error: unknown): boolean => error instanceof AppError && error.oss !== undefined

function recordOf(request: LinkRequest, link: LinkView): KitRecord {
  const { exactBytes, contentType, trafficLimitBitsPerSecond, isFirstUploadOnly } = request
  const { linkId, accountId, objectKey, madeAtMs, expiresAtMs } = link
  const maxBytes = Math.max(1, exactBytes ?? request.maxBytes ?? maxKitBytes)
  return {
    ...{ linkId, accountId, objectKey, askedAtMs: madeAtMs, madeAtMs, expiresAtMs, maxBytes },
    partSize: planKit(maxBytes).partSize,
    ...(exactBytes === undefined ? {} : { exactBytes }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(trafficLimitBitsPerSecond === undefined ? {} : { trafficLimitBitsPerSecond }),
    ...{ isFirstUploadOnly, isUnwanted: false },
  }
}

/**
 * Throws what makeLink throws, `object.exists` when the name is taken and only the first upload counts, and what OSS and
 * the network throw.
 */
export async function beginKit(
  request: LinkRequest,
  linkId: string,
  { store, account }: Pick<KitsOptions, 'store' | 'account'>,
  signal: AbortSignal,
): Promise<LinkView> {
  const { client, folder, ...access } = await account(request.accountId)
  const headers = headersByRequest(policyHeaders(request).headers)
  const objectKey = linkKey(request.objectKey, folder)
  const madeAtMs = Math.floor(client.now() / 1000) * 1000
  const { expiresSeconds, cappedBy } = validitySeconds(request.validity, { ...access, nowMs: madeAtMs })
  const link: LinkView = {
    // The contract's schema checks the ids on their way out.
    linkId: linkId as LinkId,
    ...{ accountId: request.accountId, objectKey, forWhom: request.forWhom, kind: 'multipart', url: '', madeAtMs },
    expiresAtMs: madeAtMs + expiresSeconds * 1000,
    ...(cappedBy === undefined ? {} : { cappedBy }),
    headers: listedHeaders(headers.complete),
  }
  const record = recordOf(request, link)
  // Before OSS is asked: an answer that gets lost, or a crash, must leave nothing behind there.
  store.put(record)
  try {
    const { uploadId } = await client.initiateMultipartUpload(objectKey, headers.initiate, { signal })
    store.put({ ...record, uploadId })
  } catch (error) {
    if (isRefused(error)) store.remove(linkId)
    else store.put({ ...record, isUnwanted: true })
    throw error
  }
  return link
}
