import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseKind, parseStorage, parseTerm } from './cells.ts'

const local = (...parts: [number, number, number, number, number]) => ({
  kind: 'until',
  atMs: new Date(...parts).getTime(),
})

describe('how long a link works, as people write it', () => {
  it.each([
    ['15 min', 900],
    ['90m', 5400],
    ['1.5 hours', 5400],
    ['2小时', 7200],
    ['3 天', 259_200],
    ['1 week', 604_800],
    ['30 days', 604_800],
  ])('%s', (text, seconds) => {
    expect(parseTerm(text)).toEqual({ kind: 'seconds', seconds })
  })

  it.each([
    ['2026-11-25', local(2026, 10, 25, 23, 59)],
    ['2026/11/25 17:00', local(2026, 10, 25, 17, 0)],
    ['2026/1/5 9:05', local(2026, 0, 5, 9, 5)],
    ['25.11.2026', local(2026, 10, 25, 23, 59)],
    ['25/11/2026 08:30', local(2026, 10, 25, 8, 30)],
    ['11/25/2026 5:00 PM', local(2026, 10, 25, 17, 0)],
    ['11/25/2026 12:30 am', local(2026, 10, 25, 0, 30)],
    ['2026年11月25日', local(2026, 10, 25, 23, 59)],
    ['2026年11月25日 17:00', local(2026, 10, 25, 17, 0)],
    ['2026年11月25日17点', local(2026, 10, 25, 17, 0)],
    ['2026-11-25T17:00:00Z', { kind: 'until', atMs: Date.UTC(2026, 10, 25, 17) }],
  ])('until %s', (text, expected) => {
    expect(parseTerm(text)).toEqual(expected)
  })

  it.each([
    ['3', 'unit'],
    ['3/4/2026', 'order'],
    ['2026-02-31', 'unknown'],
    ['2026-11-25 25:00', 'unknown'],
    ['10 s', 'unknown'],
    ['soon', 'unknown'],
    ['3 months', 'unknown'],
  ])('does not guess at %s', (text, problem) => {
    expect(parseTerm(text)).toBe(problem)
  })

  it('reads back whatever date this computer shows with the year first', () => {
    const day = fc.date({ min: new Date(2020, 0, 1), max: new Date(2060, 0, 1), noInvalidDate: true })
    fc.assert(
      fc.property(day, (date) => {
        const at = new Date(date.getFullYear(), date.getMonth(), date.getDate(), 12, date.getMinutes())
        const spelled = `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()} 12:${String(at.getMinutes()).padStart(2, '0')}`
        expect(parseTerm(spelled)).toEqual({ kind: 'until', atMs: at.getTime() })
      }),
    )
  })
})

it('knows kinds of files by their usual names in both languages, and content types', () => {
  expect(['PDF', '.docx', 'Excel', 'JPEG picture', '照片', 'image/webp', 'any', '不限'].map(parseKind)).toEqual([
    'application/pdf',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'image/jpeg',
    'image/jpeg',
    'image/webp',
    '',
    '',
  ])
  expect(['a contract', 'image/', 'constructor'].map(parseKind)).toEqual([undefined, undefined, undefined])
})

it('knows storage classes in both languages', () => {
  expect(['IA', 'archive', '低频', '冷归档存储', 'Glacier'].map(parseStorage)).toEqual([
    'IA',
    'Archive',
    'IA',
    'ColdArchive',
    undefined,
  ])
})
