// Tells what the journal could not write from what went wrong elsewhere: a full disk is no fault of a file.
import type { Journal } from './ports.ts'

export type WatchedJournal = { journal: Journal; isJournalError(error: unknown): boolean }

type Call = (...args: unknown[]) => unknown

export function watchJournal(journal: Journal): WatchedJournal {
  const thrown = new WeakSet<object>()
  const note = (error: unknown): never => {
    if (typeof error === 'object' && error !== null) thrown.add(error)
    throw error
  }
  const watch =
    (member: Call): Call =>
    (...args) => {
      try {
        const result: unknown = Reflect.apply(member, journal, args)
        return result instanceof Promise ? result.catch(note) : result
      } catch (error) {
        return note(error)
      }
    }
  // A dozen calls for each file go through here, so each is wrapped once.
  const calls = new Map<unknown, Call>()
  const watched = new Proxy(journal, {
    get(target, name): unknown {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      let call = calls.get(member)
      // Of a journal's members nothing is known but that they are functions.
      if (!call) calls.set(member, (call = watch(member as Call)))
      return call
    },
  })
  return {
    journal: watched,
    isJournalError: (error) => typeof error === 'object' && error !== null && thrown.has(error),
  }
}
