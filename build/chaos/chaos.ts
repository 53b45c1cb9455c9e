// `npm run chaos -- --seed S --runs N`: the app's engine under random faults, judged after every run.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { runCampaign, shrink } from './campaign.ts'
import type { Verdict } from './lane.ts'
import { planRun } from './plan.ts'

const usage = `Usage: npm run chaos -- [--seed S] [--runs N] [--jobs J] [--shrink] [--plan] [--report FILE]

Sends files with the app's own engine to the practice server while requests fail, files change and the app is killed,
and checks after each run that every file is in the bucket, byte for byte, or listed with a true reason.
  --seed    the first run's seed, 1 by default; run n has seed S + n - 1, and the same seed has the same plan
  --runs    how many, 60 by default
  --jobs    how many at once, 2 by default
  --shrink  look for the fewest faults under which a failed run still fails
  --plan    print the plan of the first seed and end
  --report  a file for the summary as JSON
Ends with 1 when a run broke a rule, with 2 when it was called wrongly.`

type Settings = {
  seed: number
  runs: number
  jobs: number
  isShrinking: boolean
  isPlan: boolean
  report: string | undefined
}

function whole(text: string, name: string, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (value < 1 || value > most) throw new Error(`--${name} ${text} is no whole number from 1 to ${most}.`)
  return value
}

/** Throws when the command line asks for something else than there is. */
export function readCommandLine(args: readonly string[]): Settings {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const options = { seed: text, runs: text, jobs: text, shrink: flag, plan: flag, report: text }
  const { values } = parseArgs({ args: [...args], options })
  return {
    seed: whole(values.seed ?? '1', 'seed', 999_999_999),
    runs: whole(values.runs ?? '60', 'runs', 1_000_000),
    jobs: whole(values.jobs ?? '2', 'jobs', 16),
    isShrinking: values.shrink ?? false,
    isPlan: values.plan ?? false,
    report: values.report,
  }
}

export type Summary = {
  seed: number
  runs: number
  /** Faults of server and wire and deeds to the app and its computer; slow answers are not counted. */
  faults: number
  byKind: Record<string, number>
  statuses: Record<string, number>
  /** Unfinished uploads the app could not know of. */
  excusedUploads: number
  seconds: number
  failedSeeds: number[]
}

const addTo = (sums: Record<string, number>, counts: Record<string, number>): void => {
  for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count
}

const shown = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')

function tell({ seed, ms, violations, done }: Verdict): void {
  console.log(`\nseed ${seed} failed after ${ms} ms. Again: npm run chaos -- --seed ${seed} --runs 1`)
  for (const { rule, detail } of violations) console.log(`  ${rule}: ${detail}`)
  console.log(`  what was done: ${JSON.stringify(done)}`)
}

async function campaign({ seed, runs, jobs, isShrinking, report }: Settings): Promise<number> {
  const startedMs = performance.now()
  const failed: Verdict[] = []
  const sum: Summary = {
    ...{ seed, runs: 0, faults: 0, byKind: {}, statuses: {}, excusedUploads: 0, seconds: 0, failedSeeds: [] },
  }
  const onVerdict = (verdict: Verdict): void => {
    sum.runs++
    sum.faults += Object.keys(verdict.done).length
    sum.excusedUploads += verdict.excusedUploads
    addTo(sum.byKind, verdict.counts)
    addTo(sum.statuses, verdict.statuses)
    if (verdict.violations.length === 0) return
    failed.push(verdict)
    tell(verdict)
  }
  await runCampaign({ seed, runs, jobs, onVerdict })
  sum.seconds = Math.round((performance.now() - startedMs) / 100) / 10
  sum.failedSeeds = failed.map((verdict) => verdict.seed)
  for (const verdict of isShrinking ? failed.slice(0, 5) : []) {
    console.log(`\nseed ${verdict.seed} at the least:`)
    console.log(JSON.stringify({ plan: planRun(verdict.seed), needed: await shrink(verdict) }, undefined, 1))
  }
  if (report !== undefined) writeFileSync(report, JSON.stringify(sum))
  console.log(`\n${shown(sum.byKind)}\nfiles after the faults: ${shown(sum.statuses)}`)
  console.log(`unfinished uploads nobody could know of (Initiate unanswered, listing denied): ${sum.excusedUploads}`)
  console.log(`${sum.runs} runs, ${sum.faults} faults, ${failed.length} failed, ${sum.seconds} s`)
  return failed.length === 0 ? 0 : 1
}

async function run(): Promise<number> {
  let settings: Settings
  try {
    settings = readCommandLine(process.argv.slice(2))
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return 2
  }
  if (!settings.isPlan) return campaign(settings)
  console.log(JSON.stringify(planRun(settings.seed), undefined, 1))
  return 0
}

if (import.meta.main) process.exitCode = await run()
