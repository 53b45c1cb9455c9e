// Tells what the journal could not write from what went wrong elsewhere: a full disk is no fault of a file.
import type { Journal } from './ports.ts'

export type WatchedJournal = { journal: Journal; isJournalError(error: unknown): boolean }

export function watchJournal(journal: Journal): WatchedJournal {
  const thrown = new WeakSet<object>()
  const note = (error: unknown): never => {
    if (typeof error === 'object' && error !== null) thrown.add(error)
    throw error
  }
  const watched = new Proxy(journal, {
    get(target, name): unknown {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...args: unknown[]): unknown => {
        try {
          const result: unknown = Reflect.apply(member, target, args)
          return result instanceof Promise ? result.catch(note) : result
        } catch (error) {
          return note(error)
        }
      }
    },
  })
  return {
    journal: watched,
    isJournalError: (error) => typeof error === 'object' && error !== null && thrown.has(error),
  }
}
