// The request of a link that does what another did, from now on.
import { numberedKey } from '../../../shared/oss/numbered-key.ts'
import type { LinkRequest, LinkView, Validity } from '../../../shared/model/link.ts'
import type { LinkState } from '../../../shared/model/register.ts'

const shortestMs = 60_000
const longestSeconds = 604_800
const highestNumber = 1000

/** One whose end was a moment that is over works as long as it did. */
function validityOf({ validity }: LinkRequest, { madeAtMs, expiresAtMs }: LinkView, nowMs: number): Validity {
  if (validity.kind === 'seconds' || validity.atMs >= nowMs + shortestMs) return validity
  const seconds = Math.round((expiresAtMs - madeAtMs) / 1000)
  return { kind: 'seconds', seconds: Math.max(60, Math.min(longestSeconds, seconds)) }
}

type Old = { view: LinkView; request: LinkRequest; state: LinkState }
type World = { nowMs: number; isTaken: (objectKey: string) => boolean }

/** Where only the first upload counts and there was one, or an empty file has the name, the new link is for another name. */
export function renewed({ view, request, state }: Old, { nowMs, isTaken }: World): LinkRequest {
  const validity = validityOf(request, view, nowMs)
  const isGone = request.isFirstUploadOnly && (state === 'received' || state === 'replaced' || state === 'closed')
  if (!isGone) return { ...request, objectKey: view.objectKey, validity }
  let number = 2
  while (number < highestNumber && isTaken(numberedKey(view.objectKey, number))) number++
  return { ...request, objectKey: numberedKey(view.objectKey, number), validity }
}
