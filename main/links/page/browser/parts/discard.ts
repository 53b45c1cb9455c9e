// Throws away what was sent so far. The link ends with it.
import { call } from '../call.ts'
import type { PartsFacts } from '../kit-facts.ts'
import { readAnswer } from '../problem.ts'
import type { Problem } from '../problem.ts'

/** A part that was in flight may still land afterwards, so it is repeated until the storage knows of no upload. */
const repeats = 3

/** Undefined when it is done. */
export async function discard(facts: PartsFacts, signal: AbortSignal): Promise<Problem | undefined> {
  for (let repeat = 0; repeat < repeats; repeat++) {
    const aborting = { method: 'DELETE' as const, url: facts.kit.abort, headers: [] }
    const called = await call(aborting, null, { signal, onSent: () => undefined })
    if (called.kind !== 'answer') return { kind: navigator.onLine ? 'cut' : 'offline' }
    const outcome = readAnswer(called.answer, { madeAtMs: facts.madeAtMs, wasSentWhole: false })
    if (outcome.kind === 'problem') return outcome.problem.kind === 'gone' ? undefined : outcome.problem
  }
  return undefined
}
