import { describe, expect, it } from 'vitest'
import { targetFor } from '../oss/endpoint.ts'
import { makeFormLink } from './form-link.ts'

const facts = {
  target: targetFor({ kind: 'public', region: 'cn-hangzhou', bucket: 'shop' }),
  credentials: { accessKeyId: 'LTAIexample', accessKeySecret: 'secret' },
  nowMs: Date.UTC(2026, 10, 20, 8),
}
const asked = {
  objectKey: 'in/合同 "a".pdf',
  headers: [
    { name: 'Content-Type', value: 'application/pdf' },
    { name: 'x-oss-meta-from', value: '%E4%B8%8A' },
    { name: 'x-oss-storage-class', value: 'IA' },
  ],
  isNamedBySender: false,
  maxBytes: 1000,
  expiresAtMs: Date.UTC(2026, 10, 21, 8),
}

function formOf(change: Partial<typeof asked>) {
  const { fields } = makeFormLink({ ...asked, ...change }, facts)
  const values = Object.fromEntries(fields.map(({ name, value }) => [name, value]))
  const policy = JSON.parse(Buffer.from(values['policy'] ?? '', 'base64').toString('utf8')) as { conditions: unknown[] } // made above
  return { values, conditions: policy.conditions.filter(Array.isArray) }
}

describe('a form link', () => {
  it('does what the link does, and its policy lets nothing of it be changed', () => {
    const { values, conditions } = formOf({})
    expect(values).toMatchObject({
      key: asked.objectKey,
      'x-oss-content-type': 'application/pdf',
      'x-oss-meta-from': '%E4%B8%8A',
      'x-oss-storage-class': 'IA',
    })
    expect(conditions).toEqual([
      ['eq', '$key', asked.objectKey],
      ['content-length-range', 1, 1000],
      ['eq', '$x-oss-content-type', 'application/pdf'],
      ['eq', '$x-oss-meta-from', '%E4%B8%8A'],
      ['eq', '$x-oss-storage-class', 'IA'],
    ])
  })

  it('keeps the sender’s names inside the folder, and lets them replace nothing', () => {
    const { values, conditions } = formOf({ isNamedBySender: true })
    expect(values['key']).toBe('in/${filename}')
    expect(conditions).toContainEqual(['starts-with', '$key', 'in/'])
    expect(conditions).toContainEqual(['eq', '$x-oss-forbid-overwrite', 'true'])
  })

  it('holds the one size the link takes, and hands every variable of a callback over by itself', () => {
    const { values, conditions } = formOf({
      headers: [
        { name: 'Content-Length', value: '7' },
        { name: 'Cache-Control', value: 'no-cache' },
        { name: 'x-oss-callback', value: 'e30=' },
        { name: 'x-oss-callback-var', value: Buffer.from('{"x:who":"李静"}').toString('base64') },
      ],
    })
    expect(values).toMatchObject({ 'cache-control': 'no-cache', callback: 'e30=', 'x:who': '李静' })
    expect(Object.keys(values)).not.toContain('content-length')
    expect(conditions).toEqual([
      ['eq', '$key', asked.objectKey],
      ['content-length-range', 7, 7],
      ['eq', '$cache-control', 'no-cache'],
      ['eq', '$callback', 'e30='],
      ['eq', '$x:who', '李静'],
    ])
  })

  it.each([
    ['a header no form can send', { headers: [{ name: 'Content-Language', value: 'de' }] }, 'link.notByForm'],
    ['names of the sender in the whole bucket', { objectKey: 'a.pdf', isNamedBySender: true }, 'option.invalid'],
    ['a size no form can have', { maxBytes: 5_000_000_001 }, 'option.invalid'],
    ['a name OSS would read as a pattern', { objectKey: 'in/${filename}.pdf' }, 'object.invalidKey'],
  ])('is refused for %s', (_, change, code) => {
    expect(() => formOf(change)).toThrow(expect.objectContaining({ code }))
  })
})
