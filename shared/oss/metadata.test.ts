import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMetadataValue, encodeMetadataValue, metadataHeaders, metadataOf, metadataProblem } from './metadata.ts'

describe('metadata', () => {
  it('sends printable ASCII as it is and escapes the rest, because header values above U+00FF cannot be sent', () => {
    expect(metadataHeaders({ Author: 'Li Lei 100%', 'x-oss-meta-From': '上海 50%', note: ' a\nb ' })).toEqual({
      'x-oss-meta-author': 'Li Lei 100%',
      'x-oss-meta-from': '%E4%B8%8A%E6%B5%B7 50%25',
      'x-oss-meta-note': 'a%0Ab',
    })
  })

  it('reads back what it wrote', () => {
    const escapeOfOther = /%(?:[01][0-9a-f]|7f|[89a-f][0-9a-f])/i
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!escapeOfOther.test(text))
        expect(decodeMetadataValue(encodeMetadataValue(text))).toBe(text.trim())
      }),
    )
    expect(metadataOf(metadataHeaders({ city: '上海 50%' }))).toEqual({ city: '上海 50%' })
  })

  it('leaves a foreign value that is not UTF-8 as it came', () => {
    expect(decodeMetadataValue('%FF%FE')).toBe('%FF%FE')
  })

  it.each([
    ['name', { my_name: '1' }],
    ['name', { 姓名: '1' }],
    ['name', { '': '1' }],
    ['duplicate', { Author: '1', author: '2' }],
    ['empty', { author: '  ' }],
    ['tooLarge', { a: 'x'.repeat(5000), b: 'x'.repeat(3191) }],
  ])('finds %s', (problem, labels) => {
    expect(metadataProblem(labels)?.problem).toBe(problem)
    expect(() => metadataHeaders(labels)).toThrow(expect.objectContaining({ code: 'option.invalid' }))
  })

  it('takes exactly 8 KB in all', () => {
    expect(metadataProblem({ a: 'x'.repeat(5000), b: 'x'.repeat(3190) })).toBeUndefined()
  })
})
