// The end of an upload in parts: the storage is asked to put them together, and what it says of it.
import type { PageKit } from '../kit-facts.ts'
import { call } from '../call.ts'
import type { Called } from '../call.ts'
import { readAnswer } from '../problem.ts'
import type { Outcome, ProblemKind } from '../problem.ts'

/** Putting thousands of parts together takes a while. */
const patienceMs = 5 * 60_000
const tries = 4

export type Finished =
  | Outcome
  | { kind: 'stopped' }
  /** A part is not as it was named: what is there has to be looked at again. */
  | { kind: 'lookAgain' }

export type FinishPorts = {
  madeAtMs: number
  signal: AbortSignal
  sleep: (ms: number, signal: AbortSignal) => Promise<void>
  whyNoAnswer: () => Promise<ProblemKind>
}

const problem = (kind: ProblemKind): Outcome => ({ kind: 'problem', problem: { kind } })

/** Etags by part, from 1. Undefined: of all that are there. */
function request(kit: PageKit, etags: readonly string[] | undefined, signal: AbortSignal): Promise<Called> {
  const sending = { signal, onSent: () => undefined }
  // Both Blobs have no type, so that the browser adds none.
  if (!etags) return call({ method: 'POST', ...kit.completeAll }, new Blob([]), sending, patienceMs)
  const parts = etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>"${etag}"</ETag></Part>`)
  const body = new Blob([`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`])
  return call({ method: 'POST', ...kit.complete }, body, sending, patienceMs)
}

/** The number of parts stands behind the ETag of the whole; with a callback the answer is that of another server. */
const partsOf = (body: string): number | undefined => {
  const found = /<ETag>[^<]*-(\d+)(?:&quot;|&#34;|")?<\/ETag>/.exec(body)?.[1]
  return found === undefined ? undefined : Number(found)
}

export async function finish(
  kit: PageKit,
  etags: readonly string[] | undefined,
  partCount: number,
  { madeAtMs, signal, sleep, whyNoAnswer }: FinishPorts,
): Promise<Finished> {
  let blocks = 0
  let kind: ProblemKind = 'cut'
  for (let attempt = 0; attempt < tries; attempt++) {
    const result = await request(kit, etags, signal)
    if (result.kind === 'stopped') return result
    if (result.kind === 'noAnswer') {
      kind = await whyNoAnswer()
      // The storage can be reached, and took the parts: it is this request that its rules keep from web pages.
      if (kind === 'blocked' && ++blocks > 1) return problem('notFinished')
    } else {
      const { answer } = result
      const outcome = readAnswer(answer, { madeAtMs, wasSentWhole: false })
      if (outcome.kind === 'problem') {
        kind = outcome.problem.kind
        if (/<Code>InvalidPart/.test(answer.body)) return { kind: 'lookAgain' }
        // Only being put together, or being discarded, ends an upload, and this page has asked for the first: browsers
        // ask once more by themselves when a connection breaks, without telling.
        if (kind === 'gone') return problem('maybeFinished')
        if (kind !== 'busy') return outcome
      } else if (answer.body.includes('<Error>') && answer.status === 200) {
        // OSS may find out only after it began to answer.
        kind = 'busy'
      } else if ((partsOf(answer.body) ?? partCount) !== partCount) return problem('notFinished')
      else return outcome
    }
    if (attempt < tries - 1) await sleep(1000 * 2 ** attempt, signal)
    if (signal.aborted) return { kind: 'stopped' }
  }
  return problem(kind === 'blocked' ? 'cut' : kind)
}
