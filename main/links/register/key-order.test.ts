import fc from 'fast-check'
import { expect, it } from 'vitest'
import { commonFolder, compareKeys, justBefore } from './key-order.ts'

const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })

it('keys sort as their UTF-8 bytes do', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
  )
})

it('a list that starts after the text before a key has the key', () => {
  fc.assert(
    fc.property(key, (each) => {
      expect(compareKeys(justBefore(each), each)).toBeLessThan(0)
    }),
  )
})

it('the folder around keys is as deep as they share it', () => {
  const folders = [['a/b/c.pdf', 'a/b/d.pdf'], ['a/b/c', 'a/bc/d'], ['a/b', 'c/b'], ['a/b/c'], ['ab/c', 'ab/d/e'], []]
  expect(folders.map(commonFolder)).toEqual(['a/b/', 'a/', '', 'a/b/', 'ab/', ''])
})
