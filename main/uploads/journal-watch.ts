// Tells what the journal could not write from what went wrong elsewhere: a full disk is no fault of a file.
import type { Journal } from './ports.ts'

export type WatchedJournal = { journal: Journal; isJournalError(error: unknown): boolean }

export function watchJournal(journal: Journal): WatchedJournal {
  const thrown = new WeakSet<object>()
  const watched = new Proxy(journal, {
    get(target, name): unknown {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...args: unknown[]): unknown => {
        try {
          return Reflect.apply(member, target, args)
        } catch (error) {
          if (typeof error === 'object' && error !== null) thrown.add(error)
          throw error
        }
      }
    },
  })
  return {
    journal: watched,
    isJournalError: (error) => typeof error === 'object' && error !== null && thrown.has(error),
  }
}
