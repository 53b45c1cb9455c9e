import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PracticeKey } from './server.ts'
import { ownerKey, presign, sendRaw, startPractice, valuesOf, type Practice } from './testing/practice.ts'

const uploader: PracticeKey = {
  accessKeyId: 'LTAIuploader',
  accessKeySecret: 'uploader-secret',
  allow: [
    { actions: ['oss:PutObject', 'oss:AbortMultipartUpload', 'oss:ListParts'], bucket: 'practice', prefix: 'inbox/' },
  ],
}
const reader: PracticeKey = {
  accessKeyId: 'LTAIreader',
  accessKeySecret: 'reader-secret',
  allow: [{ actions: ['oss:Get*'] }, { actions: ['oss:ListObjects'], prefix: 'inbox/' }],
}
const temporary: PracticeKey = {
  accessKeyId: 'STS.one',
  accessKeySecret: 'sts-secret',
  securityToken: 'token-one',
  expiresAtMs: Date.parse('2026-11-20T12:00:00Z'),
}
const otherTemporary: PracticeKey = { ...temporary, accessKeyId: 'STS.two', securityToken: 'token-two' }
const noon = Date.parse('2026-11-20T12:00:00Z')

let practice: Practice
let nowMs = noon - 3_600_000
beforeAll(async () => {
  practice = await startPractice({ keys: [ownerKey, uploader, reader, temporary, otherTemporary], now: () => nowMs })
})
afterAll(() => practice.end())

const outcome = async (...request: Parameters<Practice['send']>): Promise<string> => {
  const { status, ossCode } = await practice.send(...request)
  return `${status} ${ossCode}`.trim()
}

describe('a key that may only upload into one folder', () => {
  const key = uploader

  it('puts, and sends in parts, there', async () => {
    expect(await outcome('PUT', 'inbox/a', { key, body: 'x' })).toBe('200')
    const started = await practice.send('POST', 'inbox/b', { key, query: { uploads: '' } })
    const uploadId = valuesOf(started.text, 'UploadId')[0] ?? ''
    expect(await outcome('PUT', 'inbox/b', { key, query: { uploadId, partNumber: '1' }, body: 'x' })).toBe('200')
    expect(await outcome('GET', 'inbox/b', { key, query: { uploadId } })).toBe('200')
    expect(await outcome('DELETE', 'inbox/b', { key, query: { uploadId } })).toBe('204')
  })

  it('does nothing else, and is told which right is missing', async () => {
    const denied = '403 AccessDenied'
    expect(await outcome('PUT', 'outbox/a', { key, body: 'x' })).toBe(denied)
    expect(await outcome('GET', 'inbox/a', { key })).toBe(denied)
    expect(await outcome('HEAD', 'inbox/a', { key })).toBe(denied)
    expect(await outcome('DELETE', 'inbox/a', { key })).toBe(denied)
    expect(await outcome('GET', '', { key, query: { 'list-type': '2' } })).toBe(denied)
    expect(await outcome('GET', '', { key, query: { uploads: '' } })).toBe(denied)
    const reply = await practice.send('PUT', 'inbox/c', { key, body: 'x', headers: { 'x-oss-tagging': 'a=b' } })
    expect(valuesOf(reply.text, 'AuthAction')).toEqual(['oss:PutObjectTagging'])
    expect(await outcome('PUT', 'inbox/c', { key, body: 'x', headers: { 'x-oss-object-acl': 'private' } })).toBe(denied)
  })
})

describe('a key that may only read', () => {
  it('reads, and lists its folder alone', async () => {
    expect(await outcome('GET', 'inbox/a', { key: reader })).toBe('200')
    expect(await outcome('GET', '', { key: reader, query: { 'list-type': '2', prefix: 'inbox/' } })).toBe('200')
    expect(await outcome('GET', '', { key: reader, query: { 'list-type': '2' } })).toBe('403 AccessDenied')
    expect(await outcome('PUT', 'inbox/a', { key: reader, body: 'x' })).toBe('403 AccessDenied')
  })
})

describe('a temporary key', () => {
  const put = (key: PracticeKey) => outcome('PUT', 'temporary', { key, body: 'x' })

  it('works with its own token, in headers and in links', async () => {
    expect(await put(temporary)).toBe('200')
    const path = presign('PUT', 'by-link', practice.host, { atMs: nowMs, expires: 600, key: temporary })
    const headers = { host: practice.host, 'content-length': '1' }
    expect((await sendRaw(practice.port, { method: 'PUT', path, headers, body: 'x' })).status).toBe(200)
  })

  it('is unknown without it, and refused with a false one or another’s', async () => {
    const { securityToken: _, ...bare } = temporary
    expect(await put(bare)).toBe('403 InvalidAccessKeyId')
    expect(await put({ ...temporary, securityToken: 'made-up' })).toBe('403 InvalidSecurityToken')
    expect(await put({ ...temporary, securityToken: 'token-two' })).toBe('403 AccessKeyIdAndSecurityTokenNotMatch')
    expect(await put({ ...ownerKey, securityToken: 'made-up' })).toBe('403 InvalidSecurityToken')
  })

  it('ends on time, and with it every link made from it', async () => {
    const path = presign('PUT', 'by-link', practice.host, { atMs: noon - 60_000, expires: 3600, key: temporary })
    const useLink = async () => {
      const headers = { host: practice.host, 'content-length': '1' }
      return (await sendRaw(practice.port, { method: 'PUT', path, headers, body: 'x' })).ossCode
    }
    nowMs = noon - 1
    expect([await put(temporary), await useLink()]).toEqual(['200', ''])
    nowMs = noon
    expect([await put(temporary), await useLink()]).toEqual(['403 SecurityTokenExpired', 'SecurityTokenExpired'])
  })
})

describe('keys', () => {
  it('can be taken away while the server runs', async () => {
    expect(await outcome('HEAD', 'inbox/a')).toBe('200')
    practice.setKeys([reader])
    expect(await outcome('HEAD', 'inbox/a')).toBe('403 InvalidAccessKeyId')
    practice.setKeys([ownerKey])
  })
})

describe('the clock', () => {
  it('refuses signatures more than 15 minutes off, and says what time it is', async () => {
    for (const minutes of [-16, 16]) {
      const reply = await practice.send('HEAD', 'inbox/a', { at: nowMs + minutes * 60_000 })
      expect([reply.status, reply.ossCode]).toEqual([403, 'RequestTimeTooSkewed'])
      expect(Date.parse(reply.headers.date ?? '')).toBe(Math.floor(nowMs / 1000) * 1000)
    }
    const reply = await practice.send('GET', 'inbox/a', { at: nowMs - 3_600_000 })
    expect(valuesOf(reply.text, 'ServerTime')).toEqual([new Date(nowMs).toISOString()])
    for (const minutes of [-14, 14]) {
      expect(await outcome('HEAD', 'inbox/a', { at: nowMs + minutes * 60_000 })).toBe('200')
    }
  })

  it('ends links on the second', async () => {
    const path = presign('GET', 'inbox/a', practice.host, { atMs: nowMs, expires: 60 })
    const use = async (atMs: number) => {
      nowMs = atMs
      return (await sendRaw(practice.port, { method: 'GET', path, headers: { host: practice.host } })).status
    }
    const start = nowMs
    expect([await use(start + 60_000), await use(start + 61_000)]).toEqual([200, 403])
  })
})
