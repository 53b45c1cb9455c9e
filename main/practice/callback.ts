// Upload callbacks: after the object is stored, OSS calls the application's server and passes its answer on.
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import * as z from 'zod'
import { queryText, type Answer, type Exchange } from './exchange.ts'
import type { StoredObject } from './model.ts'
import { errorDocument, invalidArgument, Refusal } from './refusal.ts'

const settings = z.object({
  callbackUrl: z.string().min(1),
  callbackBody: z.string().min(1),
  callbackBodyType: z.enum(['application/x-www-form-urlencoded', 'application/json']).optional(),
  callbackHost: z.string().optional(),
  callbackSNI: z.boolean().optional(),
})

const variableName = /^x:[^A-Z]+$/
const variables = z.record(z.string().regex(variableName), z.string())

export type Callback = z.infer<typeof settings> & { variables: Readonly<Record<string, string>> }

const answerLimitMs = 5_000
const maxBase64Bytes = 5 * 1024
const maxAnswerBytes = 1024 * 1024

function decode<T>(base64: string, schema: z.ZodType<T>, name: string): T {
  if (base64.length > maxBase64Bytes) throw invalidArgument(`The ${name} is too long.`)
  try {
    return schema.parse(JSON.parse(Buffer.from(base64, 'base64').toString('utf8')))
  } catch {
    throw invalidArgument(`The ${name} configuration is not valid JSON in base64.`, '', { ArgumentName: name })
  }
}

export type CallbackForm = { names: readonly string[]; field: (name: string) => string | undefined }

/** In a form each variable is a field of its own, as OSS documents it; callback-var is not read there. */
function variablesOf({ names, field }: CallbackForm): Readonly<Record<string, string>> {
  const own = names.filter((name) => name.startsWith('x:'))
  const bad = own.find((name) => !variableName.test(name))
  if (bad !== undefined)
    throw invalidArgument('A callback variable has a name in lower case.', '', { ArgumentName: bad })
  return Object.fromEntries(own.map((name) => [name, field(name) ?? '']))
}

/** The callback asked for in headers or query, or in a form, checked before the body is read. */
export function callbackOf(exchange: Exchange, form?: CallbackForm): Callback | undefined {
  const pick = (header: string, parameter: string): string | undefined => {
    const [inHeader, inQuery] = [exchange.headers.text(header), queryText(exchange, parameter)]
    if (inHeader !== undefined && inQuery !== undefined) {
      throw invalidArgument(`${parameter} was given both as a header and in the query.`)
    }
    return form?.field(parameter) ?? inHeader ?? inQuery
  }
  const encoded = pick('x-oss-callback', 'callback')
  if (encoded === undefined) return undefined
  const callback = decode(encoded, settings, 'callback')
  const urls = callback.callbackUrl.split(';')
  if (urls.length > 5 || !urls.every((url) => URL.canParse(absolute(url)))) {
    throw invalidArgument('The callbackUrl is not valid.', '', { ArgumentName: 'callback' })
  }
  if (form) return { ...callback, variables: variablesOf(form) }
  const encodedVariables = pick('x-oss-callback-var', 'callback-var')
  return {
    ...callback,
    variables: encodedVariables === undefined ? {} : decode(encodedVariables, variables, 'callback-var'),
  }
}

const absolute = (url: string): string => (/^https?:\/\//i.test(url.trim()) ? url.trim() : `http://${url.trim()}`)

/** `${...}` in the body template. In JSON texts get quotes and numbers do not, as OSS's own examples expect. */
export function fillTemplate(callback: Callback, values: Readonly<Record<string, string | number>>): string {
  const isJson = callback.callbackBodyType === 'application/json'
  return callback.callbackBody.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = name.startsWith('x:') ? callback.variables[name] : values[name]
    if (isJson) return JSON.stringify(value ?? '')
    return encodeURIComponent(value ?? '')
  })
}

function post(url: string, body: string, callback: Callback, exchange: Exchange): Promise<string> {
  const target = new URL(absolute(url))
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const request = send(target, {
      method: 'POST',
      agent: false,
      signal: AbortSignal.timeout(answerLimitMs),
      headers: {
        'Content-Type': callback.callbackBodyType ?? 'application/x-www-form-urlencoded',
        'Content-Length': Buffer.byteLength(body),
        'User-Agent': 'aliyun-oss-callback',
        'x-oss-bucket': exchange.bucket.name,
        'x-oss-request-id': exchange.requestId,
        ...(callback.callbackHost === undefined ? {} : { Host: callback.callbackHost }),
      },
    })
    request.on('error', reject)
    request.on('response', (response) => {
      const parts: Buffer[] = []
      let size = 0
      response.on('data', (part: Buffer) => {
        parts.push(part)
        size += part.length
        if (size > maxAnswerBytes) request.destroy(new Error('the answer is larger than 1 MB'))
      })
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8')
        const problem = problemOf(response.statusCode ?? 0, response.headers['content-length'], text)
        if (problem === undefined) resolve(text)
        else reject(new Error(problem))
      })
    })
    request.end(body)
  })
}

function problemOf(status: number, contentLength: string | undefined, text: string): string | undefined {
  if (status !== 200) return `Error status : ${status}.`
  if (contentLength === undefined) return 'Error status : -1. The answer has no Content-Length.'
  try {
    JSON.parse(text)
    return undefined
  } catch {
    return 'Response body is not valid json format.'
  }
}

async function call(exchange: Exchange, callback: Callback, object: StoredObject): Promise<string> {
  const body = fillTemplate(callback, {
    bucket: exchange.bucket.name,
    object: object.objectKey,
    etag: object.etag,
    size: object.size,
    mimeType: object.options.headers['content-type'] ?? '',
    crc64: object.crc64,
    contentMd5: object.md5 ?? '',
    reqId: exchange.requestId,
  })
  let last: unknown
  for (const url of callback.callbackUrl.split(';')) {
    try {
      return await post(url, body, callback, exchange)
    } catch (error) {
      last = error
    }
  }
  throw last
}

/** The answer for the client: the application's JSON, or 203 when the call failed. The object is stored either way. */
export async function withCallback(
  exchange: Exchange,
  callback: Callback | undefined,
  object: StoredObject,
  answer: Answer,
): Promise<Answer> {
  if (!callback) return answer
  try {
    const body = await call(exchange, callback, object)
    return { status: 200, headers: { ...answer.headers, 'Content-Type': 'application/json' }, body }
  } catch (error) {
    const message = error instanceof Error ? error.message : 'The callback failed.'
    const refusal = new Refusal(203, 'CallbackFailed', message, { ec: '0007-00000203' })
    const about = { requestId: exchange.requestId, hostId: exchange.target.hostName }
    const headers = { ...answer.headers, 'Content-Type': 'application/xml', 'x-oss-ec': refusal.ec }
    return { status: 203, headers, body: errorDocument(refusal, about) }
  }
}
