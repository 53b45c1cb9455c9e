// What happens to the app, its files and its computer while it sends, and at which request.
import type { Dice } from './dice.ts'
import type { FullAt } from './full-disk.ts'
import { keyOf } from './layout.ts'
import type { Batch, Entry } from './layout.ts'

type File = Extract<Entry, { kind: 'file' }>

export type Mutation = 'append' | 'truncate' | 'rewrite' | 'delete' | 'touch'
/** A path is a file's below the source folder. */
export type Target = { kind: 'all' } | { kind: 'item' } | { kind: 'file'; path: string }

export type Deed =
  /** SIGKILL, and a new process over the same journal. */
  | { do: 'kill' }
  /** Quit and start again. */
  | { do: 'relaunch' }
  | { do: 'act'; action: 'pause' | 'resume' | 'cancel' | 'retry'; target: Target }
  | { do: 'mutate'; path: string; how: Mutation }
  /** The next writes of the journal, or the next commits, fail as on a full disk. */
  | { do: 'fillDisk'; writes: number; at: FullAt }
  | { do: 'jumpClock'; ms: number }
  /** Every request is refused until the user gives a new token. */
  | { do: 'expireToken' }
  | { do: 'wake' }
  /** So many requests find no server. */
  | { do: 'outage'; requests: number }
  /** Someone else takes the name. */
  | { do: 'intrude'; objectKey: string }
  /** Someone else aborts the unfinished uploads of this key. */
  | { do: 'abortUploads'; objectKey: string }
  | { do: 'dropAgain' }

/** A deed is done when the server has read the header of that request: the n-th of all, or the nth to a key. */
export type Trigger = { request: number } | { operation: string; objectKey: string; nth: number }
export type ChaosEvent = { id: string; at: Trigger; deed: Deed }

type About = { files: readonly File[]; first: Batch; count: number }

const targetOf = (dice: Dice, files: readonly File[]): Target =>
  dice.pick<Target>([
    { kind: 'all' },
    { kind: 'item' },
    { kind: 'file', path: dice.pick(files as [File, ...File[]]).path },
    { kind: 'file', path: dice.pick(files as [File, ...File[]]).path },
  ])

const deeds: readonly (readonly [number, Deed['do']])[] = [
  [5, 'act'],
  [5, 'mutate'],
  [1.5, 'kill'],
  [1, 'relaunch'],
  [2, 'fillDisk'],
  [1.5, 'jumpClock'],
  [1, 'expireToken'],
  [0.5, 'wake'],
  [1, 'outage'],
  [2, 'intrude'],
  [1.5, 'abortUploads'],
]

const hour = 3_600_000

function deedOf(dice: Dice, kind: Deed['do'], { files, first }: About): Deed {
  const { path } = dice.pick(files as [File, ...File[]])
  const objectKey = keyOf(first.destination, path)
  switch (kind) {
    case 'act':
      return {
        do: 'act',
        action: dice.pick(['pause', 'resume', 'cancel', 'retry', 'pause']),
        target: targetOf(dice, files),
      }
    case 'mutate':
      return { do: 'mutate', path, how: dice.pick(['append', 'truncate', 'rewrite', 'delete', 'touch']) }
    case 'fillDisk': {
      const writes = dice.whole(1, 12)
      return { do: 'fillDisk', writes, at: writes % 2 === 0 ? 'commit' : 'write' }
    }
    case 'outage':
      return { do: 'outage', requests: dice.whole(3, 20) }
    case 'jumpClock':
      return { do: 'jumpClock', ms: dice.pick([8 * hour, -8 * hour, -hour / 3, hour / 2, 24 * hour]) }
    case 'intrude':
    case 'abortUploads':
      return { do: kind, objectKey }
    default:
      return { do: kind }
  }
}

const operations = ['PutObject', 'UploadPart', 'InitiateMultipartUpload', 'CompleteMultipartUpload', 'HeadObject']

function triggerOf(dice: Dice, deed: Deed, { files, first }: About): Trigger {
  const isAboutKey = deed.do === 'mutate' || deed.do === 'intrude' || deed.do === 'abortUploads'
  if (!isAboutKey || dice.chance(0.3)) return { request: dice.whole(1, 40) }
  const path = deed.do === 'mutate' ? deed.path : dice.pick(files as [File, ...File[]]).path
  const objectKey = deed.do === 'mutate' ? keyOf(first.destination, path) : deed.objectKey
  return { operation: dice.pick(operations as [string, ...string[]]), objectKey, nth: dice.whole(1, 3) }
}

export function planEvents(dice: Dice, about: About): ChaosEvent[] {
  const events: ChaosEvent[] = []
  const mutated = new Set<string>()
  for (let left = dice.whole(0, 5); left > 0; left--) {
    const deed = deedOf(dice, dice.weighed(deeds) ?? 'wake', about)
    // Two changes within one tick of the file system's clock could not be told apart by anyone.
    if (deed.do === 'mutate' && mutated.has(deed.path)) continue
    if (deed.do === 'mutate') mutated.add(deed.path)
    events.push({ id: `event ${events.length + 1}`, at: triggerOf(dice, deed, about), deed })
  }
  if (about.count > 1) events.push({ id: 'again', at: { request: dice.whole(1, 25) }, deed: { do: 'dropAgain' } })
  return events
}
