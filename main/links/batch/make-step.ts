// Some rows of a list become links, and are in the register before anybody is told of them.
import { AppError } from '../../../shared/errors.ts'
import type { BatchRowResult, BatchStep } from '../../../shared/model/batch.ts'
import type { LinkView } from '../../../shared/model/link.ts'
import type { NewLink } from '../register/ports.ts'

type Ports = {
  /** In the order of the requests: a link, or why there is none. */
  makeLinks: (requests: BatchStep['requests']) => readonly (LinkView | AppError)[]
  /** One transaction. */
  keep: (links: readonly NewLink[]) => void
}

/** Throws what `keep` throws; then none of the rows was made. */
export function makeStep({ batchId, requests }: BatchStep, { makeLinks, keep }: Ports): BatchRowResult[] {
  const made = makeLinks(requests)
  const links = made.flatMap((view, index): NewLink[] => {
    const request = requests[index]
    return view instanceof AppError || !request ? [] : [{ view, request, batchId }]
  })
  if (links.length > 0) keep(links)
  return made.map((each) =>
    each instanceof AppError
      ? { kind: 'refused', error: each.shape }
      : { kind: 'made', linkId: each.linkId, expiresAtMs: each.expiresAtMs },
  )
}
