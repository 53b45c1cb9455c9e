// Where the window was, made to fit where it can be now.
import type { WindowState } from '../../shared/model/window.ts'

/** `x` and `y` are absent when the system is to choose. */
export type Placement = { x?: number; y?: number; width: number; height: number; isMaximized: boolean }

export type Area = { x: number; y: number; width: number; height: number }

export const minimumSize = { width: 860, height: 600 }
export const defaultSize = { width: 1120, height: 720 }

/** How much of the title bar must lie on a display for the window to be caught with the mouse. */
const grip = { width: 120, height: 32 }

const overlap = (startA: number, lengthA: number, startB: number, lengthB: number) =>
  Math.min(startA + lengthA, startB + lengthB) - Math.max(startA, startB)

const canBeCaught = (bar: Area, display: Area) =>
  overlap(bar.x, bar.width, display.x, display.width) >= grip.width &&
  overlap(bar.y, bar.height, display.y, display.height) >= grip.height

/** The size is kept within the displays; the position only while the title bar is on one of them. */
export function fitToDisplays(saved: WindowState | undefined, workAreas: readonly Area[]): Placement {
  if (!saved) return { ...defaultSize, isMaximized: false }
  const widest = Math.max(minimumSize.width, ...workAreas.map((area) => area.width))
  const highest = Math.max(minimumSize.height, ...workAreas.map((area) => area.height))
  const width = Math.min(Math.max(saved.width, minimumSize.width), widest)
  const height = Math.min(Math.max(saved.height, minimumSize.height), highest)
  const size = { width, height, isMaximized: saved.isMaximized }
  const { x, y } = saved
  if (x === undefined || y === undefined) return size
  const titleBar = { x, y, width, height: grip.height }
  return workAreas.some((area) => canBeCaught(titleBar, area)) ? { ...size, x, y } : size
}
