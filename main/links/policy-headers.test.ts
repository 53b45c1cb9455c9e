import { describe, expect, it } from 'vitest'
import type { LinkPolicy } from '../../shared/model/link.ts'
import { listedHeaders, policyHeaders } from './policy-headers.ts'

const plain: Omit<LinkPolicy, 'validity'> = { metadata: {}, tags: {}, pinnedHeaders: {}, isFirstUploadOnly: false }
const of = (change: Partial<LinkPolicy>) => policyHeaders({ ...plain, ...change })

describe('the policy of a link', () => {
  it('says nothing when nothing was asked for', () => {
    expect(of({})).toEqual({ headers: {}, additionalHeaders: [] })
  })

  it('becomes the header OSS documents, field by field', () => {
    const { headers, additionalHeaders } = of({
      contentType: 'application/pdf',
      cacheControl: 'max-age=60',
      contentDisposition: 'attachment; filename="a.pdf"',
      contentEncoding: 'gzip',
      expires: Date.UTC(2026, 11, 24, 18, 30, 5, 999),
      acl: 'public-read',
      encryption: { kind: 'KMS', keyId: 'key-1' },
      storageClass: 'ColdArchive',
      metadata: { From: '上海' },
      tags: { project: 'a b', 'k:1': '' },
      isFirstUploadOnly: true,
      trafficLimitBitsPerSecond: 819_200,
      exactBytes: 0,
      pinnedHeaders: { 'Content-Language': ' zh-CN ' },
    })
    expect(listedHeaders(headers)).toEqual([
      { name: 'Cache-Control', value: 'max-age=60' },
      { name: 'Content-Disposition', value: 'attachment; filename="a.pdf"' },
      { name: 'Content-Encoding', value: 'gzip' },
      { name: 'Content-Language', value: 'zh-CN' },
      { name: 'Content-Length', value: '0' },
      { name: 'Content-Type', value: 'application/pdf' },
      { name: 'Expires', value: 'Thu, 24 Dec 2026 18:30:05 GMT' },
      { name: 'x-oss-forbid-overwrite', value: 'true' },
      { name: 'x-oss-meta-from', value: '%E4%B8%8A%E6%B5%B7' },
      { name: 'x-oss-object-acl', value: 'public-read' },
      { name: 'x-oss-server-side-encryption', value: 'KMS' },
      { name: 'x-oss-server-side-encryption-key-id', value: 'key-1' },
      { name: 'x-oss-storage-class', value: 'ColdArchive' },
      { name: 'x-oss-tagging', value: 'project=a%20b&k%3A1=' },
      { name: 'x-oss-traffic-limit', value: '819200' },
    ])
    // What OSS does not sign by itself could else be left out by whoever holds the link.
    expect(additionalHeaders.sort()).toEqual([
      'cache-control',
      'content-disposition',
      'content-encoding',
      'content-language',
      'content-length',
      'expires',
    ])
  })

  it('carries the callback in base64', () => {
    const callback = { url: 'https://a.example/x', body: 'o=${object}&n=${x:n}', variables: { n: '1' } }
    const { headers } = of({ callback: { ...callback, bodyType: 'application/x-www-form-urlencoded' } })
    const read = (name: string): unknown => JSON.parse(Buffer.from(headers[name] ?? '', 'base64').toString())
    expect(read('x-oss-callback')).toEqual({
      callbackUrl: 'https://a.example/x',
      callbackBody: 'o=${object}&n=${x:n}',
      callbackBodyType: 'application/x-www-form-urlencoded',
    })
    expect(read('x-oss-callback-var')).toEqual({ 'x:n': '1' })
  })

  it.each([
    [{ contentType: 'image/中' }, 'link.headerValue', { header: 'content-type' }],
    [{ cacheControl: 'a\r\nx-oss-object-acl: public-read' }, 'link.headerValue', { header: 'cache-control' }],
    [{ contentDisposition: 'attachment; filename=合同.pdf' }, 'link.headerValue', { header: 'content-disposition' }],
    [{ contentEncoding: '压缩' }, 'link.headerValue', { header: 'content-encoding' }],
    [
      { encryption: { kind: 'KMS' as const, keyId: '密' } },
      'link.headerValue',
      { header: 'x-oss-server-side-encryption-key-id' },
    ],
    [{ trafficLimitBitsPerSecond: 819_199 }, 'link.speedLimit', { min: 100, max: 100 }],
    [{ trafficLimitBitsPerSecond: 838_860_801 }, 'link.speedLimit', { min: 100, max: 100 }],
    [{ pinnedHeaders: { Host: 'evil.example' } }, 'link.pinnedHeader', { header: 'Host' }],
    [
      { callback: { url: 'x', body: 'a', bodyType: 'application/json' as const, variables: {} } },
      'link.callback',
      { part: 'url' },
    ],
    [{ tags: { 'a&b': '' } }, 'option.invalid', { detail: 'x-oss-tagging: a&b' }],
    [{ metadata: { 'a b': '1' } }, 'option.invalid', { detail: 'x-oss-meta-a b' }],
  ])('with %j is turned down as %s', (change, code, params) => {
    expect(() => of(change)).toThrow(expect.objectContaining({ code, params }))
  })
})
