import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { virtualWindow } from './virtual-window.ts'

describe('virtualWindow', () => {
  it('draws a short list whole and in place', () => {
    expect(virtualWindow({ scrollTop: 0, height: 400, rowHeight: 62, rowCount: 5 })).toEqual({
      first: 0,
      count: 5,
      contentHeight: 310,
      top: 0,
    })
    expect(virtualWindow({ scrollTop: 0, height: 400, rowHeight: 62, rowCount: 0 }).count).toBe(0)
  })

  it('covers what is visible, draws at most 80 rows and never leaves the content', () => {
    const viewport = fc.record({
      scrollTop: fc.double({ min: -50, max: 70_000_000, noNaN: true }),
      height: fc.integer({ min: 1, max: 4000 }),
      rowHeight: fc.constant(62),
      rowCount: fc.integer({ min: 1, max: 1_000_000 }),
    })
    fc.assert(
      fc.property(viewport, (given) => {
        const { first, count, contentHeight, top } = virtualWindow(given)
        const scrollTop = Math.max(0, Math.min(given.scrollTop, Math.max(0, contentHeight - given.height)))
        expect(count).toBeLessThanOrEqual(80)
        expect(first + count).toBeLessThanOrEqual(given.rowCount)
        if (first > 0) expect(top).toBeLessThanOrEqual(scrollTop)
        if (first + count < given.rowCount) expect(top + count * 62).toBeGreaterThanOrEqual(scrollTop + given.height)
      }),
    )
  })

  it('reaches the last of a million rows although no element can be that high', () => {
    const { first, count, contentHeight, top } = virtualWindow({
      scrollTop: 15_000_000 - 600,
      height: 600,
      rowHeight: 62,
      rowCount: 1_000_000,
    })
    expect([first + count, contentHeight]).toEqual([1_000_000, 15_000_000])
    expect(Math.round(top + count * 62)).toBe(15_000_000)
  })
})
