// What went over the wire: nothing sent twice beyond what a kill costs, nothing left unfinished on the server.
import type { UnfinishedUpload } from '../../main/oss/multipart-operations.ts'
import { partBytes, putUpToBytes, requestsAtOnce } from './layout.ts'
import type { Evidence, Seen } from './run.ts'

const carries = ({ operation }: Seen): boolean => operation === 'PutObject' || operation === 'UploadPart'
const isAccepted = (line: Seen): boolean => line.status === 200 && line.faultKind === undefined

/**
 * Bytes that were accepted before a kill and sent again after it, at most as many as were on their way: those whose
 * answer the app may not have written down. Only of keys to which nothing else was done.
 */
export function resentProblem(evidence: Evidence): string | undefined {
  const { seen, events, batches } = evidence
  if (batches.length > 1 || events.some(({ deed }) => ['act', 'fillDisk'].includes(deed.do))) return undefined
  const disturbed = new Set<string>(evidence.faults.map(({ objectKey }) => objectKey))
  for (const { deed } of events) {
    if (deed.do === 'intrude' || deed.do === 'abortUploads') disturbed.add(deed.objectKey)
    if (deed.do === 'mutate') return undefined
  }
  const sent = seen.filter((line) => carries(line) && isAccepted(line) && !disturbed.has(line.objectKey ?? ''))
  const last = Math.max(0, ...sent.map(({ epoch }) => epoch))
  const allowed = requestsAtOnce * Math.max(partBytes, putUpToBytes)
  for (let epoch = 1; epoch <= last; epoch++) {
    const idOf = ({ operation, objectKey, partNumber }: Seen): string => `${operation} ${objectKey} ${partNumber}`
    const before = new Set(sent.filter((line) => line.epoch < epoch).map(idOf))
    const again = sent.filter((line) => line.epoch === epoch && before.has(idOf(line)))
    const bytes = again.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0)
    if (bytes > allowed) return `${bytes} bytes after kill ${epoch}, of ${allowed} at most`
  }
  return undefined
}

/**
 * Uploads left on the server that no row goes on with. `excused`: the answer to their Initiate never reached the app,
 * so that it cannot know of them. One it ever made a request for is never excused.
 */
export function leftUploads({ unfinished, final, seen, faults }: Evidence): {
  orphans: UnfinishedUpload[]
  excused: UnfinishedUpload[]
} {
  const held = new Set(final.rows.map(({ multipart }) => multipart?.uploadId))
  // A row may stand for an upload whose ID it does not know yet, and looks for it when it goes on or is canceled.
  const isStoodFor = (key: string): boolean =>
    final.rows.some(({ objectKey, multipart }) => objectKey === key && multipart?.uploadId.startsWith('unheard:'))
  const left = unfinished.filter(({ objectKey, uploadId }) => !held.has(uploadId) && !isStoodFor(objectKey))
  const isBegun = ({ operation, status }: Seen): boolean =>
    operation === 'InitiateMultipartUpload' && (status === 200 || status === 0)
  const isDenied = (key: string): boolean =>
    faults.some(
      ({ kind, operation, objectKey }) =>
        kind === 'denied' && (operation === 'ListMultipartUploads' || (operation === 'ListParts' && objectKey === key)),
    )
  const begun = Map.groupBy(seen.filter(isBegun), ({ objectKey }) => objectKey)
  const named = new Set(seen.filter(({ operation }) => operation !== 'ListParts').map(({ uploadId }) => uploadId))
  const orphans = left.filter(({ uploadId }) => named.has(uploadId))
  const excused: UnfinishedUpload[] = []
  const unheard = left.filter(({ uploadId }) => !named.has(uploadId))
  for (const [objectKey, uploads] of Map.groupBy(unheard, (upload) => upload.objectKey)) {
    const excuses = isDenied(objectKey) ? (begun.get(objectKey)?.length ?? 0) : 0
    excused.push(...uploads.slice(0, excuses))
    orphans.push(...uploads.slice(excuses))
  }
  return { orphans, excused }
}

/** The requests for a key, in the order they ended. */
export const storyOf = ({ seen }: Evidence, key: string): string =>
  seen
    .filter(({ objectKey, operation }) => objectKey === key || operation === 'ListMultipartUploads')
    .map(({ operation, uploadId, partNumber, status, faultKind, epoch }) =>
      [operation, uploadId?.slice(0, 6), partNumber, status, faultKind, `e${epoch}`].filter(
        (word) => word !== undefined,
      ),
    )
    .map((words) => words.join(' '))
    .join(', ')
