import { expect, it } from 'vitest'
import { limitText, parseLimit, typedLimit } from './speed-limit.ts'

it('reads a speed as people type it, with a point or a comma', () => {
  expect(['2', ' 2.5 ', '2,5', '.5', '0.01', '10000'].map(parseLimit)).toEqual([
    2_000_000, 2_500_000, 2_500_000, 500_000, 10_000, 10_000_000_000,
  ])
})

it('takes nothing that is no speed, or too slow for one file to move', () => {
  expect(['', '0', '0.001', '-1', '1e3', '10001', '1,000.5', 'fast', '1 2'].map(parseLimit)).toEqual(
    Array.from({ length: 9 }, () => undefined),
  )
})

it('shows what was typed', () => {
  expect([limitText(2_500_000), limitText(10_000_000), typedLimit(2_500_000), typedLimit(null)]).toEqual([
    '2.5 MB/s',
    '10 MB/s',
    '2.5',
    '',
  ])
})
