// No answer came: of the device, of the line, of the file, or of the bucket's rules, whichever can be told.
import type { PageFacts } from '../facts.ts'
import { isReadable } from './check-file.ts'
import type { ProblemKind } from './problem.ts'
import { isReachable } from './send-put.ts'

export async function whyNoAnswer(facts: PageFacts, file: File, sentBytes: number): Promise<ProblemKind> {
  if (!navigator.onLine) return 'offline'
  if (!(await isReadable(file))) return 'unreadable'
  if (sentBytes > 0) return 'cut'
  if (!(await isReachable(facts.url))) return 'unreachable'
  // The storage answers, but not this upload. A form needs nobody's leave, so there it was the line.
  return facts.mode === 'form' ? 'cut' : 'blocked'
}
