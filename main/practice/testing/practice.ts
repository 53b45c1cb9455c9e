// A practice server in a temporary folder, and requests to it that are signed here and sent byte for byte.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canonicalRequest, signatureOf, stringToSign } from '../canonical.ts'
import { readHeaders } from '../headers.ts'
import { startPracticeServer, type PracticeKey, type PracticeServerOptions, type RequestLine } from '../server.ts'
import { bytesOf, encodePercent, parseTarget } from '../target.ts'

export const ownerKey: PracticeKey = { accessKeyId: 'LTAIowner', accessKeySecret: 'owner-secret' }

export type Reply = { status: number; headers: IncomingHttpHeaders; body: Buffer; text: string; ossCode: string }

export type Sending = {
  query?: Readonly<Record<string, string>>
  headers?: Readonly<Record<string, string>>
  body?: Buffer | string
  key?: PracticeKey
  region?: string
  /** Milliseconds; the server's own clock by default. */
  at?: number
  isUnsigned?: boolean
}

/** Sends exactly these headers and this target; resolves with whatever comes back, rejects when nothing does. */
export function sendRaw(
  port: number,
  request: {
    method: string
    path: string
    headers: Readonly<Record<string, string | string[]>>
    body?: Buffer | string | undefined
  },
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { method, path, headers } = request
    const outgoing = httpRequest({ host: '127.0.0.1', port, method, path, headers, setHost: false, agent: false })
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('close', () => {
        if (!response.complete) reject(new Error('the answer was cut'))
      })
      response.on('end', () => {
        const body = Buffer.concat(parts)
        const text = body.toString('utf8')
        const error = response.headers['x-oss-err']
        const document = typeof error === 'string' ? Buffer.from(error, 'base64').toString('utf8') : text
        const ossCode = /<Error><Code>(\w+)</.exec(document)?.[1] ?? ''
        outgoing.destroy()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, text, ossCode })
      })
    })
    // Not end(body): that sets the length first, with the same effect on Content-Disposition as below.
    if (request.body !== undefined) outgoing.write(Buffer.from(request.body))
    outgoing.end()
  })
}

const v4Date = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')

/** `/bucket/key?query` as a client would send it. */
export function targetOf(bucket: string, objectKey: string, query: Readonly<Record<string, string>> = {}): string {
  const parts = Object.entries(query).map(([name, value]) => {
    const encoded = encodePercent(bytesOf(name), 'no slash')
    return value === '' ? encoded : `${encoded}=${encodePercent(bytesOf(value), 'no slash')}`
  })
  const path = encodePercent(bytesOf(`/${bucket}/${objectKey}`), 'slash')
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`
}

/** Headers, Authorization among them, for a V4 request in path style. */
export function signedHeaders(
  method: string,
  path: string,
  host: string,
  plain: Readonly<Record<string, string>>,
  signing: { key: PracticeKey; region: string; atMs: number },
): Record<string, string> {
  const { key, region, atMs } = signing
  const date = v4Date(atMs)
  const headers: Record<string, string> = {
    host,
    'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
    'x-oss-date': date,
    ...(key.securityToken === undefined ? {} : { 'x-oss-security-token': key.securityToken }),
    ...Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, bytesOf(value)])),
  }
  const scope = `${date.slice(0, 8)}/${region}/oss/aliyun_v4_request`
  const { canonicalUri, query } = parseTarget(path, host, new Map())
  const canonical = canonicalRequest({
    method,
    canonicalUri,
    query,
    headers: readHeaders(Object.entries(headers).flat()),
    additional: [],
  })
  const signature = signatureOf(key.accessKeySecret, scope, stringToSign(date, scope, canonical))
  const authorization = `OSS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope},Signature=${signature}`
  return { ...headers, authorization }
}

/** A presigned target for the same key. */
export function presign(
  method: string,
  objectKey: string,
  host: string,
  signing: {
    atMs: number
    expires: number
    headers?: Record<string, string>
    query?: Record<string, string>
    key?: PracticeKey
  },
): string {
  const { atMs, expires, key = ownerKey } = signing
  const date = v4Date(atMs)
  const scope = `${date.slice(0, 8)}/cn-hangzhou/oss/aliyun_v4_request`
  const query = {
    ...signing.query,
    'x-oss-signature-version': 'OSS4-HMAC-SHA256',
    'x-oss-credential': `${key.accessKeyId}/${scope}`,
    'x-oss-date': date,
    'x-oss-expires': String(expires),
    ...(key.securityToken === undefined ? {} : { 'x-oss-security-token': key.securityToken }),
  }
  const target = parseTarget(targetOf('practice', objectKey, query), host, new Map())
  const canonical = canonicalRequest({
    method,
    ...target,
    headers: readHeaders(Object.entries(signing.headers ?? {}).flat()),
    additional: [],
  })
  const signature = signatureOf(key.accessKeySecret, scope, stringToSign(date, scope, canonical))
  return targetOf('practice', objectKey, { ...query, 'x-oss-signature': signature })
}

export type Practice = Awaited<ReturnType<typeof startPractice>>

/** Bucket `practice` in cn-hangzhou and one key with every right, unless the options say otherwise. */
export async function startPractice(options: Partial<PracticeServerOptions> = {}) {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'practice-'))
  const lines: RequestLine[] = []
  let now = options.now ?? Date.now
  const server = await startPracticeServer({
    buckets: [{ name: 'practice', region: 'cn-hangzhou' }],
    keys: [ownerKey],
    onRequest: (line) => lines.push(line),
    ...options,
    dir,
  })
  const host = `127.0.0.1:${server.port}`
  const send = (method: string, objectKey: string, sending: Sending = {}): Promise<Reply> => {
    const { query = {}, body, key = ownerKey, region = 'cn-hangzhou', at = now(), isUnsigned = false } = sending
    const path = targetOf('practice', objectKey, query)
    const length =
      body === undefined && method !== 'PUT' ? {} : { 'content-length': String(Buffer.byteLength(body ?? '')) }
    // Length last: Node garbles a Content-Disposition beyond Latin-1 that comes after it.
    const plain = { ...sending.headers, ...length }
    const headers = isUnsigned
      ? { host, ...plain }
      : signedHeaders(method, path, host, plain, { key, region, atMs: at })
    return sendRaw(server.port, { method, path, headers, body })
  }
  return {
    ...server,
    dir,
    host,
    lines,
    send,
    setNow: (clock: () => number): void => {
      now = clock
      server.setNow(clock)
    },
    /** Names of the operations so far, with the error code of those refused. */
    operations: () => lines.map((line) => [line.operation, line.ossCode].filter((part) => part !== '').join(' ')),
    /** Stops the server and keeps the folder. */
    stop: () => server.close(),
    end: async (): Promise<void> => {
      await server.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

export const md5Of = (body: Buffer | string): string => createHash('md5').update(body).digest('base64')

/** The text of every element of this name, in order. */
export const valuesOf = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map((found) => found[1] ?? '')
