// CORS: what a browser asks before a page may upload, and the bucket's rules that decide it.
import { createHash } from 'node:crypto'
import { AppError } from '../../shared/errors.ts'
import type { CorsRule } from '../../shared/oss/cors-rule.ts'
import { corsRuleXml } from '../../shared/oss/cors-rule.ts'
import { rootNamed } from './answer.ts'
import { canonicalUri } from './canonical-request.ts'
import { pathOf } from './sign-v4.ts'
import type { OssRequest, OssResponse, OssTarget, SignedRequest } from './types.ts'
import { childText, escapeXml } from './xml.ts'
import type { XmlElement } from './xml.ts'

/** What a page wants to do. `headers`: the names it sends beyond those every page may. */
export type PageWish = {
  objectKey: string
  origin: string
  method: 'PUT' | 'POST' | 'GET' | 'DELETE'
  headers: readonly string[]
}

/** `exposed`: names of the headers of an answer it may read, in lower case. */
export type PageRights = { isAllowed: boolean; exposed: readonly string[] }

/** Of one bucket. */
export const maxCorsRules = 10

/** The question a browser asks first. It is not signed. */
export function preflightRequest({ objectKey, origin, method, headers }: PageWish, target: OssTarget): SignedRequest {
  const { protocol, host } = target.endpoint
  const names = headers.map((name) => name.toLowerCase()).sort()
  return {
    method: 'OPTIONS',
    protocol,
    host,
    path: pathOf(canonicalUri(target.bucket, objectKey), target),
    headers: {
      origin,
      'access-control-request-method': method,
      ...(names.length > 0 && { 'access-control-request-headers': names.join(',') }),
    },
  }
}

const listed = (text: string | undefined): string[] => (text ?? '').split(',').map((each) => each.trim().toLowerCase())

/** Whether a browser would go on after this answer. */
export function allowsPage({ status, headers }: OssResponse, wish: PageWish): boolean {
  const origin = headers['access-control-allow-origin']
  const names = listed(headers['access-control-allow-headers'])
  return (
    status >= 200 &&
    status < 300 &&
    (origin === '*' || origin === wish.origin) &&
    listed(headers['access-control-allow-methods']).some(
      (each) => each === wish.method.toLowerCase() || each === '*',
    ) &&
    wish.headers.every((name) => names.includes(name.toLowerCase()) || names.includes('*'))
  )
}

export const pageRights = (response: OssResponse, wish: PageWish): PageRights => ({
  isAllowed: allowsPage(response, wish),
  exposed: listed(response.headers['access-control-expose-headers']),
})

/** Whether an answer to the question speaks of CORS at all; anything else says that the address is no OSS. */
export const isPreflightAnswer = ({ status, headers }: OssResponse): boolean =>
  headers['access-control-allow-origin'] !== undefined ||
  (status === 403 && Object.keys(headers).some((name) => name.startsWith('x-oss-')))

export const getCorsRequest: OssRequest = { method: 'GET', query: { cors: '' }, headers: {} }

/** The bucket's rules as they stand, each with all it holds, also what this app knows nothing of. */
export type CorsConfiguration = XmlElement

export const parseCors = (response: OssResponse): CorsConfiguration => rootNamed(response, 'CORSConfiguration')

/** OSS's code for "no rules yet", which is an empty set and no failure. */
export const isNoCors = (error: unknown): boolean =>
  error instanceof AppError && error.oss?.ossCode === 'NoSuchCORSConfiguration'

const write = ({ name, text, children }: XmlElement): string =>
  `<${name}>${children.length > 0 ? children.map(write).join('') : escapeXml(text)}</${name}>`

/**
 * PutBucketCors replaces all rules, so those that are there are sent along unchanged, with the new one behind them.
 * Throws `cors.tooManyRules`.
 */
export function addCorsRuleBody(existing: CorsConfiguration | undefined, rule: CorsRule): Uint8Array {
  const children = existing?.children ?? []
  const rules = children.filter(({ name }) => name === 'CORSRule')
  if (rules.length >= maxCorsRules) throw new AppError('cors.tooManyRules', { params: { max: maxCorsRules } })
  // Whether answers name the origin in Vary is a setting beside the rules.
  const rest = children.filter(({ name }) => name !== 'CORSRule')
  const text = [...rules.map(write), corsRuleXml(rule), ...rest.map(write)].join('')
  return new TextEncoder().encode(
    `<?xml version="1.0" encoding="UTF-8"?><CORSConfiguration>${text}</CORSConfiguration>`,
  )
}

export const putCorsRequest = (body: Uint8Array): OssRequest => ({
  method: 'PUT',
  query: { cors: '' },
  headers: {
    'content-type': 'application/xml',
    'content-md5': createHash('md5').update(body).digest('base64'),
  },
})

/** Whether the same rule is there already, so that a second click adds no second one. */
export const hasCorsRule = (existing: CorsConfiguration | undefined, rule: CorsRule): boolean =>
  (existing?.children ?? []).some((entry) => {
    const values = (name: string) => entry.children.filter((each) => each.name === name).map(({ text }) => text)
    const same = (name: string, wanted: readonly string[]) => values(name).join('\n') === wanted.join('\n')
    return (
      entry.name === 'CORSRule' &&
      same('AllowedOrigin', rule.allowedOrigins) &&
      same('AllowedMethod', rule.allowedMethods) &&
      same('AllowedHeader', rule.allowedHeaders) &&
      same('ExposeHeader', rule.exposeHeaders) &&
      childText(entry, 'MaxAgeSeconds') === String(rule.maxAgeSeconds)
    )
  })
