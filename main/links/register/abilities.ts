// What a key turned out to be allowed, by account and folder, so that a refusal is not asked for again and again.
import { toShape } from '../../../shared/errors.ts'
import type { ErrorShape } from '../../../shared/errors.ts'

/** A permission that was asked for may be there by then. */
export const denialMs = 30 * 60_000

export type Abilities = {
  mayList(accountId: string, folder: string): boolean
  /** Whether the error says that the key may not list; then it is remembered. */
  noteList(accountId: string, folder: string, error: unknown): boolean
  /** Why single objects cannot be seen, if that is known. Somebody who asks gets an answer of now. */
  headDenial(accountId: string, folder: string, isAsked: boolean): ErrorShape | undefined
  noteHeadDenied(accountId: string, folder: string, denial: ErrorShape): ErrorShape
  headAllowed(accountId: string, folder: string): void
  /** The account's key may be another now. */
  forget(accountId: string): void
}

type Denial = { untilMs: number; shape: ErrorShape }

export function createAbilities(now: () => number): Abilities {
  const lists = new Map<string, Map<string, Denial>>()
  const heads = new Map<string, Map<string, Denial>>()
  const get = (all: typeof lists, accountId: string, folder: string): ErrorShape | undefined => {
    const denial = all.get(accountId)?.get(folder)
    return denial && denial.untilMs > now() ? denial.shape : undefined
  }
  const set = (all: typeof lists, accountId: string, folder: string, shape: ErrorShape): void => {
    const byFolder = all.get(accountId) ?? new Map<string, Denial>()
    all.set(accountId, byFolder.set(folder, { untilMs: now() + denialMs, shape }))
  }
  return {
    mayList: (accountId, folder) => !get(lists, accountId, folder),
    noteList: (accountId, folder, error) => {
      const shape = toShape(error)
      if (shape.code !== 'auth.denied') return false
      set(lists, accountId, folder, shape)
      return true
    },
    headDenial: (accountId, folder, isAsked) => (isAsked ? undefined : get(heads, accountId, folder)),
    noteHeadDenied: (accountId, folder, denial) => {
      set(heads, accountId, folder, denial)
      return denial
    },
    headAllowed: (accountId, folder) => heads.get(accountId)?.delete(folder),
    forget: (accountId) => {
      lists.delete(accountId)
      heads.delete(accountId)
    },
  }
}
