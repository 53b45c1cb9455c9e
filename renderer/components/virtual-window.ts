// Which rows of a very long list are in view. All rows are equally high, so this is arithmetic on two numbers.

export type Viewport = { scrollTop: number; height: number; rowHeight: number; rowCount: number }
export type VirtualWindow = {
  /** First row to draw and how many; a few more than are visible. */
  first: number
  count: number
  /** Height of the scrolled content. */
  contentHeight: number
  /** Where the first row stands in the content. */
  top: number
}

/** Chromium gives up near 33.5 million pixels. A longer list is scrolled faster than the bar moves. */
const maxContentHeight = 15_000_000
const overscan = 4
/** However high the window is. */
const maxRows = 80

export function virtualWindow({ scrollTop, height, rowHeight, rowCount }: Viewport): VirtualWindow {
  const fullHeight = rowCount * rowHeight
  const contentHeight = Math.min(fullHeight, maxContentHeight)
  const scrollable = Math.max(0, contentHeight - height)
  const at = Math.max(0, Math.min(scrollTop, scrollable))
  // In an uncompressed list this is scrollTop itself.
  const logicalTop = scrollable === 0 ? 0 : (at / scrollable) * Math.max(0, fullHeight - height)
  const first = Math.max(0, Math.min(Math.floor(logicalTop / rowHeight) - overscan, rowCount - 1))
  const last = Math.min(rowCount, first + maxRows, Math.ceil((logicalTop + height) / rowHeight) + overscan)
  return { first, count: Math.max(0, last - first), contentHeight, top: at - (logicalTop - first * rowHeight) }
}
