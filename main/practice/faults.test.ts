// Each fault, as a client sees it, and what is stored afterwards.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from './server.ts'
import { startPractice, type Practice } from './testing/practice.ts'

let practice: Practice
const body = Buffer.alloc(400_000, 7)
beforeAll(async () => {
  practice = await startPractice()
})
afterAll(() => practice.end())
afterEach(() => practice.setFaults(undefined))

const once = (fault: Fault): void => {
  let isDue = true
  practice.setFaults(() => {
    if (!isDue) return undefined
    isDue = false
    return fault
  })
}
const outcome = async (promise: Promise<{ status: number; ossCode: string }>): Promise<string> =>
  promise.then(
    ({ status, ossCode }) => `${status} ${ossCode}`.trim(),
    (error: Error & { code?: string }) => error.code ?? error.message,
  )
const put = (objectKey: string) => outcome(practice.send('PUT', objectKey, { body }))
const isStored = async (objectKey: string): Promise<boolean> => (await practice.send('HEAD', objectKey)).status === 200

describe('a fault', () => {
  it('refuses early, with the headers wished for', async () => {
    once({
      refuse: {
        status: 503,
        code: 'ServiceUnavailable',
        headers: { 'Retry-After': '7', 'x-oss-qos-delay-time': '40' },
      },
    })
    const reply = await practice.send('PUT', 'early', { body })
    expect([reply.status, reply.ossCode]).toEqual([503, 'ServiceUnavailable'])
    expect(reply.headers).toMatchObject({ 'retry-after': '7', 'x-oss-qos-delay-time': '40' })
    expect(practice.lines.at(-1)?.receivedBytes).toBe(0)
    expect(await isStored('early')).toBe(false)
  })

  it('refuses late, when the whole body is here, and stores nothing', async () => {
    once({ refuse: { status: 500, code: 'InternalError', isAfterBody: true } })
    expect(await put('late')).toBe('500 InternalError')
    expect(practice.lines.at(-1)?.receivedBytes).toBe(body.length)
    expect(await isStored('late')).toBe(false)
  })

  it.each([0, 1, 200_000])('cuts the connection after %i bytes', async (cutAfterBytes) => {
    once({ cutAfterBytes })
    expect(await put('cut')).toMatch(/ECONNRESET|EPIPE/)
    expect(await isStored('cut')).toBe(false)
  })

  it('cuts before anything is done, also where there is no body', async () => {
    await put('spared')
    once({ cutAfterBytes: 0 })
    expect(await outcome(practice.send('DELETE', 'spared'))).toBe('ECONNRESET')
    expect(await isStored('spared')).toBe(true)
  })

  it('loses the answer after storing', async () => {
    once({ dropsAnswer: true })
    expect(await put('lost')).toBe('ECONNRESET')
    expect(await isStored('lost')).toBe(true)
  })

  it('answers with a wrong checksum', async () => {
    once({ wrongCrc64: true })
    const reply = await practice.send('PUT', 'wrong', { body })
    const right = await practice.send('HEAD', 'wrong')
    expect(reply.headers['x-oss-hash-crc64ecma']).not.toBe(right.headers['x-oss-hash-crc64ecma'])
  })

  it('damages a byte on the way, and its checksum says so', async () => {
    const intact = await practice.send('PUT', 'intact', { body })
    once({ flipsByteAt: 399_999 })
    const reply = await practice.send('PUT', 'damaged', { body })
    expect(reply.headers['x-oss-hash-crc64ecma']).not.toBe(intact.headers['x-oss-hash-crc64ecma'])
    const stored = (await practice.send('GET', 'damaged')).body
    expect([stored.length, stored.at(-1), stored.at(-2)]).toEqual([400_000, 6, 7])
  })

  it('shows a wrong date', async () => {
    once({ dateOffsetMs: -86_400_000 })
    const reply = await practice.send('HEAD', 'wrong')
    expect(Date.now() - Date.parse(reply.headers.date ?? '')).toBeGreaterThan(86_000_000)
  })

  it('ends a token early', async () => {
    once({ tokenExpired: true })
    expect(await put('token')).toBe('403 SecurityTokenExpired')
  })

  it('cuts a download short', async () => {
    await put('download')
    once({ cutAnswerAfterBytes: 100_000 })
    await expect(practice.send('GET', 'download')).rejects.toThrow()
    expect((await practice.send('GET', 'download')).body.equals(body)).toBe(true)
  })

  it('stalls, slows down and delays, and the upload still succeeds', async () => {
    const time = async (fault: Fault): Promise<number> => {
      const startedMs = performance.now()
      once(fault)
      expect(await put('slow')).toBe('200')
      return performance.now() - startedMs
    }
    expect(await time({ latencyMs: 200 })).toBeGreaterThan(190)
    expect(await time({ stall: { afterBytes: 100_000, ms: 200 } })).toBeGreaterThan(190)
    expect(await time({ bytesPerSecond: 2_000_000 })).toBeGreaterThan(180)
  })

  it('can be chosen by operation, part and count', async () => {
    const seen: string[] = []
    const signers: unknown[] = []
    practice.setFaults((request) => {
      signers.push(request.accessKeyId)
      seen.push(`${request.operation} ${request.objectKey} ${request.partNumber ?? ''}`.trim())
      return request.partNumber === 2 ? { refuse: { status: 500, code: 'InternalError' } } : undefined
    })
    const query = { partNumber: '2', uploadId: 'none' }
    expect(await outcome(practice.send('PUT', 'chosen', { query, body: 'x' }))).toBe('500 InternalError')
    expect(await outcome(practice.send('PUT', 'chosen', { query: { ...query, partNumber: '1' }, body: 'x' }))).toBe(
      '404 NoSuchUpload',
    )
    expect(seen).toEqual(['UploadPart chosen 2', 'UploadPart chosen 1'])
    expect(signers).toEqual(['LTAIowner', 'LTAIowner'])
  })
})

describe('x-oss-traffic-limit', () => {
  it('slows one upload down', async () => {
    const startedMs = performance.now()
    const limited = await practice.send('PUT', 'limited', { body, headers: { 'x-oss-traffic-limit': '16000000' } })
    expect([limited.status, performance.now() - startedMs > 180]).toEqual([200, true])
  })
})
