// A process that makes runs, one after another, for the campaign.
import { createStable } from './app-process.ts'
import type { Sabotage } from './app-messages.ts'
import { judge } from './judge.ts'
import type { Violation } from './judge.ts'
import { leftUploads } from './judge-wire.ts'
import { Mishap } from './mishap.ts'
import type { Deed } from './plan-events.ts'
import { planRun } from './plan.ts'
import type { RunPlan } from './plan.ts'
import { emptyTrace, runOnce } from './run.ts'
import type { RunOptions, Trace } from './run.ts'

export type Verdict = {
  seed: number
  ms: number
  /** What went wrong on purpose, by its id, with what it was. */
  done: Record<string, string>
  counts: Record<string, number>
  statuses: Record<string, number>
  excusedUploads: number
  violations: Violation[]
}

const increase = (counts: Record<string, number>, name: string): void => void (counts[name] = (counts[name] ?? 0) + 1)

function nameOf(deed: Deed): string {
  switch (deed.do) {
    case 'act':
      return deed.action
    case 'mutate':
      return `file: ${deed.how}`
    case 'fillDisk':
      return `full disk at ${deed.at}`
    default:
      return deed.do
  }
}

function reckon({ faults, events }: Trace): Pick<Verdict, 'done' | 'counts'> {
  const done: Record<string, string> = {}
  const counts: Record<string, number> = {}
  for (const { id, kind } of faults) {
    done[id] = kind
    increase(counts, kind)
  }
  for (const { id, deed } of events) {
    done[id] = JSON.stringify(deed)
    increase(counts, nameOf(deed))
  }
  return { done, counts }
}

function violationOf(error: unknown): Violation {
  if (error instanceof Mishap) return { rule: error.rule, detail: error.message }
  return { rule: 'campaign', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

export async function judgeRun(plan: RunPlan, options: Omit<RunOptions, 'trace'>): Promise<Verdict> {
  const startedMs = performance.now()
  const trace = emptyTrace()
  const statuses: Verdict['statuses'] = {}
  const about = () => ({ seed: plan.seed, ms: Math.round(performance.now() - startedMs), ...reckon(trace), statuses })
  try {
    const evidence = await runOnce(plan, { ...options, trace })
    for (const { status, error } of evidence.afterFaults.rows) increase(statuses, error?.code ?? status)
    return { ...about(), excusedUploads: leftUploads(evidence).excused.length, violations: judge(evidence) }
  } catch (error) {
    return { ...about(), excusedUploads: 0, violations: [violationOf(error)] }
  }
}

export type ToLane = { seed: number; only?: string[]; sabotage?: Sabotage } | 'end'

if (process.send && import.meta.main) {
  const stable = createStable()
  process.on('message', (message: ToLane) => {
    if (message === 'end') {
      void stable.close().then(() => process.exit(0))
      return
    }
    const { seed, only, sabotage } = message
    const options = { stable, ...(only ? { only: new Set(only) } : {}), ...(sabotage ? { sabotage } : {}) }
    void judgeRun(planRun(seed), options).then((verdict) => process.send?.(verdict))
  })
  process.on('disconnect', () => process.exit(0))
}
