import { describe, expect, it } from 'vitest'
import type { LinkRequest } from '../../shared/model/link.ts'
import type { PageRequest } from '../../shared/model/page.ts'
import { targetFor } from '../oss/endpoint.ts'
import { extensionsOf } from '../platform/content-type.ts'
import { makeLink } from './make-link.ts'
import { makePage, pageWish } from './make-page.ts'
import { pageFileName } from './page/page-file-name.ts'

const nowMs = Date.UTC(2026, 10, 20, 8)
const access = {
  target: targetFor({ kind: 'public', region: 'cn-hangzhou', bucket: 'shop' }),
  credentials: { accessKeyId: 'LTAIexample', accessKeySecret: 'secret' },
  folder: 'in/',
  nowMs,
}
const validity = { kind: 'seconds', seconds: 3600 } as const

function request(link: Partial<LinkRequest> = {}, change: Partial<PageRequest> = {}): PageRequest {
  const accountId = 'a1' as LinkRequest['accountId']
  const nothing = { forWhom: '', metadata: {}, tags: {}, pinnedHeaders: {} }
  const asked = { accountId, objectKey: 'in/a.pdf', validity, ...nothing, isFirstUploadOnly: true, ...link }
  const { objectKey, url, madeAtMs, expiresAtMs, headers } = makeLink(asked, { ...access, linkId: 'l1' })
  return {
    link: { accountId, objectKey, url, madeAtMs, expiresAtMs, headers },
    kind: 'put',
    isNamedBySender: false,
    maxBytes: 1000,
    locale: 'en',
    asker: 'Marketing',
    ...change,
  }
}
const make = (asked: PageRequest, at: number = nowMs) => makePage(asked, { ...access, nowMs: at }, { extensionsOf })

describe('a page', () => {
  it('by PUT is the link with its headers, told for a sender', () => {
    const asked = request({ contentType: 'image/jpeg', objectKey: 'in/team.jpg' })
    expect(make(asked)).toEqual({
      mode: 'put',
      url: asked.link.url,
      headers: asked.link.headers,
      asker: 'Marketing',
      fileName: 'team.jpg',
      kind: { contentType: 'image/jpeg', label: 'JPG', extensions: ['jpg', 'jpeg', 'jpe'] },
      isFirstUploadOnly: true,
      locale: 'en',
      maxBytes: 1000,
      madeAtMs: nowMs,
      expiresAtMs: nowMs + 3_600_000,
    })
  })

  it('by form is signed anew, and ends with the link', () => {
    const later = nowMs + 600_400
    const made = make(request({}, { kind: 'form' }), later)
    expect(made).toMatchObject({ mode: 'form', url: 'https://shop.oss-cn-hangzhou.aliyuncs.com/' })
    expect(made.expiresAtMs).toBeGreaterThan(nowMs + 3_598_000)
    expect(made.expiresAtMs).toBeLessThanOrEqual(nowMs + 3_600_000)
    expect(made.madeAtMs).toBe(nowMs + 600_000)
  })

  it.each([
    ['text/plain; charset=utf-8', 'in/note.log', { contentType: 'text/plain', label: 'LOG' }],
    ['application/x-own', 'in/data.own', { contentType: 'application/x-own', label: 'OWN', extensions: ['own'] }],
    ['application/x-own', 'in/data', { label: 'application/x-own', extensions: [] }],
  ])('asks for %s as people call it', (contentType, objectKey, kind) => {
    expect(make(request({ contentType, objectKey })).kind).toMatchObject(kind)
  })

  it('takes any file where the link does', () => {
    expect(make(request()).kind).toBeUndefined()
    expect(make(request({ contentType: 'application/octet-stream' })).kind).toBeUndefined()
    expect(make(request({}, { kind: 'form', isNamedBySender: true })).fileName).toBeUndefined()
  })

  it('holds the one size of its link, and leaves the length to the browser', () => {
    const asked = request({ exactBytes: 7, isFirstUploadOnly: false })
    expect(pageWish(asked.link).headers).toEqual([])
    expect(make(asked)).toMatchObject({ mode: 'put', headers: [], maxBytes: 7, exactBytes: 7 })
    const form = make({ ...asked, kind: 'form' })
    expect([form.mode, form.maxBytes, form.exactBytes]).toEqual(['form', 7, 7])
  })

  it('is not made for a link that ends, or is not of this account', () => {
    expect(() => make(request(), nowMs + 3_550_000)).toThrow('link.expired')
    const elsewhere = request()
    elsewhere.link.url = 'https://evil.example/in/a.pdf'
    expect(() => make(elsewhere)).toThrow('ipc.badInput')
    const outside = request({}, { kind: 'form' })
    outside.link.objectKey = 'out/a.pdf'
    expect(() => make(outside)).toThrow('object.outsideFolder')
  })
})

it.each([
  ['contracts/acme-signed.pdf', 'acme-signed – upload.html'],
  ['报价 单.tar.gz', '报价 单.tar – upload.html'],
  ['a/b: c?"d"<e>|f*.txt', 'b- c--d--e--f- – upload.html'],
  ['.bashrc', '.bashrc – upload.html'],
  ['a/...', 'upload.html'],
  [`${'中'.repeat(300)}.pdf`, `${'中'.repeat(100)} – upload.html`],
])('%s is saved as %s', (objectKey, name) => {
  expect(pageFileName(objectKey)).toBe(name)
})
