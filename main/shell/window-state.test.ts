import { expect, it } from 'vitest'
import { fitToDisplays } from './window-state.ts'

const laptop = { x: 0, y: 0, width: 1920, height: 1040 }
const second = { x: 1920, y: 0, width: 1280, height: 1024 }
const saved = { x: 2000, y: 100, width: 1200, height: 800, isMaximized: false }

it('starts at the default size, placed by the system', () => {
  expect(fitToDisplays(undefined, [laptop])).toEqual({ width: 1120, height: 720, isMaximized: false })
})

it('comes back where it was while that display is there', () => {
  expect(fitToDisplays(saved, [laptop, second])).toEqual(saved)
})

it('forgets only the position when the display it was on is gone', () => {
  expect(fitToDisplays(saved, [laptop])).toEqual({ width: 1200, height: 800, isMaximized: false })
})

it('is never left with its title bar above the screen', () => {
  expect(fitToDisplays({ ...saved, x: 100, y: -200 }, [laptop])).toEqual({
    width: 1200,
    height: 800,
    isMaximized: false,
  })
})

it('is neither smaller than the page needs nor larger than the largest display', () => {
  expect(fitToDisplays({ ...saved, x: 0, y: 0, width: 100, height: 9000 }, [laptop])).toEqual({
    x: 0,
    y: 0,
    width: 860,
    height: 1040,
    isMaximized: false,
  })
})

it('stays maximised', () => {
  expect(fitToDisplays({ width: 1120, height: 720, isMaximized: true }, [laptop]).isMaximized).toBe(true)
})
