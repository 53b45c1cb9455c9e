// One try to send one file, and what came of it.
import type { PageFacts } from '../facts.ts'
import { isReadable } from './check-file.ts'
import { readAnswer } from './problem.ts'
import type { Outcome, ProblemKind } from './problem.ts'
import { sendForm } from './send-form.ts'
import { sendPut } from './send-put.ts'
import type { Memory } from './parts/memory.ts'
import { PartsUpload } from './parts/send-parts.ts'
import type { PartsSending } from './parts/send-parts.ts'
import { whyNoAnswer } from './why-no-answer.ts'

type Tried = Outcome | { kind: 'stopped'; arrived?: number }

const problem = (kind: ProblemKind): Outcome => ({ kind: 'problem', problem: { kind } })

/** Remembers over tries whether all of a file was on its way once: then a name that is taken may be taken by it. */
/** `memory`: of a kit, of what was sent before. */
export function createUpload(facts: PageFacts, memory: Memory | undefined) {
  const sentWhole = new Set<File>()

  async function byPut(link: Extract<PageFacts, { mode: 'put' }>, file: File, sending: PartsSending): Promise<Tried> {
    const result = await sendPut(link, file, sending)
    if (result.kind === 'stopped') return result
    if (result.kind === 'answer') {
      return readAnswer(result.answer, { madeAtMs: facts.madeAtMs, wasSentWhole: sentWhole.has(file) })
    }
    if (result.sentBytes >= file.size) sentWhole.add(file)
    return problem(await whyNoAnswer(facts, file, result.sentBytes))
  }

  async function byForm(link: Extract<PageFacts, { mode: 'form' }>, file: File, signal: AbortSignal): Promise<Tried> {
    // Composed, as OSS's own tools and the app spell names.
    const fileName = (facts.fileName ?? file.name).normalize('NFC')
    const { url, fields, kind } = link
    const type = kind === undefined ? {} : { contentType: kind.contentType }
    const result = await sendForm({ url, fields, fileName, ...type }, file, signal)
    if (result.kind === 'stopped') return result
    if (result.kind === 'taken') return { kind: 'done', receipt: '', isNotified: true }
    if (result.kind === 'noAnswer') return problem(await whyNoAnswer(facts, file, 0))
    // With a callback OSS passes on what the asker's server says, and sends nobody anywhere.
    return problem(fields.some(({ name }) => name === 'callback') ? 'unconfirmed' : 'notTaken')
  }

  return async (file: File, sending: PartsSending): Promise<Tried> => {
    if (!(await isReadable(file))) return problem('unreadable')
    if (!navigator.onLine) return problem('offline')
    if (facts.mode === 'put') return byPut(facts, file, sending)
    if (facts.mode === 'parts' && memory) return new PartsUpload(facts, file, memory, sending).run()
    return facts.mode === 'form' ? byForm(facts, file, sending.signal) : problem('refused')
  }
}
