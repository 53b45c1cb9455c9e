// Where the page is, from the first look to the receipt.
import type { Problem } from './problem.ts'

export type State =
  | { at: 'choose' }
  | { at: 'ready'; file: File }
  | { at: 'sending'; file: File }
  /** Of a kit: what has arrived stays, until it is discarded. */
  | { at: 'stopped'; file: File; share: number }
  | { at: 'discarding'; file: File; isBusy: boolean }
  | { at: 'discarded' }
  | { at: 'done'; file: File; atMs: number; receipt: string; isNotified: boolean }
  /** Without a file there was nothing to keep: another one is chosen. */
  | { at: 'problem'; problem: Problem; file?: File; fileName?: string; fileBytes?: number }

/** What the buttons do. */
export type Actions = {
  choose: () => void
  send: () => void
  stop: () => void
  restart: () => void
  /** Asks first, */
  askToDiscard: () => void
  /** then does it, */
  discard: () => void
  /** or not. */
  keep: () => void
}
