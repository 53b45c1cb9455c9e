import { describe, expect, it } from 'vitest'
import { createOssClient } from './client.ts'
import type { OssClient, OssClientParts } from './client.ts'
import type { Exchange, OssTarget, SignedRequest } from './types.ts'

const target: OssTarget = {
  bucket: 'mybucket',
  region: 'cn-hangzhou',
  endpoint: { protocol: 'https:', host: 'mybucket.oss-cn-hangzhou.aliyuncs.com', style: 'virtual' },
}
const startMs = Date.UTC(2026, 10, 20, 12)
const file = { kind: 'file', path: '/tmp/a', start: 0, end: 3 } as const

type Answer = { status?: number; headers?: Record<string, string>; body?: string; sentCrc64?: string }
type Scripted = {
  client: OssClient
  /** `method path @signing time`, in the order they were sent. */
  sent: string[]
  requests: SignedRequest[]
  options: { signal: AbortSignal }
  corrections: number[]
}

/** A transport that gives the answers in order; the last one again and again. */
function scripted(answers: Answer[], more: Partial<OssClientParts> = {}): Scripted {
  const requests: SignedRequest[] = []
  const sent: string[] = []
  const corrections: number[] = []
  const client = createOssClient({
    target,
    clock: { now: () => startMs },
    credentials: () => ({ accessKeyId: 'ak', accessKeySecret: 'sk' }),
    onClockCorrected: (offsetMs) => corrections.push(offsetMs),
    transport: {
      send: (request) => {
        const answer = answers[Math.min(requests.length, answers.length - 1)] ?? {}
        requests.push(request)
        sent.push(`${request.method} ${request.path} @${request.headers['x-oss-date'] ?? ''}`)
        const { status = 200, headers = {}, body = '', sentCrc64 } = answer
        const exchange: Exchange = {
          response: { status, headers: { 'x-oss-request-id': 'R', ...headers }, body: new TextEncoder().encode(body) },
          sentBytes: 0,
          ...(sentCrc64 !== undefined && { sentCrc64 }),
        }
        return Promise.resolve(exchange)
      },
    },
    ...more,
  })
  return { client, sent, requests, corrections, options: { signal: new AbortController().signal } }
}

const skewed = (date: string): Answer => ({
  status: 403,
  headers: { date },
  body: '<Error><Code>RequestTimeTooSkewed</Code></Error>',
})
const twoHoursAhead = 'Fri, 20 Nov 2026 14:00:00 GMT'
const twoHoursMs = 7_200_000

describe('checksums', () => {
  it('accepts what OSS stored when both counted the same', async () => {
    const { client, options } = scripted([{ sentCrc64: '7', headers: { etag: '"E"', 'x-oss-hash-crc64ecma': '7' } }])
    expect(await client.putObject('k', file, {}, options)).toEqual({ etag: 'E', crc64: '7', requestId: 'R' })
  })

  it('never hides a difference, of an object or a part, and lets it be sent again', async () => {
    const { client, options } = scripted([{ sentCrc64: '7', headers: { etag: '"E"', 'x-oss-hash-crc64ecma': '8' } }])
    const mismatch = expect.objectContaining({ code: 'upload.checksumMismatch', isRetryable: true })
    await expect(client.putObject('k', file, {}, options)).rejects.toEqual(mismatch)
    const part = { objectKey: 'k', uploadId: 'U', partNumber: 1 }
    await expect(client.uploadPart(part, file, options)).rejects.toEqual(mismatch)
  })

  it('does not take a missing checksum of theirs for a wrong one', async () => {
    const { client, options } = scripted([{ sentCrc64: '7', headers: { etag: '"E"' } }])
    expect(await client.putObject('k', file, {}, options)).toEqual({ etag: 'E', requestId: 'R' })
    const part = { objectKey: 'k', uploadId: 'U', partNumber: 1 }
    expect(await client.uploadPart(part, file, options)).toEqual({ etag: 'E', crc64: '7', requestId: 'R' })
  })

  it('takes a 200 that came before the whole file was sent for no success, of an object or a part', async () => {
    const { client, options } = scripted([{ headers: { etag: '"E"', 'x-oss-hash-crc64ecma': '8' } }, { headers: {} }])
    const incomplete = { code: 'upload.incompleteBody', isRetryable: true }
    await expect(client.putObject('k', file, {}, options)).rejects.toEqual(
      expect.objectContaining({ ...incomplete, params: { storedCrc64: '8' } }),
    )
    const part = { objectKey: 'k', uploadId: 'U', partNumber: 1 }
    await expect(client.uploadPart(part, file, options)).rejects.toEqual(expect.objectContaining(incomplete))
  })

  it('compares an empty body too', async () => {
    const { client, options } = scripted([
      { headers: { 'x-oss-hash-crc64ecma': '0' } },
      { headers: { 'x-oss-hash-crc64ecma': '8' } },
    ])
    await expect(client.putObject('k/', { kind: 'none' }, {}, options)).resolves.toBeDefined()
    await expect(client.putObject('k/', { kind: 'none' }, {}, options)).rejects.toEqual(
      expect.objectContaining({ code: 'upload.checksumMismatch' }),
    )
  })

  it('compares the whole after Complete, whose upload ID is then spent', async () => {
    const { client, options } = scripted([{ headers: { 'x-oss-hash-crc64ecma': '8' } }])
    const upload = { objectKey: 'k', uploadId: 'U', parts: [{ partNumber: 1, etag: 'E' }] }
    await expect(client.completeMultipartUpload({ ...upload, expectedCrc64: '8' }, options)).resolves.toBeDefined()
    await expect(client.completeMultipartUpload({ ...upload, expectedCrc64: '9' }, options)).rejects.toEqual(
      expect.objectContaining({ code: 'upload.checksumMismatch', isRetryable: false }),
    )
  })
})

describe('the clock', () => {
  it('is corrected once from the answer, and stays corrected for later calls and for links', async () => {
    const { client, sent, corrections, options } = scripted([skewed(twoHoursAhead), {}])
    await client.deleteObject('a', options)
    await client.deleteObject('b', options)
    expect(sent).toEqual(['DELETE /a @20261120T120000Z', 'DELETE /a @20261120T140000Z', 'DELETE /b @20261120T140000Z'])
    expect([client.now() - startMs, corrections]).toEqual([twoHoursMs, [twoHoursMs]])
  })

  it('is corrected once for requests that were refused together', async () => {
    const { client, sent, corrections, options } = scripted([skewed(twoHoursAhead), skewed(twoHoursAhead), {}])
    await Promise.all([client.deleteObject('a', options), client.deleteObject('b', options)])
    expect(sent.filter((line) => line.endsWith('@20261120T140000Z'))).toHaveLength(2)
    expect(corrections).toEqual([twoHoursMs])
  })

  it.each(['', 'Thu, 01 Jan 1970 00:00:00 GMT', 'Fri, 01 Jan 2016 00:00:00 GMT', 'Sat, 01 Jan 2101 00:00:00 GMT'])(
    'is left alone when the server has no believable time: %j',
    async (date) => {
      const { client, sent, corrections, options } = scripted([skewed(date)])
      await expect(client.deleteObject('a', options)).rejects.toEqual(
        expect.objectContaining({ code: 'clock.skewed', isRetryable: false }),
      )
      expect([sent.length, corrections, client.now()]).toEqual([1, [], startMs])
    },
  )

  it('is made once more when the clock is set again while a correction of another request is tried', async () => {
    const fourAhead = 'Fri, 20 Nov 2026 16:00:00 GMT'
    const { client, sent, options } = scripted([
      skewed(twoHoursAhead),
      skewed(twoHoursAhead),
      {},
      skewed(fourAhead),
      {},
    ])
    await Promise.all([client.deleteObject('a', options), client.deleteObject('b', options)])
    expect(sent).toHaveLength(5)
    expect(client.now() - startMs).toBe(2 * twoHoursMs)
  })

  it('is put back when the server refuses its own time too', async () => {
    const { client, sent, corrections, options } = scripted([skewed(twoHoursAhead)])
    await expect(client.deleteObject('a', options)).rejects.toEqual(expect.objectContaining({ code: 'clock.skewed' }))
    expect([sent.length, corrections, client.now()]).toEqual([2, [twoHoursMs, 0], startMs])
  })

  it.each([
    ['behind', 'Fri, 20 Nov 2026 12:05:00 GMT', [300_000]],
    ['ahead', 'Fri, 20 Nov 2026 11:50:00 GMT', [-600_000]],
    ['right but for the delay of an answer', 'Fri, 20 Nov 2026 12:00:20 GMT', []],
  ])(
    'that OSS still takes, yet is %s, is corrected by the date of any answer, so that links are right',
    async (_, date, expected) => {
      const answers: Answer[] = [{ status: 404, headers: { date } }, { headers: { date } }]
      const { client, corrections, options } = scripted(answers)
      await expect(client.headObject('a', options)).rejects.toEqual(
        expect.objectContaining({ code: 'object.notFound' }),
      )
      await client.deleteObject('a', options)
      expect(corrections).toEqual(expected)
      expect(client.now() - startMs).toBe(expected[0] ?? 0)
    },
  )

  it('is not corrected by an answer that lay waiting while the computer slept', async () => {
    let nowMs = startMs
    const date = 'Fri, 20 Nov 2026 12:00:01 GMT'
    const { client, corrections, options } = scripted([], {
      clock: { now: () => nowMs },
      transport: {
        send: () => {
          nowMs += 8 * 3_600_000
          const headers = { 'x-oss-request-id': 'R', date }
          return Promise.resolve({ response: { status: 204, headers, body: new Uint8Array() }, sentBytes: 0 })
        },
      },
    })
    await client.deleteObject('a', options)
    expect(corrections).toEqual([])
  })

  it('begins with an offset that is known already', async () => {
    const { client, sent, options } = scripted([{}], { clockOffsetMs: -60_000 })
    await client.deleteObject('a', options)
    expect(sent).toEqual(['DELETE /a @20261120T115900Z'])
  })
})

describe('answers', () => {
  it('does not believe a login page that says 200', async () => {
    const { client, options } = scripted([{ body: '<html>Sign in to Wi-Fi</html>' }], {
      transport: {
        send: () =>
          Promise.resolve({
            response: { status: 200, headers: { 'content-type': 'text/html' }, body: new Uint8Array() },
            sentBytes: 3,
          }),
      },
    })
    await expect(client.putObject('k', file, {}, options)).rejects.toEqual(
      expect.objectContaining({ code: 'endpoint.notOss' }),
    )
  })

  it('does not believe a Complete whose body is an error', async () => {
    const { client, options } = scripted([{ body: '<Error><Code>InternalError</Code></Error>' }])
    const upload = { objectKey: 'k', uploadId: 'U', parts: [] }
    await expect(client.completeMultipartUpload(upload, options)).rejects.toEqual(
      expect.objectContaining({ code: 'server.error', isRetryable: true }),
    )
  })

  it('gives an XML object back as it is, even one that looks like an error', async () => {
    const body = '<Error><Code>InternalError</Code></Error>'
    const { client, options } = scripted([{ body }])
    const { bytes } = await client.getObject('k', {}, options)
    expect(new TextDecoder().decode(bytes)).toBe(body)
  })

  it('says that the callback failed, though 203 counts as success elsewhere', async () => {
    const { client, options } = scripted([{ status: 203, body: '<Error><Code>CallbackFailed</Code></Error>' }])
    await expect(client.putObject('k', file, {}, options)).rejects.toEqual(
      expect.objectContaining({ code: 'callback.failed', isRetryable: false }),
    )
  })

  it('sends once: the retry policy lives above', async () => {
    const { client, sent, options } = scripted([{ status: 503 }])
    await expect(client.headObject('k', options)).rejects.toEqual(
      expect.objectContaining({ code: 'server.busy', isRetryable: true }),
    )
    expect(sent).toHaveLength(1)
  })
})

describe('listings of many pages', () => {
  const page = (number: number, next: number | undefined): Answer => ({
    body:
      `<ListPartsResult><Part><PartNumber>${number}</PartNumber><ETag>"E"</ETag><Size>1</Size></Part>` +
      (next === undefined
        ? ''
        : `<IsTruncated>true</IsTruncated><NextPartNumberMarker>${next}</NextPartNumberMarker>`) +
      '</ListPartsResult>',
  })
  const upload = { objectKey: 'k', uploadId: 'U' }

  it('are read to the end', async () => {
    const { client, sent, options } = scripted([page(1, 1000), page(1001, undefined)])
    const parts = await client.listParts(upload, options)
    expect(parts.map(({ partNumber }) => partNumber)).toEqual([1, 1001])
    expect(sent[1]).toContain('part-number-marker=1000')
  })

  it('end in an error when the server goes round in circles, never in half a list', async () => {
    const { client, options } = scripted([page(1, 1000)])
    await expect(client.listParts(upload, options)).rejects.toEqual(expect.objectContaining({ code: 'server.error' }))
  })
})

describe('credentials', () => {
  it('are asked for anew before each request, and a temporary token is sent as a signed header', async () => {
    const tokens = ['one', 'two']
    const { client, requests, options } = scripted([{}], {
      credentials: () => ({ accessKeyId: 'STS.x', accessKeySecret: 'sk', securityToken: tokens.shift() ?? '' }),
    })
    await client.deleteObject('a', options)
    await client.deleteObject('a', options)
    expect(requests.map(({ headers }) => headers['x-oss-security-token'])).toEqual(['one', 'two'])
  })

  it('that cannot be had stop the request before it is sent', async () => {
    const { client, sent, options } = scripted([{}], { credentials: () => Promise.reject(new Error('locked')) })
    await expect(client.deleteObject('a', options)).rejects.toThrow('locked')
    expect(sent).toEqual([])
  })
})

it('signs at the moment of sending: a part that waited half an hour carries the time at which it goes', async () => {
  let nowMs = startMs
  const { client, sent, options } = scripted([{ sentCrc64: '7', headers: { etag: '"E"' } }], {
    clock: { now: () => nowMs },
  })
  const part = (partNumber: number) => client.uploadPart({ objectKey: 'a', uploadId: 'U', partNumber }, file, options)
  await part(1)
  nowMs += 30 * 60_000
  await part(2)
  expect(sent.map((line) => line.slice(line.indexOf('@') + 1))).toEqual(['20261120T120000Z', '20261120T123000Z'])
})

it('sends nothing after it was called off, and throws the reason', async () => {
  const { client, sent } = scripted([{}])
  const reason = new Error('canceled by the user')
  await expect(client.deleteObject('a', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  expect(sent).toEqual([])
})
