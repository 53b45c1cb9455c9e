// One try to send one file, and what came of it.
import type { PageFacts } from '../facts.ts'
import { isReadable } from './check-file.ts'
import { readAnswer } from './problem.ts'
import type { Outcome, ProblemKind } from './problem.ts'
import { sendForm } from './send-form.ts'
import { isReachable, sendPut } from './send-put.ts'
import type { Sending } from './send-put.ts'

type Tried = Outcome | { kind: 'stopped' }

const problem = (kind: ProblemKind): Outcome => ({ kind: 'problem', problem: { kind } })

/** No answer came: of the device, of the line, of the file, or of the bucket's rules, whichever can be told. */
async function whyNoAnswer(facts: PageFacts, file: File, sentBytes: number): Promise<Outcome> {
  if (!navigator.onLine) return problem('offline')
  if (!(await isReadable(file))) return problem('unreadable')
  if (sentBytes > 0) return problem('cut')
  if (!(await isReachable(facts.url))) return problem('unreachable')
  // The storage answers, but not this upload. A form needs nobody's leave, so there it was the line.
  return problem(facts.mode === 'put' ? 'blocked' : 'cut')
}

/** Remembers over tries whether all of a file was on its way once: then a name that is taken may be taken by it. */
export function createUpload(facts: PageFacts) {
  const sentWhole = new Set<File>()

  async function byPut(link: Extract<PageFacts, { mode: 'put' }>, file: File, sending: Sending): Promise<Tried> {
    const result = await sendPut(link, file, sending)
    if (result.kind === 'stopped') return result
    if (result.kind === 'answer') {
      return readAnswer(result.answer, { madeAtMs: facts.madeAtMs, wasSentWhole: sentWhole.has(file) })
    }
    if (result.sentBytes >= file.size) sentWhole.add(file)
    return whyNoAnswer(facts, file, result.sentBytes)
  }

  async function byForm(link: Extract<PageFacts, { mode: 'form' }>, file: File, signal: AbortSignal): Promise<Tried> {
    // Composed, as OSS's own tools and the app spell names.
    const fileName = (facts.fileName ?? file.name).normalize('NFC')
    const { url, fields, kind } = link
    const type = kind === undefined ? {} : { contentType: kind.contentType }
    const result = await sendForm({ url, fields, fileName, ...type }, file, signal)
    if (result.kind === 'stopped') return result
    if (result.kind === 'taken') return { kind: 'done', receipt: '', isNotified: true }
    return result.kind === 'answered' ? problem('notTaken') : whyNoAnswer(facts, file, 0)
  }

  return async (file: File, sending: Sending): Promise<Tried> => {
    if (!(await isReadable(file))) return problem('unreadable')
    if (!navigator.onLine) return problem('offline')
    return facts.mode === 'put' ? byPut(facts, file, sending) : byForm(facts, file, sending.signal)
  }
}
