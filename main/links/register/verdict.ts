// What an object that is there, or is not, says of a link.
import { AppError } from '../../../shared/errors.ts'
import type { LinkChange, SeenObject, WatchedLink } from './ports.ts'

export type Verdict = { change: LinkChange; isArrival: boolean }

/** A list says nothing of the checksum. Even the same file sent again has a new time. */
export const isSame = (a: SeenObject, b: SeenObject): boolean =>
  a.etag === b.etag &&
  a.lastModifiedMs === b.lastModifiedMs &&
  (a.crc64 === undefined || b.crc64 === undefined || a.crc64 === b.crc64)

const taken = new AppError('object.exists').shape

function arrival(link: WatchedLink, seen: SeenObject, more: Partial<LinkChange>): Verdict {
  const state = link.latest ? 'replaced' : 'received'
  return { change: { linkId: link.linkId, error: null, ...more, state, latest: seen, isNew: true }, isArrival: true }
}

/**
 * `seen` is undefined when there is no object. What was there before anybody had looked came through the link only if
 * it is from a later second than the link: times of objects have whole seconds, and so has a link's own.
 */
export function judge(link: WatchedLink, seen: SeenObject | undefined): Verdict {
  const { linkId, before, latest, isFirstUploadOnly, madeAtMs } = link
  const quiet = (change: Omit<LinkChange, 'linkId'>): Verdict => ({
    change: { linkId, error: null, ...change },
    isArrival: false,
  })
  if (link.state === 'closed') return { change: { linkId }, isArrival: false }
  if (!seen) return latest || before === 'nothing' ? quiet({}) : quiet({ before: 'nothing' })
  const known = latest ?? before
  if (known === undefined && seen.lastModifiedMs > madeAtMs) return arrival(link, seen, { before: 'nothing' })
  if (known === undefined || (known !== 'nothing' && isSame(known, seen))) {
    if (latest) return quiet({})
    // Whoever uploads to a name that was taken is refused, so its owner should know.
    return quiet({ before: seen, error: isFirstUploadOnly ? taken : null })
  }
  return arrival(link, seen, {})
}

export type FolderFile = SeenObject & { objectKey: string }

/** Of a watched folder: `files` are those that came since it is watched. */
export function judgeFolder(link: WatchedLink, files: readonly FolderFile[]): Verdict {
  const quiet = { change: { linkId: link.linkId, error: null }, isArrival: false }
  const [first] = files
  if (!first) return quiet
  const newest = files.reduce((last, file) => (file.lastModifiedMs > last.lastModifiedMs ? file : last), first)
  const isMore = files.length > (link.arrivedFiles ?? 0)
  const isLater = !link.latest || newest.lastModifiedMs > link.latest.lastModifiedMs
  if (!isMore && !isLater) return quiet
  const { objectKey, ...seen } = newest
  const arrived = { objectKey, files: files.length }
  const change = { linkId: link.linkId, error: null, state: 'received' as const, latest: seen, arrived, isNew: true }
  return { change, isArrival: true }
}
