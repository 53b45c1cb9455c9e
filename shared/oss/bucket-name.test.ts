import { describe, expect, it } from 'vitest'
import { isBucketName } from './bucket-name.ts'

describe('bucket names', () => {
  it.each(['abc', 'a1-b', '0ab', 'a'.repeat(63)])('takes %s', (name) => expect(isBucketName(name)).toBe(true))
  it.each(['ab', 'a'.repeat(64), '-ab', 'ab-', 'Abc', 'a_b', 'a.b', '中文桶', ' abc', 'abc\n'])('refuses %j', (name) =>
    expect(isBucketName(name)).toBe(false),
  )
})
