// A refused request as AppError. The answer may be OSS's XML, the same in a header (HEAD), someone's HTML, or nothing.
import { AppError, errorParams } from '../../shared/errors.ts'
import type { ErrorCode, OssDetails } from '../../shared/errors.ts'
import { normalizeRegion } from '../../shared/oss/regions.ts'
import { bodyText, isFromOss, throttledMs } from './answer.ts'
import { errorRules } from './error-table.ts'
import { ramAction, ramResource } from './ram-action.ts'
import type { OssRequest, OssResponse, OssTarget } from './types.ts'
import { childText, parseXml } from './xml.ts'
import type { XmlElement } from './xml.ts'

/** What was asked. `nowMs` is the time it was signed with. */
export type AskedOf = { request: OssRequest; target: OssTarget; nowMs: number }

const maxMessageLength = 500

function errorXml(response: OssResponse): XmlElement | undefined {
  const root = parseXml(headErrorText(response) ?? bodyText(response))
  return root?.name === 'Error' ? root : undefined
}

/** The answer to HEAD has no body; its XML comes base64 in a header. */
function headErrorText({ headers }: OssResponse): string | undefined {
  const header = headers['x-oss-err']
  if (header === undefined) return undefined
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(header), (character) => character.charCodeAt(0)))
  } catch {
    return undefined
  }
}

/** Whether an answer with a good status carries an error all the same, as Complete may. */
export const isErrorInDisguise = (response: OssResponse): boolean =>
  response.body.length > 0 && response.body.length < 65_536 && errorXml(response) !== undefined

const earliestMs = Date.UTC(2020, 0)
const latestMs = Date.UTC(2100, 0)

/** The server's time as the answer gives it, undefined when it gives none that can be true. */
export function serverTimeMs(response: OssResponse): number | undefined {
  const xml = errorXml(response)
  const times = [xml ? childText(xml, 'ServerTime') : '', response.headers['date'] ?? ''].map((text) =>
    Date.parse(text),
  )
  return times.find(isBelievable)
}

const isBelievable = (ms: number): boolean => ms > earliestMs && ms < latestMs

/** When the server wrote the answer, to the second; undefined when it did not say, or nothing believable. */
export function dateMs(response: OssResponse): number | undefined {
  const ms = Date.parse(response.headers['date'] ?? '')
  return isBelievable(ms) ? ms : undefined
}

/** When no rule knows OSS's code, or there is none. */
function codeByStatus(status: number, ossCode: string, isOss: boolean, { request }: AskedOf): ErrorCode {
  if (status === 429 || status === 503) return 'server.busy'
  if (status >= 500) return 'server.error'
  if (status === 408) return 'net.timeout'
  if (!isOss) return 'endpoint.notOss'
  if (status === 203) return 'callback.failed'
  if (ossCode !== '') return 'request.failed'
  if (status === 403) return 'auth.denied'
  if (status === 404 && request.query['uploadId'] !== undefined) return 'upload.notFound'
  if (status === 404) return request.objectKey === undefined ? 'bucket.notFound' : 'object.notFound'
  const forbidsOverwrite = Object.keys(request.headers).some((name) => name.toLowerCase() === 'x-oss-forbid-overwrite')
  return status === 409 && forbidsOverwrite ? 'object.exists' : 'request.failed'
}

function detailsOf(response: OssResponse, xml: XmlElement | undefined): OssDetails {
  const text = (name: string): string => (xml ? childText(xml, name) : '')
  return {
    status: response.status,
    ossCode: text('Code'),
    message: text('Message').slice(0, maxMessageLength),
    ec: text('EC') || (response.headers['x-oss-ec'] ?? ''),
    requestId: text('RequestId') || (response.headers['x-oss-request-id'] ?? ''),
    hostId: text('HostId'),
  }
}

type Values = Record<string, string | number>

function placeholderValues(
  response: OssResponse,
  xml: XmlElement | undefined,
  details: OssDetails,
  asked: AskedOf,
): Values {
  const { request, target, nowMs } = asked
  const denied = xml?.children.find((child) => child.name === 'AccessDeniedDetail')
  const endpoint = xml ? childText(xml, 'Endpoint') : ''
  const serverMs = serverTimeMs(response)
  return {
    action: (denied && childText(denied, 'AuthAction')) || ramAction(request),
    resource: ramResource(target.bucket, request.objectKey),
    bucket: target.bucket,
    host: target.endpoint.host,
    region: normalizeRegion(endpoint),
    // OSS refuses from 15 minutes on, so that is the least when its own time is not known.
    offsetMinutes: serverMs === undefined ? 15 : Math.round(Math.abs(serverMs - nowMs) / 60_000),
    detail: details.message,
    status: response.status,
    ossCode: details.ossCode,
  }
}

/**
 * How long the server asks us to stay away: `Retry-After` in seconds, or a date compared with the server's own; or the
 * milliseconds OSS throttles for.
 */
function retryAfterMs({ headers }: OssResponse): number | undefined {
  const text = headers['retry-after']?.trim() ?? ''
  const untilMs = Date.parse(text) - Date.parse(headers['date'] ?? '')
  const askedMs = /^\d{1,6}$/.test(text) ? Number(text) * 1000 : untilMs > 0 ? untilMs : 0
  const longestMs = Math.max(askedMs, throttledMs(headers) ?? 0)
  return longestMs > 0 ? longestMs : undefined
}

/**
 * What an answer that is no success means. 5xx, 408 and 429 are retryable; of other 4xx only those the table names: 400
 * that tells of a cut connection. A wrong clock is corrected and tried again by the sender.
 */
export function toOssError(response: OssResponse, asked: AskedOf): AppError {
  const xml = errorXml(response)
  const oss = detailsOf(response, xml)
  const { status } = response
  const { ossCode, message } = oss
  const signs = { status, ossCode, message, hasEndpoint: xml !== undefined && childText(xml, 'Endpoint') !== '' }
  const rule = errorRules.find(({ ossCodes, when }) => ossCodes.includes(ossCode) && (when?.(signs) ?? true))
  const code = rule?.code ?? codeByStatus(status, ossCode, xml !== undefined || isFromOss(response), asked)
  const values = placeholderValues(response, xml, oss, asked)
  // No answer names the right region here, so the sentence names the one that was refused.
  if (code === 'region.mismatch') values['region'] = asked.target.region
  const params = Object.fromEntries(errorParams[code].map((name) => [name, values[name] ?? '']))
  const isRetryable = rule?.isRetryable ?? (status >= 500 || status === 408 || status === 429)
  const waitMs = isRetryable ? retryAfterMs(response) : undefined
  return new AppError(code, {
    params: waitMs === undefined ? params : { ...params, retryAfterMs: waitMs },
    isRetryable,
    oss,
  })
}
