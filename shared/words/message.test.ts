import { describe, expect, it } from 'vitest'
import { fill, placeholders } from './message.ts'

describe('fill', () => {
  it('writes numbers as the language does and leaves names alone', () => {
    expect(fill('{done} of {all} in {folder}', { done: 1284, all: 3010, folder: '12345' }, 'en')).toBe(
      '1,284 of 3,010 in 12345',
    )
  })

  it('chooses the plural form by count', () => {
    const message = { one: '{count} file', other: '{count} files' }
    expect([0, 1, 2].map((count) => fill(message, { count }, 'en'))).toEqual(['0 files', '1 file', '2 files'])
    expect(fill({ one: '{count} 个文件', other: '{count} 个文件' }, { count: 1 }, 'zh-CN')).toBe('1 个文件')
  })

  it('leaves an unknown placeholder visible, and does not read placeholders in values', () => {
    expect(fill('{a} {b}', { a: '{b}' }, 'en')).toBe('{b} {b}')
  })
})

it('placeholders are those of both plural forms, each once', () => {
  expect(placeholders({ one: '{a} {count}', other: '{a} {a} {b}' })).toEqual(['a', 'b', 'count'])
})
