// What main and the thread that reads folders say to each other. Entries go in batches, each when it is asked for: a
// folder of a million files is never held.
import type { WalkEntry } from '../uploads/ports.ts'

export type ToWalk =
  | { kind: 'begin'; id: number; path: string; sendsJunk: boolean }
  /** One batch more. The beginning asks for the first. */
  | { kind: 'more'; id: number }
  /** Nobody wants the rest. */
  | { kind: 'stop'; id: number }

/** `isOver`: there is no more. */
export type FromWalk = { id: number; entries: WalkEntry[]; isOver: boolean }
