import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numberedKey } from '../../shared/oss/numbered-key.ts'
import { nameOfPath, namesToTry, objectKeyFor } from './object-key.ts'

describe('objectKeyFor', () => {
  it('spells the key in NFC however the disk does', () => {
    expect(objectKeyFor('été/', 'Übung.txt'.normalize('NFD'))).toBe('été/Übung.txt'.normalize('NFC'))
  })

  it.each([
    ['empty', '', '', { code: 'object.invalidKey' }],
    ['a leading slash', '/a/', 'b', { code: 'object.invalidKey' }],
    ['a leading backslash', '', '\\b', { code: 'object.invalidKey' }],
    ['half a surrogate pair', '', 'a\ud800', { code: 'object.invalidKey' }],
    ['1024 bytes', '', 'é'.repeat(512), { code: 'object.keyTooLong', params: { bytes: 1024, max: 1023 } }],
  ])('refuses %s', (_, destination, relativePath, error) => {
    expect(() => objectKeyFor(destination, relativePath)).toThrow(expect.objectContaining(error))
  })
})

it.each([
  ['/home/me/Photos', 'Photos'],
  ['/home/me/back\\slash', 'back\\slash'],
  ['/home/me/Photos/', 'Photos'],
  ['C:\\Users\\me\\Photos', 'Photos'],
  ['\\\\server\\share\\a.txt', 'a.txt'],
  ['D:\\', 'D'],
  ['/', ''],
])('takes the name of %s', (path, name) => {
  expect(nameOfPath(path)).toBe(name)
})

describe('keeping both', () => {
  it.each([
    ['a/photo.jpg', 'a/photo (2).jpg'],
    ['a.b/photo', 'a.b/photo (2)'],
    ['.profile', '.profile (2)'],
    ['x.tar.gz', 'x.tar (2).gz'],
  ])('numbers %s as %s', (objectKey, numbered) => {
    expect(numberedKey(objectKey, 2)).toBe(numbered)
  })

  it('never makes a key too long, nor half a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }),
        fc.integer({ min: 2, max: 1000 }),
        (name, n) => {
          fc.pre(!name.includes('/') && name.isWellFormed() && new TextEncoder().encode(name).length <= 1023)
          fc.pre(name.lastIndexOf('.') <= 0)
          const numbered = numberedKey(name, n)
          expect(new TextEncoder().encode(numbered).length).toBeLessThanOrEqual(1023)
          expect(numbered.isWellFormed()).toBe(true)
        },
      ),
    )
  })

  it('goes on from the name a file has already', () => {
    expect([...namesToTry('a.txt', 'a.txt')].slice(0, 3)).toEqual(['a.txt', 'a (2).txt', 'a (3).txt'])
    expect([...namesToTry('a.txt', 'a (3).txt')].slice(0, 3)).toEqual(['a (3).txt', 'a (4).txt', 'a (5).txt'])
  })
})
