// The side of the thread that reads folders.
import type { MessagePort } from 'node:worker_threads'
import type { WalkEntry } from '../uploads/ports.ts'
import { isJunk } from './junk-names.ts'
import { walkFolder } from './walk-folder.ts'
import type { FromWalk, ToWalk } from './walk-messages.ts'

/** The first batch is small, so that sending begins with the first files found. */
const firstBatch = 8
const largestBatch = 200
/** A slow disk's finds are told at least so often. */
const longestMs = 100

type Walk = { entries: Generator<WalkEntry>; limit: number }

function nextBatch(walk: Walk): Omit<FromWalk, 'id'> {
  const entries: WalkEntry[] = []
  const begun = performance.now()
  while (entries.length < walk.limit && performance.now() - begun < longestMs) {
    const next = walk.entries.next()
    if (next.done === true) return { entries, isOver: true }
    entries.push(next.value)
  }
  walk.limit = Math.min(walk.limit * 4, largestBatch)
  return { entries, isOver: false }
}

export function serveWalks(port: Pick<MessagePort, 'on' | 'postMessage'>): void {
  const walks = new Map<number, Walk>()

  const tell = (id: number, walk: Walk): void => {
    const batch = nextBatch(walk)
    if (batch.isOver) walks.delete(id)
    port.postMessage({ id, ...batch } satisfies FromWalk)
  }
  port.on('message', (message: ToWalk) => {
    const { id } = message
    if (message.kind === 'begin') {
      const { path, sendsJunk } = message
      const entries = walkFolder(path, (name, kind) => !sendsJunk && isJunk(name, kind))
      walks.set(id, { entries, limit: firstBatch })
    }
    const walk = walks.get(id)
    if (!walk) return
    if (message.kind !== 'stop') return tell(id, walk)
    walks.delete(id)
    walk.entries.return(undefined)
  })
}
