import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DownloadRequest } from '../../shared/model/download.ts'
import { ownerKey, sendRaw, startPractice } from '../practice/testing/practice.ts'
import type { Practice, Reply } from '../practice/testing/practice.ts'
import { targetFor } from '../oss/endpoint.ts'
import { makeDownloadLinks } from './download-link.ts'
import type { SigningFacts } from './make-link.ts'

const nowMs = Date.UTC(2026, 10, 20, 8)
const facts: SigningFacts = {
  folder: 'out/',
  target: targetFor({ kind: 'public', region: 'cn-hangzhou', bucket: 'shop' }),
  credentials: { accessKeyId: 'LTAIexample', accessKeySecret: 'secret' },
  nowMs,
}
const request: DownloadRequest = {
  accountId: 'a1' as DownloadRequest['accountId'],
  objectKeys: ['out/price list.xlsx'],
  validity: { kind: 'seconds', seconds: 3600 },
}
const make = (change: Partial<DownloadRequest>, more: Partial<SigningFacts> = {}) =>
  makeDownloadLinks({ ...request, ...change }, { ...facts, ...more })

describe('download links', () => {
  it('are one for each name, and a name no link can hold does not take the others with it', () => {
    const { links, refused } = make({ objectKeys: ['out/a', 'out/../b', 'elsewhere/c', 'out/d'] })
    expect(links.map(({ objectKey }) => objectKey)).toEqual(['out/a', 'out/d'])
    expect(refused.map(({ objectKey, error }) => [objectKey, error.code])).toEqual([
      ['out/../b', 'object.invalidKey'],
      ['elsewhere/c', 'object.outsideFolder'],
    ])
  })

  it('end when a temporary key ends, and say so', () => {
    const credentials = { ...facts.credentials, securityToken: 'token' }
    const [link] = make({}, { credentials, tokenExpiresAtMs: nowMs + 600_000 }).links
    expect(link).toMatchObject({ expiresAtMs: nowMs + 600_000, cappedBy: 'tokenEnd' })
    expect(make({ validity: { kind: 'seconds', seconds: 604_800 } }, { credentials }).links[0]?.cappedBy).toBe(
      'stsMaximum',
    )
  })

  it('ask for a name, a picture of another size and a version by signed parameters', () => {
    const [link] = make({ fileName: '价格 "表".xlsx', process: 'image/resize,w_800', versionId: 'CAEQ' }).links
    const asked = Object.fromEntries(new URL(link?.url ?? '').searchParams)
    expect(asked).toMatchObject({
      'response-content-disposition':
        'attachment; filename="__ ___.xlsx"; filename*=UTF-8\'\'%E4%BB%B7%E6%A0%BC%20%22%E8%A1%A8%22.xlsx',
      'x-oss-process': 'image/resize,w_800',
      versionId: 'CAEQ',
    })
  })

  it('refuse what would mean something else than it says', () => {
    const code = (change: Partial<DownloadRequest>) => {
      try {
        return make(change).links.length
      } catch (error) {
        return error instanceof Error ? error.message : error
      }
    }
    expect([
      code({ fileName: 'a/b.txt' }),
      code({ objectKeys: ['out/a', 'out/b'], fileName: 'both.txt' }),
      code({ objectKeys: ['out/a', 'out/b'], versionId: 'CAEQ' }),
      code({ process: 'resize' }),
      code({ process: 'image/resize\nx' }),
      code({ validity: { kind: 'until', atMs: nowMs + 1000 } }),
      code({ objectKeys: ['out/a', 'out/b'], process: 'style/small' }),
    ]).toEqual([...Array<string>(5).fill('option.invalid'), 'link.tooShort', 2])
  })
})

describe('a download link at the server', () => {
  let practice: Practice
  beforeAll(async () => {
    practice = await startPractice()
    await practice.send('PUT', 'out/价格 +1%.txt', { body: '0123456789' })
  })
  afterAll(() => practice.end())

  const linkFor = (change: Partial<DownloadRequest> = {}, atMs = Date.now()): URL => {
    const target = targetFor({
      kind: 'custom',
      region: 'cn-hangzhou',
      bucket: 'practice',
      customDomain: practice.endpoint,
    })
    const [link] = make(
      { objectKeys: ['out/价格 +1%.txt'], ...change },
      { target, credentials: ownerKey, nowMs: atMs },
    ).links
    return new URL(link?.url ?? '')
  }
  const get = (url: URL, headers: Record<string, string> = {}): Promise<Reply> =>
    sendRaw(practice.port, {
      method: 'GET',
      path: url.pathname + url.search,
      headers: { host: practice.host, ...headers },
    })

  it('gives the file under the name asked for, whole or in part', async () => {
    const whole = await get(linkFor({ fileName: '十 digits.txt' }))
    expect([whole.status, whole.text]).toEqual([200, '0123456789'])
    expect(whole.headers['content-disposition']).toBe(
      'attachment; filename="_ digits.txt"; filename*=UTF-8\'\'%E5%8D%81%20digits.txt',
    )
    const part = await get(linkFor(), { range: 'bytes=2-4' })
    expect([part.status, part.text, part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10'])
  })

  it('is refused once it has ended', async () => {
    const { status, ossCode } = await get(linkFor({ validity: { kind: 'seconds', seconds: 60 } }, Date.now() - 61_000))
    expect([status, ossCode]).toEqual([403, 'AccessDenied'])
  })

  it('cannot be made into another one: the name and the processing are signed', async () => {
    const url = linkFor({ fileName: 'a.txt', process: 'image/resize,w_10' })
    // The practice server has no pictures to work on, which it says only to those whose signature it accepts.
    expect((await get(url)).ossCode).toBe('NotImplemented')
    const other = new URL(url.href.replace('w_10', 'w_99'))
    expect((await get(other)).ossCode).toBe('SignatureDoesNotMatch')
    const renamed = linkFor({ fileName: 'a.txt' })
    expect((await get(new URL(renamed.href.replace('a.txt', 'b.txt')))).ossCode).toBe('SignatureDoesNotMatch')
  })
})
