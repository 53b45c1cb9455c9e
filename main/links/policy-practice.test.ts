// Whatever policy a link may have, the practice server takes an upload with exactly the listed headers, and none that
// leaves one of them out, changes one or adds one.
import fc from 'fast-check'
import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LinkPolicy, LinkRequest, LinkView } from '../../shared/model/link.ts'
import { targetFor } from '../oss/endpoint.ts'
import { ownerKey, startPractice, type Practice } from '../practice/testing/practice.ts'
import { makeLink } from './make-link.ts'

let practice: Practice
beforeAll(async () => {
  practice = await startPractice()
})
afterAll(() => practice.end())

const body = 'hello'
const ascii = fc.stringMatching(/^[!-~](?:[ -~]{0,20}[!-~])?$/)
const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== '')
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/)
const labels = fc.dictionary(name, anyText, { maxKeys: 3, noNullPrototype: true })

const policies: fc.Arbitrary<Omit<LinkPolicy, 'validity'>> = fc.record(
  {
    contentType: fc.constantFrom('application/pdf', 'text/plain; charset="utf-8"'),
    cacheControl: ascii,
    contentDisposition: ascii,
    contentEncoding: fc.constant('x-packed'),
    expires: fc.integer({ min: 1e12, max: 4e12 }),
    acl: fc.constantFrom('private', 'public-read', 'public-read-write'),
    encryption: fc.constantFrom({ kind: 'AES256' as const }, { kind: 'KMS' as const, keyId: 'key-1' }),
    storageClass: fc.constantFrom('Standard', 'IA', 'DeepColdArchive'),
    metadata: labels,
    tags: fc.dictionary(name, fc.stringMatching(/^[A-Za-z0-9 +\-=._:/]{0,12}$/), { maxKeys: 3, noNullPrototype: true }),
    isFirstUploadOnly: fc.boolean(),
    trafficLimitBitsPerSecond: fc.integer({ min: 819_200, max: 838_860_800 }),
    exactBytes: fc.constant(body.length),
    pinnedHeaders: fc.dictionary(fc.constantFrom('Content-Language', 'X-Project', 'x-oss-request-payer'), ascii, {
      noNullPrototype: true,
    }),
  },
  { requiredKeys: ['metadata', 'tags', 'isFirstUploadOnly', 'pinnedHeaders'] },
)

let count = 0
function linkFor(policy: Omit<LinkPolicy, 'validity'>): LinkView {
  const request: LinkRequest = {
    ...policy,
    accountId: 'a1' as LinkRequest['accountId'],
    objectKey: `in/合同 ${(count += 1)}.bin`,
    forWhom: '',
    validity: { kind: 'seconds', seconds: 60 },
  }
  const { accessKeyId, accessKeySecret } = ownerKey
  const customDomain = `http://${practice.host}`
  const target = targetFor({ kind: 'custom', region: 'cn-hangzhou', bucket: 'practice', customDomain })
  return makeLink(request, {
    linkId: 'l',
    folder: '',
    target,
    credentials: { accessKeyId, accessKeySecret },
    nowMs: Date.now(),
  })
}

/** The status, and the code of a refusal. */
function put(url: string, headers: LinkView['headers'], content = body): Promise<string> {
  const sent = Object.fromEntries(headers.map((header) => [header.name, header.value]))
  return new Promise((resolve, reject) => {
    const length = { 'Content-Length': Buffer.byteLength(content) }
    const request = httpRequest(url, { method: 'PUT', headers: { ...sent, ...length } }, (answer) => {
      let text = ''
      answer.on('data', (part: Buffer) => (text += part.toString()))
      answer.on('end', () => resolve(`${answer.statusCode} ${/<Code>(.*?)<\/Code>/.exec(text)?.[1] ?? ''}`.trim()))
    })
    request.on('error', reject)
    request.end(content)
  })
}

it('is kept to the letter: nothing left out, nothing changed, nothing added', async () => {
  await fc.assert(
    fc.asyncProperty(policies, fc.nat(), async (policy, pick) => {
      const { url, headers } = linkFor(policy)
      const byHand = headers.filter((header) => header.name !== 'Content-Length')
      const one = byHand.length === 0 ? undefined : byHand[pick % byHand.length]
      const mismatch = '403 SignatureDoesNotMatch'
      if (one) {
        const without = headers.filter((header) => header !== one)
        // The link itself names those OSS would not look for by itself.
        const isNamed = !/^(?:content-type$|x-oss-)/i.test(one.name)
        expect(await put(url, without)).toBe(isNamed ? '400 InvalidArgument' : mismatch)
        const changed = headers.map((header) => (header === one ? { ...one, value: `${one.value}x` } : header))
        expect(await put(url, changed)).toBe(mismatch)
      }
      expect(await put(url, [...headers, { name: 'x-oss-meta-added', value: '1' }])).toBe(mismatch)
      if (policy.exactBytes !== undefined) expect(await put(url, headers, 'hello!')).toBe(mismatch)
      expect(await put(url, headers)).toBe('200')
      expect(await put(url, headers)).toBe(policy.isFirstUploadOnly ? '409 FileAlreadyExists' : '200')
    }),
    { numRuns: 100 },
  )
})
