import { describe, expect, it } from 'vitest'
import { taggingHeader, tagsProblem } from './tags.ts'

describe('tags', () => {
  it('URL-encodes keys and values, and sends no header without tags', () => {
    expect(taggingHeader({ 'a b': '1+1=2', 'c/d': '' })).toBe('a%20b=1%2B1%3D2&c%2Fd=')
    expect(taggingHeader({})).toBeUndefined()
  })

  it('takes ten tags, not eleven', () => {
    const tags = (count: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']))
    expect(tagsProblem(tags(10))).toBeUndefined()
    expect(tagsProblem(tags(11))).toEqual({ problem: 'tooMany', key: 'k10' })
  })

  it.each([
    ['key', { '': 'v' }],
    ['key', { ['k'.repeat(129)]: 'v' }],
    ['key', { 'a&b': 'v' }],
    ['value', { a: 'v'.repeat(257) }],
    ['value', { a: 'v?' }],
  ])('refuses a bad %s', (problem, tags) => {
    expect(tagsProblem(tags)?.problem).toBe(problem)
    expect(() => taggingHeader(tags)).toThrow(expect.objectContaining({ code: 'option.invalid' }))
  })
})
