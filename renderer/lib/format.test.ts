import { afterEach, describe, expect, it } from 'vitest'
import { setLocale } from '../i18n/i18n.svelte.ts'
import { formatBytes, formatBytesOf, formatDateTime, formatDuration, formatPast, formatRate } from './format.ts'

afterEach(() => setLocale('en'))

describe('sizes', () => {
  it('are decimal, with one digit above bytes', () => {
    const sizes = [0, 999, 1000, 38_000_000, 999_949, 999_950, 42_700_000_000, 48_800_000_000_000]
    expect(sizes.map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 KB',
      '38.0 MB',
      '999.9 KB',
      '1.0 MB',
      '42.7 GB',
      '48.8 TB',
    ])
  })

  it('share the unit of the whole', () => {
    expect(formatBytesOf(18_200_000_000, 42_700_000_000)).toBe('18.2 of 42.7 GB')
    expect(formatBytesOf(0, 0)).toBe('0 of 0 B')
  })

  it('read naturally in Chinese', () => {
    setLocale('zh-CN')
    expect(formatBytesOf(6_100_000_000, 8_400_000_000)).toBe('6.1 / 8.4 GB')
    expect(formatRate(11_400_000)).toBe('11.4 MB/秒')
  })
})

describe('durations', () => {
  it('never say zero and never say sixty of anything', () => {
    expect([0, 0.2, 7.1, 59.4, 59.6, 2280, 3599, 3600, 5400, 172_800].map(formatDuration)).toEqual([
      '1 s',
      '1 s',
      '8 s',
      '1 min',
      '1 min',
      '38 min',
      '1 h',
      '1 h',
      '1 h 30 min',
      '2 days',
    ])
  })
})

describe('times', () => {
  const now = new Date(2026, 10, 20, 16, 20).getTime()

  it('show day, month and a 24-hour clock, and the year only when it differs', () => {
    expect(formatDateTime(new Date(2026, 10, 21, 16, 20).getTime(), now)).toBe('Sat 21 Nov, 16:20')
    expect(formatDateTime(new Date(2027, 0, 2, 9, 5).getTime(), now)).toBe('Sat, 2 Jan 2027, 09:05')
  })

  it('are relative only while that helps', () => {
    expect(formatPast(now - 20_000, now)).toBe('just now')
    expect(formatPast(now - 5 * 60_000, now)).toBe('5 min ago')
    expect(formatPast(new Date(2026, 10, 20, 9, 3).getTime(), now)).toBe('09:03')
    expect(formatPast(new Date(2026, 10, 19, 17, 2).getTime(), now)).toBe('Thu 19 Nov, 17:02')
  })
})
