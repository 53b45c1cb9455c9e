import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { childrenNamed, childText, escapeXml, parseXml } from './xml.ts'

const textOf = (inner: string): string | undefined => parseXml(`<r><Key>${inner}</Key></r>`)?.children[0]?.text

describe('parseXml', () => {
  it('keeps repeated elements apart and in order, however few they are', () => {
    const root = parseXml('<?xml version="1.0"?>\n<R>\n <P><N>1</N></P>\n <P><N>2</N></P><Empty/></R>')
    expect(root?.name).toBe('R')
    expect(root && childrenNamed(root, 'P').map((part) => childText(part, 'N'))).toEqual(['1', '2'])
    expect(root && [childText(root, 'Empty'), childText(root, 'Missing')]).toEqual(['', ''])
  })

  it.each([
    ['&#34;ABC&#34;', '"ABC"'],
    ['&#x4E2D;&amp;lt;', '中&lt;'],
    ['<![CDATA[a&amp;<b>]]>', 'a&amp;<b>'],
    ['&unknown;', '&unknown;'],
    ['&#1114112;', '&#1114112;'],
    [' 007 ', ' 007 '],
    ['1e5', '1e5'],
    ['true', 'true'],
  ])('reads %s as the text %j', (inner, text) => expect(textOf(inner)).toBe(text))

  it.each([
    '',
    'OK',
    '{"a":1}',
    '<html><br></html>',
    '<a><b></a>',
    '<a>',
    '<a/',
    '<!DOCTYPE r [<!ENTITY e "x">]><r>&e;</r>',
  ])('has no tree for %j', (text) => expect(parseXml(text)).toBeUndefined())

  it('lets no element name reach the prototype of objects', () => {
    parseXml('<r><__proto__><polluted>1</polluted></__proto__></r>')
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect(parseXml('<r><toString>2</toString></r>')?.children).toHaveLength(1)
  })
})

it('escapes text so that it comes back whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      fc.pre(!/[\p{Cc}\ufffe\uffff]/u.test(text))
      expect(textOf(escapeXml(text))).toBe(text)
    }),
  )
})
