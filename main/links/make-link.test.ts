import { describe, expect, it } from 'vitest'
import type { LinkRequest } from '../../shared/model/link.ts'
import { makeLink } from './make-link.ts'
import type { LinkFacts } from './make-link.ts'
import { validitySeconds } from './validity.ts'

const nowMs = Date.UTC(2026, 10, 20, 8, 0, 0)
const facts: LinkFacts = {
  linkId: 'l1',
  folder: 'in/',
  target: {
    bucket: 'shop',
    region: 'cn-hangzhou',
    endpoint: { protocol: 'https:', host: 'shop.oss-cn-hangzhou.aliyuncs.com', style: 'virtual' },
  },
  credentials: { accessKeyId: 'LTAIexample', accessKeySecret: 'secret' },
  nowMs,
}
const request: LinkRequest = {
  accountId: 'a1' as LinkRequest['accountId'],
  objectKey: 'in/photo.jpg',
  validity: { kind: 'seconds', seconds: 900 },
  forWhom: '',
  metadata: {},
  tags: {},
  pinnedHeaders: {},
  isFirstUploadOnly: false,
}
const temporary = { ...facts, credentials: { ...facts.credentials, securityToken: 'token' } }

describe('a link', () => {
  it('needs no header when nothing was asked for, and says when it ends', () => {
    const { url, headers, madeAtMs, expiresAtMs } = makeLink(request, { ...facts, nowMs: nowMs + 999 })
    const { host, pathname, searchParams } = new URL(url)
    expect([host, pathname]).toEqual(['shop.oss-cn-hangzhou.aliyuncs.com', '/in/photo.jpg'])
    expect(searchParams.get('x-oss-date')).toBe('20261120T080000Z')
    expect(searchParams.get('x-oss-expires')).toBe('900')
    expect(searchParams.get('x-oss-signature')).toMatch(/^[0-9a-f]{64}$/)
    expect([headers, madeAtMs, expiresAtMs]).toEqual([[], nowMs, nowMs + 900_000])
  })

  it('lists every header the sender must send', () => {
    const asked: LinkRequest = {
      ...request,
      contentType: 'image/jpeg',
      storageClass: 'IA',
      metadata: { From: '上海', note: 'a b' },
      isFirstUploadOnly: true,
    }
    expect(makeLink(asked, facts).headers).toEqual([
      { name: 'Content-Type', value: 'image/jpeg' },
      { name: 'x-oss-forbid-overwrite', value: 'true' },
      { name: 'x-oss-meta-from', value: '%E4%B8%8A%E6%B5%B7' },
      { name: 'x-oss-meta-note', value: 'a b' },
      { name: 'x-oss-storage-class', value: 'IA' },
    ])
  })

  it('spells the key as every system does', () => {
    expect(makeLink({ ...request, objectKey: 'in/cafe\u0301.txt' }, facts).objectKey).toBe('in/caf\u00e9.txt')
  })

  it.each([
    ['out/photo.jpg', 'object.outsideFolder'],
    ['in/', 'object.outsideFolder'],
    ['/in/photo.jpg', 'object.invalidKey'],
    ['in/../out/photo.jpg', 'object.invalidKey'],
    [`in/${'中'.repeat(341)}`, 'object.keyTooLong'],
  ])('refuses the name %s with %s', (objectKey, code) => {
    expect(() => makeLink({ ...request, objectKey }, facts)).toThrow(expect.objectContaining({ code }))
  })

  it('refuses a content type no header can carry', () => {
    expect(() => makeLink({ ...request, contentType: 'image/中' }, facts)).toThrow('link.headerValue')
    expect(() => makeLink({ ...request, contentType: 'a\r\nx-oss-acl: public' }, facts)).toThrow('link.headerValue')
  })
})

describe('validity', () => {
  const seconds = (count: number) => ({ kind: 'seconds' as const, seconds: count })
  const until = (atMs: number) => ({ kind: 'until' as const, atMs })
  const day = 86_400

  it.each([
    ['as asked', seconds(900), facts, { expiresSeconds: 900 }],
    ['until a date', until(nowMs + 3_600_500), facts, { expiresSeconds: 3600 }],
    ['at most 7 days', until(nowMs + 30 * day * 1000), facts, { expiresSeconds: 604_800, cappedBy: 'maximum' }],
    ['exactly 7 days', seconds(7 * day), facts, { expiresSeconds: 604_800 }],
    ['12 h with STS', seconds(day), temporary, { expiresSeconds: 43_200, cappedBy: 'stsMaximum' }],
    [
      'to the end of the token',
      seconds(3600),
      { ...temporary, tokenExpiresAtMs: nowMs + 600_000 },
      { expiresSeconds: 600, cappedBy: 'tokenEnd' },
    ],
    [
      'shorter than the token',
      seconds(300),
      { ...temporary, tokenExpiresAtMs: nowMs + 600_000 },
      { expiresSeconds: 300 },
    ],
    [
      '12 h when the token lasts longer',
      seconds(day),
      { ...temporary, tokenExpiresAtMs: nowMs + day * 1000 },
      { expiresSeconds: 43_200, cappedBy: 'stsMaximum' },
    ],
  ] as const)('%s', (_what, validity, how, expected) => {
    expect(validitySeconds(validity, how)).toEqual(expected)
  })

  it('is refused when it is already over, or the token is', () => {
    expect(() => validitySeconds(until(nowMs + 59_000), facts)).toThrow('link.tooShort')
    expect(() => validitySeconds(seconds(900), { ...temporary, tokenExpiresAtMs: nowMs + 59_999 })).toThrow(
      'auth.tokenExpired',
    )
  })
})
