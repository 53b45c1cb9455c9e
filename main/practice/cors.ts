// CORS: what a web page of another origin may do and read.
import { xmlAnswer, type Answer, type Exchange } from './exchange.ts'
import type { Headers } from './headers.ts'
import type { BucketConfig, CorsRule } from './model.ts'
import { malformedXml, Refusal } from './refusal.ts'
import type { Store } from './store.ts'
import { element, parseXml, xmlDocument, type XmlNode } from './xml.ts'

const maxRules = 10
const maxBodyBytes = 64 * 1024

export const corsRules = (store: Store, bucket: BucketConfig): readonly CorsRule[] =>
  store.cors(bucket.name) ?? bucket.cors ?? []

/** At most one `*` in a pattern, standing for anything. */
function fits(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*')
  if (star < 0) return pattern === text
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)]
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail)
}

const findRule = (
  rules: readonly CorsRule[],
  origin: string,
  method: string,
  requested: readonly string[],
): CorsRule | undefined =>
  rules.find(
    (rule) =>
      rule.allowedOrigins.some((pattern) => fits(pattern, origin)) &&
      rule.allowedMethods.includes(method) &&
      requested.every((name) => rule.allowedHeaders?.some((pattern) => fits(pattern.toLowerCase(), name))),
  )

const originHeaders = (rule: CorsRule, origin: string): Record<string, string> => ({
  'Access-Control-Allow-Origin': rule.allowedOrigins.includes('*') ? '*' : origin,
  'Access-Control-Allow-Methods': rule.allowedMethods.join(', '),
  ...(rule.exposeHeaders?.length ? { 'Access-Control-Expose-Headers': rule.exposeHeaders.join(', ') } : {}),
  ...(rule.maxAgeSeconds === undefined ? {} : { 'Access-Control-Max-Age': String(rule.maxAgeSeconds) }),
  Vary: 'Origin',
})

/** The headers a page needs on an ordinary answer; none where no rule fits or nobody asked. */
export function corsHeaders(rules: readonly CorsRule[], method: string, headers: Headers): Record<string, string> {
  const origin = headers.text('origin')
  const rule = origin === undefined ? undefined : findRule(rules, origin, method, [])
  return rule && origin !== undefined ? originHeaders(rule, origin) : {}
}

/** The unsigned OPTIONS request a browser sends first. */
export function preflight(rules: readonly CorsRule[], headers: Headers): Answer {
  const origin = headers.text('origin')
  const method = headers.text('access-control-request-method')
  const listed = headers.text('access-control-request-headers')
  if (origin === undefined || method === undefined) {
    throw new Refusal(400, 'BadRequest', 'Insufficient information. Origin request header needed.')
  }
  const requested = listed?.split(',').map((name) => name.trim().toLowerCase()) ?? []
  const rule = findRule(rules, origin, method, requested)
  if (!rule) {
    const message =
      rules.length === 0
        ? 'CORSResponse: CORS is not enabled for this bucket.'
        : "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."
    throw new Refusal(403, 'AccessForbidden', message)
  }
  return {
    status: 200,
    headers: {
      ...originHeaders(rule, origin),
      ...(listed === undefined ? {} : { 'Access-Control-Allow-Headers': listed }),
    },
  }
}

export function getBucketCors(exchange: Exchange): Answer {
  const rules = corsRules(exchange.store, exchange.bucket)
  if (rules.length === 0) {
    throw new Refusal(404, 'NoSuchCORSConfiguration', 'The CORS Configuration does not exist.')
  }
  return xmlAnswer(
    xmlDocument(
      element(
        'CORSConfiguration',
        rules.map((rule) =>
          element('CORSRule', [
            ...rule.allowedOrigins.map((value) => element('AllowedOrigin', value)),
            ...rule.allowedMethods.map((value) => element('AllowedMethod', value)),
            ...(rule.allowedHeaders ?? []).map((value) => element('AllowedHeader', value)),
            ...(rule.exposeHeaders ?? []).map((value) => element('ExposeHeader', value)),
            ...(rule.maxAgeSeconds === undefined ? [] : [element('MaxAgeSeconds', rule.maxAgeSeconds)]),
          ]),
        ),
      ),
    ),
  )
}

function readRule(entry: XmlNode): CorsRule {
  const values = (name: string): string[] => entry.children(name).map((child) => child.value)
  const [allowedOrigins, allowedMethods] = [values('AllowedOrigin'), values('AllowedMethod')]
  const [allowedHeaders, exposeHeaders] = [values('AllowedHeader'), values('ExposeHeader')]
  const maxAge = entry.text('MaxAgeSeconds')
  const isBad =
    allowedOrigins.length === 0 ||
    allowedMethods.length === 0 ||
    !allowedMethods.every((method) => ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'].includes(method)) ||
    [...allowedOrigins, ...allowedHeaders].some((pattern) => pattern.split('*').length > 2) ||
    exposeHeaders.some((name) => name.includes('*')) ||
    (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge))
  if (isBad) throw malformedXml()
  return {
    allowedOrigins,
    allowedMethods,
    ...(allowedHeaders.length > 0 ? { allowedHeaders } : {}),
    ...(exposeHeaders.length > 0 ? { exposeHeaders } : {}),
    ...(maxAge === undefined ? {} : { maxAgeSeconds: Number(maxAge) }),
  }
}

export async function putBucketCors(exchange: Exchange): Promise<Answer> {
  const body = await exchange.body.small(maxBodyBytes)
  const entries = parseXml(body.toString('utf8'), 'CORSConfiguration')?.children('CORSRule') ?? []
  if (entries.length === 0 || entries.length > maxRules) throw malformedXml()
  const rules = entries.map(readRule)
  exchange.store.record({ change: 'cors', bucket: exchange.bucket.name, rules })
  return { status: 200 }
}

export function deleteBucketCors(exchange: Exchange): Answer {
  exchange.store.record({ change: 'cors', bucket: exchange.bucket.name, rules: [] })
  return { status: 204 }
}
