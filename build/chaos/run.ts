// One run: the world is laid out, the app sends while things go wrong, then they go right again, and all is written down.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UnfinishedUpload } from '../../main/oss/multipart-operations.ts'
import type { RequestInfo } from '../../main/practice/faults.ts'
import type { RequestLine } from '../../main/practice/server.ts'
import type { Dump, Sabotage } from './app-messages.ts'
import type { Stable } from './app-process.ts'
import { openBucket } from './bucket.ts'
import type { StoredThing } from './bucket.ts'
import { layOut } from './disk.ts'
import type { Disk } from './disk.ts'
import { Hand, keysNumber } from './hand.ts'
import type { Batch } from './layout.ts'
import { Mishap } from './mishap.ts'
import type { ChaosEvent } from './plan-events.ts'
import { faultFor, isMild } from './plan-faults.ts'
import type { FaultKind, PlannedFault } from './plan-faults.ts'
import type { RunPlan } from './plan.ts'

/** A request of the app as the server saw it. `epoch`: how often the app had been killed when it arrived. */
export type Seen = RequestLine & { nth: number; epoch: number; faultKind: FaultKind | undefined; atMs: number }
export type FiredFault = { id: string; kind: FaultKind; operation: string; objectKey: string; partNumber: number }
export type FiredEvent = ChaosEvent & { atMs: number }

const closeMs = 10_000

/** Written while the run goes on, so that a run that breaks off leaves it too. */
export type Trace = { seen: Seen[]; faults: FiredFault[]; events: FiredEvent[] }
export const emptyTrace = (): Trace => ({ seen: [], faults: [], events: [] })

export type Evidence = Trace & {
  plan: RunPlan
  disk: Disk
  /** As dropped, in order. */
  batches: Batch[]
  reported: string[]
  unsureBatch: Batch | undefined
  existing: ReadonlyMap<string, Buffer>
  intruded: ReadonlyMap<string, Buffer>
  /** When all that could go wrong had gone wrong. */
  afterFaults: Dump
  /** When everything was tried again without faults, and the app was started once more. */
  final: Dump
  objects: StoredThing[]
  unfinished: UnfinishedUpload[]
}

export type RunOptions = {
  stable: Stable
  trace: Trace
  /** Only these faults and events happen; all of them when absent. */
  only?: ReadonlySet<string>
  sabotage?: Sabotage
}

/** Counts, and looks up what is due. */
function createSchedule(plan: RunPlan, only: ReadonlySet<string> | undefined) {
  const counts = new Map<string, number>()
  const count = (name: string): number => {
    const next = (counts.get(name) ?? 0) + 1
    counts.set(name, next)
    return next
  }
  const isWanted = (id: string): boolean => only?.has(id) ?? true
  const waiting = new Set(plan.events.filter(({ id }) => isWanted(id)))
  return ({ operation, objectKey = '', partNumber }: RequestInfo) => {
    const request = count('')
    const ofKey = count(`${operation} ${objectKey}`)
    const nth = partNumber === undefined ? ofKey : count(`${operation} ${objectKey} ${partNumber}`)
    const due = [...waiting].filter(({ at }) =>
      'request' in at
        ? at.request === request
        : at.operation === operation && at.objectKey === objectKey && at.nth === ofKey,
    )
    for (const event of due) waiting.delete(event)
    const fault = faultFor(plan, { operation, objectKey, partNumber, nth })
    return { nth, due, fault: fault && isWanted(fault.id) ? fault : undefined }
  }
}

/** A server that cannot be closed is as much a finding as an app that hangs. */
async function closed(closing: Promise<void>): Promise<void> {
  let limit: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    limit = setTimeout(() => reject(new Mishap('hangs', 'the practice server does not close')), closeMs)
  })
  await Promise.race([closing, late]).finally(() => clearTimeout(limit))
}

export async function runOnce(plan: RunPlan, { stable, trace, only, sabotage }: RunOptions): Promise<Evidence> {
  const dir = mkdtempSync(join(tmpdir(), 'chaos-'))
  const disk = layOut(join(dir, 'source'), plan.seed, plan.entries)
  const schedule = createSchedule(plan, only)
  const arrived = new Map<number, Pick<Seen, 'nth' | 'epoch' | 'faultKind'>>()
  let isCalm = false
  let outages = 0
  const outage = (): PlannedFault | undefined => {
    if (hand.outage === 0) return undefined
    hand.outage--
    return { id: `outage ${++outages}`, kind: 'cut', fault: { cutAfterBytes: 0 } }
  }

  const faults = (request: RequestInfo) => {
    const { sequence, operation, objectKey = '', partNumber = 0 } = request
    const { nth, due, fault } = schedule(request)
    const planned = isCalm ? undefined : (outage() ?? fault)
    arrived.set(sequence, { nth, epoch: hand.epoch, faultKind: planned?.kind })
    if (planned && !isMild(planned.kind))
      trace.faults.push({ id: planned.id, kind: planned.kind, operation, objectKey, partNumber })
    for (const event of isCalm ? [] : due) {
      trace.events.push({ ...event, atMs: performance.now() })
      hand.doIt(event.deed)
    }
    return planned?.fault
  }
  const onRequest = (line: RequestLine): void => {
    const about = arrived.get(line.sequence) ?? { nth: 0, epoch: 0, faultKind: undefined }
    trace.seen.push({ ...line, ...about, atMs: performance.now() })
  }
  const bucket = await openBucket(join(dir, 'bucket'), plan.existing, { faults, onRequest })
  const config = {
    ...{ endpoint: bucket.endpoint, queuePath: join(dir, 'queue.sqlite'), transport: plan.transport },
    ...{ keys: keysNumber(1), seed: plan.seed, ...(sabotage ? { sabotage } : {}) },
  }
  const hand = new Hand({ plan, disk, bucket, stable, config })
  try {
    await hand.begin()
    const afterFaults = await hand.settledDump()
    isCalm = true
    await hand.heal(plan.decision)
    const final = await hand.dump()
    await hand.end()
    const [objects, unfinished] = [await bucket.read(), await bucket.unfinished()]
    const { existing, intruded } = bucket
    const { batches, reported, unsureBatch } = hand
    return {
      plan,
      disk,
      batches,
      reported,
      unsureBatch,
      ...trace,
      existing,
      intruded,
      afterFaults,
      final,
      objects,
      unfinished,
    }
  } finally {
    await hand.abandon()
    await closed(bucket.close())
    rmSync(dir, { recursive: true, force: true })
  }
}
