// What is going to happen in one run, all of it decided by the seed before anything starts.
import type { ConflictPolicy } from '../../shared/model/upload.ts'
import { diceOf } from './dice.ts'
import type { Dice } from './dice.ts'
import { keyOf, partBytes, putUpToBytes } from './layout.ts'
import type { Batch, Entry } from './layout.ts'
import { planEvents } from './plan-events.ts'
import type { ChaosEvent } from './plan-events.ts'
import { faultKinds } from './plan-faults.ts'
import type { FaultKind } from './plan-faults.ts'

/** An object that was in the bucket before, and whose it is. */
export type Existing = { objectKey: string; size: number }

/** A key whose requests of one kind fail every time. */
export type Doom = { objectKey: string; operation: string; kind: FaultKind }

export type RunPlan = {
  seed: number
  /** Requests run in the app's transfer thread, or in the engine's own. */
  transport: 'thread' | 'same'
  entries: Entry[]
  batches: Batch[]
  existing: Existing[]
  /** How many requests of a hundred meet a fault, and which. */
  faultRate: number
  faultKinds: FaultKind[]
  dooms: Doom[]
  events: ChaosEvent[]
  /** What the user answers in the end where a name was taken; undefined leaves it open. */
  decision: 'keepBoth' | 'skip' | 'replace' | undefined
}

const names = [
  'a.txt',
  '报告 2026.docx',
  'b.PDF',
  '😀 photo.jpg',
  'c+d %26.bin',
  'notes',
  "it's.csv",
  'e\u0301.txt',
  'f.zip',
]
const folders = ['', '', 'deep/er/', '子目录/', 'x y/']
const sizes: readonly (readonly [number, (dice: Dice) => number])[] = [
  [1, () => 0],
  [1, () => 1],
  [4, (dice) => dice.whole(2, 5000)],
  [2, (dice) => dice.whole(60_000, 90_000)],
  [1, () => putUpToBytes],
  [4, (dice) => dice.whole(putUpToBytes + 1, 4 * partBytes)],
  [2, (dice) => partBytes * dice.whole(2, 6)],
]

function planEntries(dice: Dice): Entry[] {
  const paths = new Set<string>()
  for (let count = dice.whole(1, 9); paths.size < count;) {
    const folder = dice.pick(folders as [string, ...string[]])
    paths.add(`Folder/${folder}${dice.pick(names as [string, ...string[]])}`)
  }
  if (dice.chance(0.4)) paths.add('single.dat')
  // The same name to OSS, and two files to the disk.
  if (dice.chance(0.1)) for (const name of ['\u00e9.txt', 'e\u0301.txt']) paths.add(`Folder/${name}`)
  const size = (): number => dice.weighed(sizes)?.(dice) ?? 0
  const entries: Entry[] = [...paths].map((path) => ({ kind: 'file', path, size: size() }))
  if (dice.chance(0.15)) entries.push({ kind: 'emptyFolder', path: 'Folder/empty' })
  if (dice.chance(0.15)) entries.push({ kind: 'junk', path: 'Folder/.DS_Store' })
  if (dice.chance(0.1)) entries.push({ kind: 'brokenLink', path: 'Folder/gone' })
  if (dice.chance(0.1)) entries.push({ kind: 'loop', path: 'Folder/loop' })
  return entries
}

const dropsOf = (entries: readonly Entry[]): string[] => [
  ...new Set(entries.map(({ path }) => path.split('/')[0] ?? path)),
]

const policies: readonly (readonly [number, ConflictPolicy])[] = [
  [4, 'ask'],
  [3, 'keepBoth'],
  [2, 'skip'],
  [3, 'replace'],
  [2, 'changed'],
]

function planBatch(dice: Dice, drops: string[]): Batch {
  return {
    drops,
    destination: dice.pick(['', 'in/', '收件/2026/']),
    policy: dice.weighed(policies) ?? 'ask',
    metadata: dice.chance(0.5) ? { team: 'Büro 3', run: String(dice.whole(1, 999)) } : {},
  }
}

function planDooms(dice: Dice, keys: readonly string[]): Doom[] {
  if (!dice.chance(0.2)) return []
  const objectKey = dice.pick(keys as [string, ...string[]])
  const operation = dice.pick(['PutObject', 'UploadPart', 'InitiateMultipartUpload', 'CompleteMultipartUpload'])
  const kind = dice.pick<FaultKind>(['serverError', 'busy', 'cut', 'denied', 'lostAnswer'])
  return [{ objectKey, operation, kind }]
}

export function planRun(seed: number): RunPlan {
  const dice = diceOf('plan', seed)
  const entries = planEntries(dice)
  const files = entries.filter((entry) => entry.kind === 'file')
  const first = planBatch(dice, dropsOf(entries))
  const keys = files.map(({ path }) => keyOf(first.destination, path))
  const batches = [first]
  // The same things dropped once more while the first are still going.
  if (dice.chance(0.12)) batches.push({ ...planBatch(dice, dropsOf(entries)), destination: first.destination })
  const taken = dice.chance(0.5) ? 0.3 : 0
  const existing = [...new Set(keys)]
    .filter(() => dice.chance(taken))
    .map((objectKey) => ({ objectKey, size: dice.whole(0, 3000) }))
  return {
    seed,
    transport: dice.chance(0.7) ? 'thread' : 'same',
    entries,
    batches,
    existing,
    faultRate: dice.pick([0.05, 0.15, 0.25, 0.4]),
    faultKinds: faultKinds.filter(() => dice.chance(0.7)),
    dooms: planDooms(dice, keys),
    events: planEvents(diceOf('events', seed), { files, first, count: batches.length }),
    decision: dice.pick(['keepBoth', 'skip', 'replace', undefined]),
  }
}
