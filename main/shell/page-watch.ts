// What is done when the page does not come up, or goes down.
import type { BrowserWindow } from 'electron'

/** A page that does not paint within this time may never do so. */
const firstPaintMs = 10_000
const maxReloads = 3
const reloadWindowMs = 60_000

/** Calls `act` once: at the first paint, or when that has been waited for long enough. */
export function atFirstPaint(window: Pick<BrowserWindow, 'once'>, act: () => void): void {
  let isDone = false
  const run = () => {
    if (isDone) return
    isDone = true
    clearTimeout(timer)
    act()
  }
  const timer = setTimeout(run, firstPaintMs)
  window.once('ready-to-show', run)
  window.once('closed', () => {
    clearTimeout(timer)
  })
}

/**
 * Whether a page that went down is loaded once more: three times within a minute. After that it would go on for ever, so
 * `giveUp` is called, once.
 */
export function createReloadLimit(now: () => number, giveUp: () => void): () => boolean {
  let reloads: number[] = []
  let hasGivenUp = false
  return () => {
    const atMs = now()
    reloads = reloads.filter((earlierMs) => atMs - earlierMs < reloadWindowMs)
    if (!hasGivenUp && reloads.length < maxReloads) {
      reloads.push(atMs)
      return true
    }
    if (!hasGivenUp) giveUp()
    hasGivenUp = true
    return false
  }
}
