// The official SDK's signatures, sent over the wire: what must pass, what must not, and other spellings that must.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { canonicalRequest, signatureOf, stringToSign } from './canonical.ts'
import { readHeaders } from './headers.ts'
import { parseTarget } from './target.ts'
import { sendRaw, startPractice, type Practice, type Reply } from './testing/practice.ts'

const headers = z.record(z.string(), z.string())
const input = z.object({ bucket: z.string().nullable(), region: z.string() })
const wire = z.object({ method: z.string(), url: z.string(), headers })
const schema = z.object({
  vectors: z.array(
    z.object({
      id: z.string(),
      auth: z.enum(['query', 'header']),
      input: input.extend({
        method: z.string(),
        headers,
        accessKeySecret: z.string(),
        securityToken: z.string().nullable(),
        signTimeUnix: z.number(),
      }),
      expect: z.object({
        url: z.string(),
        host: z.string(),
        signature: z.string(),
        canonicalRequest: z.string(),
        stringToSign: z.string(),
        authorization: z.string().optional(),
        headersAddedBySigner: headers.optional(),
        effectiveAdditionalHeaders: z.array(z.string()),
      }),
    }),
  ),
  reject: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      input,
      request: wire,
      serverTimeUnix: z.number(),
      expect: z.object({ status: z.number(), code: z.string(), alsoAcceptable: z.array(z.string()).optional() }),
    }),
  ),
  acceptAlso: z.array(
    z.object({ id: z.string(), title: z.string(), input, request: wire, serverTimeUnix: z.number() }),
  ),
})
const vectors = schema.parse(
  JSON.parse(readFileSync(new URL('../oss/testdata/v4-vectors.json', import.meta.url), 'utf8')),
)

const regions = ['cn-hangzhou', 'ap-southeast-1', 'us-east-1', 'eu-central-1']
const keys = [
  { accessKeyId: 'LTAI5tExampleAccessKeyId', accessKeySecret: 'ExampleSecretKeyDoNotUse0123456789' },
  {
    accessKeyId: 'STS.NUexampleAccessKey',
    accessKeySecret: 'stsSecretExample',
    securityToken:
      'CAISxQJ1q6Ft5B2yfSjIr5bDAd3RmbhFhJKoSmzwimElTvtVm6nwhTz2IHBOeHZgBuEXsfw3mG5T5vYblrJtRodAVRRQo8VbVLA=',
  },
]

const servers = new Map<string, Practice>()
beforeAll(async () => {
  for (const region of regions) {
    const bucket = { name: 'examplebucket', region, cname: ['files.example.com'] }
    // Stops right before the operation: a request that gets there was accepted.
    const faults = () => ({ refuse: { status: 418, code: 'Accepted', isAfterBody: true } })
    servers.set(region, await startPractice({ buckets: [bucket], keys, faults }))
  }
})
afterAll(async () => {
  for (const server of servers.values()) await server.end()
})

/** Sends a request for a public host to the loopback server of the region: path as spelled, Host as in the URL. */
function sendAs(region: string, atUnix: number, request: z.infer<typeof wire>): Promise<Reply> {
  const server = servers.get(region)
  if (!server) throw new Error(`no server for ${region}`)
  server.setNow(() => atUnix * 1000)
  const [, host = '', path = '/'] = /^https?:\/\/([^/]+)(.*)$/.exec(request.url) ?? []
  const named = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]))
  const length = Number(named['content-length'] ?? 0)
  const isBodied = request.method === 'PUT' || request.method === 'POST'
  return sendRaw(server.port, {
    method: request.method,
    path,
    headers: { host, ...(isBodied ? { 'content-length': String(length) } : {}), ...lowerHost(request.headers) },
    body: isBodied && length > 0 ? Buffer.alloc(length, 1) : undefined,
  })
}

/** `Host` may be in the headers in any case; there must be one only. */
const lowerHost = (given: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      /^(host|content-length)$/i.test(name) ? name.toLowerCase() : name,
      value,
    ]),
  )

// 418 is the stop above; ListBuckets is answered before it (200); image processing and versions are not built (501).
const accepted = [418, 200, 501]

describe('signatures of the official SDK', () => {
  it('are all here', () => {
    expect([vectors.vectors.length, vectors.reject.length, vectors.acceptAlso.length]).toEqual([88, 24, 7])
  })

  it.each(vectors.vectors)('$id is read into the same canonical request and accepted', async (vector) => {
    const { expect: wanted, input: given } = vector
    const sent = {
      ...given.headers,
      ...wanted.headersAddedBySigner,
      ...(wanted.authorization === undefined ? {} : { authorization: wanted.authorization }),
    }
    const [, host = '', path = '/'] = /^https?:\/\/([^/]+)(.*)$/.exec(wanted.url) ?? []
    const target = parseTarget(path, host, new Map([['files.example.com', 'examplebucket']]))
    const canonical = canonicalRequest({
      method: given.method,
      canonicalUri: target.canonicalUri,
      query: target.query,
      headers: readHeaders(Object.entries({ host, ...sent }).flat()),
      additional: wanted.effectiveAdditionalHeaders,
    })
    const [, date = '', scope = ''] = wanted.stringToSign.split('\n')
    const text = stringToSign(date, scope, canonical)
    const signature = signatureOf(given.accessKeySecret, scope, text)
    expect({ canonical, text, signature }).toEqual({
      canonical: wanted.canonicalRequest,
      text: wanted.stringToSign,
      signature: wanted.signature,
    })

    const request = { method: given.method, url: wanted.url, headers: sent }
    const reply = await sendAs(given.region, given.signTimeUnix, request)
    expect(accepted, reply.text).toContain(reply.status)
  })

  it.each(vectors.reject)('$id is refused: $title', async (vector) => {
    const reply = await sendAs(vector.input.region, vector.serverTimeUnix, vector.request)
    const codes = [vector.expect.code, ...(vector.expect.alsoAcceptable ?? [])]
    expect(codes, reply.text).toContain(reply.ossCode)
    if (reply.ossCode === vector.expect.code) expect(reply.status).toBe(vector.expect.status)
    else expect([400, 403, 405]).toContain(reply.status)
  })

  it.each(vectors.acceptAlso)('$id is accepted: $title', async (vector) => {
    const reply = await sendAs(vector.input.region, vector.serverTimeUnix, vector.request)
    expect(accepted, reply.text).toContain(reply.status)
  })
})
