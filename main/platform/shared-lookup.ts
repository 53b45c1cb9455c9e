import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'

type Answer = Parameters<LookupFunction>[2]

/**
 * Resolves a name once for all connections that open at the same time. Each lookup holds one of the four threads that
 * also read the files, so a slow resolver asked 64 times would stop every transfer. Nothing is remembered afterwards.
 */
export function createSharedLookup(ask: LookupFunction = lookup): LookupFunction {
  const pending = new Map<string, Answer[]>()
  return (hostname, options, callback) => {
    const question = JSON.stringify([hostname, options])
    const waiting = pending.get(question)
    if (waiting) {
      waiting.push(callback)
      return
    }
    const all = [callback]
    pending.set(question, all)
    ask(hostname, options, (...answer) => {
      pending.delete(question)
      for (const one of all) one(...answer)
    })
  }
}
