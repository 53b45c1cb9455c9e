// When a link is looked at next: soon after it was made or something came, then ever more rarely, and not without end.
import type { WatchedLink } from './ports.ts'

export const shortestPauseMs = 15_000
export const longestPauseMs = 15 * 60_000
/** An upload that began in the link's last second may take its time. */
export const graceMs = 3_600_000
/** After its end a link is looked at once before it is called unused. */
export const afterEndMs = 30_000
/** A further upload after the first is rare. */
const rarely = 4

export type Planned = { nextCheckMs: number | null; pauseMs: number }

type Known = Pick<WatchedLink, 'state' | 'isFirstUploadOnly' | 'madeAtMs' | 'expiresAtMs' | 'watch'>

const within = (least: number, value: number, most: number): number => Math.max(least, Math.min(value, most))

/** Nothing can change any more for a closed link, nor after the only upload that counts. */
const isOver = ({ state, isFirstUploadOnly, watch }: Known): boolean =>
  state === 'closed' || ((state === 'received' || state === 'replaced') && isFirstUploadOnly && !watch)

/** `random` is from 0 to 1: links made together are not looked at in one moment for ever. */
export function planNext(link: Known, nowMs: number, random: number): Planned {
  const lastMs = link.expiresAtMs + graceMs
  if (isOver(link) || nowMs >= lastMs) return { nextCheckMs: null, pauseMs: 1 }
  const isReceived = link.state === 'received' || link.state === 'replaced'
  const slower = isReceived && !link.watch ? rarely : 1
  const pauseMs = within(shortestPauseMs, (nowMs - link.madeAtMs) / 4, longestPauseMs) * slower
  const endMs = link.expiresAtMs + afterEndMs
  const wishedMs = nowMs + Math.round(pauseMs * (0.9 + random * 0.2))
  const nextCheckMs = nowMs < endMs ? Math.min(wishedMs, endMs) : Math.min(wishedMs, lastMs)
  return { nextCheckMs, pauseMs: Math.round(pauseMs) }
}
