// An upload page for each link of a list, written one after the other.
import { AppError } from '../../../shared/errors.ts'
import type { BatchPages } from '../../../shared/model/batch.ts'
import type { LinkView } from '../../../shared/model/link.ts'
import type { PageFacts } from '../page/facts.ts'
import { batchPageName, createUniqueNames } from './page-names.ts'

type Ports = {
  /** Throws AppError when no such page can be made of this link. */
  factsOf: (link: LinkView, wish: Omit<BatchPages, 'batchId'>) => PageFacts
  htmlOf: (facts: PageFacts) => string
  write: (fileName: string, text: string) => Promise<void>
  onSaved: (link: LinkView, facts: PageFacts) => void
  /** With the links that are left out. */
  onProgress: (done: number) => void
  isStopped: () => boolean
}

/** How many were saved, and how many links were left out: ended, or of a place the account no longer works in. */
export async function savePages(
  links: Iterable<LinkView>,
  { batchId: _, ...wish }: BatchPages,
  { factsOf, htmlOf, write, onSaved, onProgress, isStopped }: Ports,
): Promise<{ saved: number; left: number }> {
  const unique = createUniqueNames()
  let saved = 0
  let left = 0
  for (const link of links) {
    if (isStopped()) break
    let facts: PageFacts
    try {
      facts = factsOf(link, wish)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      left++
      continue
    }
    await write(unique(batchPageName(link.forWhom, link.objectKey), '.html'), htmlOf(facts))
    onSaved(link, facts)
    onProgress(++saved + left)
  }
  return { saved, left }
}
