import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { breaksInLinks, checkObjectKey, normalizeObjectKey, objectKeyProblem } from './object-key.ts'
import { utf8Length } from './utf8-length.ts'

describe('object keys', () => {
  it('counts the limit in bytes, because 400 Chinese characters are 1200 of them', () => {
    expect(objectKeyProblem('中'.repeat(341))).toBeUndefined()
    expect(objectKeyProblem('中'.repeat(342))).toBe('tooLong')
    expect(() => checkObjectKey('中'.repeat(342))).toThrow(
      expect.objectContaining({ code: 'object.keyTooLong', params: { bytes: 1026, max: 1023 } }),
    )
  })

  it.each([
    ['', 'empty'],
    ['/a', 'leadingSlash'],
    ['\\a', 'leadingSlash'],
    ['a\ud800b', 'loneSurrogate'],
    ['a\\b', undefined],
    ['a//b/../c', undefined],
    [' ', undefined],
    ['folder/', undefined],
  ])('%j: %s', (objectKey, problem) => {
    expect(objectKeyProblem(objectKey)).toBe(problem)
    if (problem === undefined) expect(() => checkObjectKey(objectKey)).not.toThrow()
    else expect(() => checkObjectKey(objectKey)).toThrow(expect.objectContaining({ code: 'object.invalidKey' }))
  })

  it('gives the same key to a name typed on Windows and on a Mac', () => {
    expect(normalizeObjectKey('cafe\u0301.txt')).toBe('caf\u00e9.txt')
  })

  it('knows the keys whose links browsers rewrite', () => {
    const keys = ['a/../b', './a', '..', 'a/.', 'a/..b', '.hidden', 'a//b', '...']
    expect(keys.filter(breaksInLinks)).toEqual(['a/../b', './a', '..', 'a/.'])
  })

  it('counts UTF-8 bytes as TextEncoder does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length)
      }),
    )
  }, 20_000)
})
