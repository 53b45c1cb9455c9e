import { describe, expect, it } from 'vitest'
import { canonicalRequest } from './canonical.ts'
import { readHeaders } from './headers.ts'
import { bytesOf, parseTarget } from './target.ts'

const canonicalOf = (path: string, rawHeaders: string[], additional: string[] = []): string =>
  canonicalRequest({
    method: 'PUT',
    ...parseTarget(path, '127.0.0.1', new Map()),
    headers: readHeaders(rawHeaders),
    additional,
  })

describe('the canonical request', () => {
  it('keeps every byte of a header value but the blanks around it', () => {
    const canonical = canonicalOf('/b/k', ['X-Oss-Meta-A', ` \t${bytesOf('d  é jà')} `])
    expect(canonical).toContain(`\nx-oss-meta-a:${bytesOf('d  é jà')}\n`)
  })

  it('joins repeated headers, and takes only those that are signed', () => {
    const raw = ['x-oss-meta-b', '2', 'Range', 'bytes=0-', 'X-OSS-Meta-A', '1', 'x-oss-meta-b', '3', 'Host', 'h']
    expect(canonicalOf('/b/k', raw, ['host'])).toBe(
      'PUT\n/b/k\n\nhost:h\nx-oss-meta-a:1\nx-oss-meta-b:2,3\n\nhost\nUNSIGNED-PAYLOAD',
    )
  })

  it('sorts the query by its encoded names, bytes not alphabet, with empty values bare', () => {
    const canonical = canonicalOf('/b/?b=&a-b=1&a=2&B=3&%E4%B8%AD=4&a.b=x+y&x-oss-signature=gone', [])
    expect(canonical.split('\n')[2]).toBe('%E4%B8%AD=4&B=3&a=2&a-b=1&a.b=x%20y&b')
  })

  it('shows the payload hash that was sent', () => {
    expect(canonicalOf('/b/k', ['x-oss-content-sha256', 'abc'])).toMatch(/\nabc$/)
  })
})
