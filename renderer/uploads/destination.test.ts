import { expect, it } from 'vitest'
import { breadcrumb, prefixOf, prefixProblem } from './destination.ts'

it('takes a folder as people type it', () => {
  expect(['', ' campaigns/2026-autumn ', 'a/', 'Cafe\u0301'].map(prefixOf)).toEqual([
    '',
    'campaigns/2026-autumn/',
    'a/',
    'Café/',
  ])
  expect([breadcrumb(''), breadcrumb('campaigns/2026-autumn/')]).toEqual(['', 'campaigns / 2026-autumn'])
})

it.each([
  ['', '', undefined],
  ['活动/2026 秋季/', '', undefined],
  ['/a/', '', 'without / or \\ at the start'],
  ['\\a/', '', 'without / or \\ at the start'],
  ['a//b/', '', 'two slashes'],
  ['a/../b/', '', '“..”'],
  ['a\u0007/', '', 'cannot be sent'],
  ['\ud800/', '', 'cannot be sent'],
  [`${'活'.repeat(341)}/`, '', '1,024 of 1,023 bytes'],
  ['other/', 'campaigns/', 'works in “campaigns”'],
  ['campaigns/x/', 'campaigns/', undefined],
])('says of %j in %j: %s', (prefix, root, problem) => {
  if (problem === undefined) expect(prefixProblem(prefix, root)).toBeUndefined()
  else expect(prefixProblem(prefix, root)).toContain(problem)
})
