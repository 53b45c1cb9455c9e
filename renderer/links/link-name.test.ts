import { describe, expect, it } from 'vitest'
import { linkObjectKey, nameProblem } from './link-name.ts'

describe('the name a link gives its file', () => {
  it('lies in the account’s folder and is composed, whatever the keyboard made', () => {
    expect(linkObjectKey('in/', ' cafe\u0301.pdf ')).toBe('in/caf\u00e9.pdf')
  })

  it('is turned down with the one thing to do about it', () => {
    const problems = ['', '  ', '/a.pdf', '\\a.pdf', 'a/', 'a/../b.pdf', './a', 'x\ud800'].map((name) =>
      nameProblem('', name),
    )
    expect(problems.map((found) => found?.problem)).toEqual([
      'name',
      'name',
      'slash',
      'slash',
      'fileName',
      'dots',
      'dots',
      'character',
    ])
  })

  it('counts bytes with the folder in, three for a Chinese character', () => {
    const folder = 'f/'
    expect(nameProblem(folder, '文'.repeat(340))).toBeUndefined()
    expect(nameProblem(folder, '文'.repeat(341))).toEqual({ problem: 'shorter', bytes: 1025, max: 1023 })
  })

  it('may hold what people really type', () => {
    for (const name of ['contracts/acme-signed.pdf', '合同 (终稿) #2 +100%.pdf', 'a//b', '...', '🎉.zip'])
      expect(nameProblem('', name)).toBeUndefined()
  })
})
