// Many runs on a few lanes; each lane has an app and a server of its own.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ToLane, Verdict } from './lane.ts'

type Lane = { run(what: Exclude<ToLane, 'end'>): Promise<Verdict>; end(): void }

/** Longer than any run that ends by itself. */
const runLimitMs = 120_000

function openLane(): Lane {
  const child = fork(fileURLToPath(new URL('lane.ts', import.meta.url)), [], { stdio: ['ignore', 'ignore', 2, 'ipc'] })
  const tell = (message: ToLane): boolean => child.connected && child.send(message)
  return {
    run: (what) =>
      new Promise((resolve, reject) => {
        const done = (settle: () => void): void => {
          clearTimeout(limit)
          child.off('message', hear).off('exit', gone)
          settle()
        }
        const hear = (verdict: Verdict): void => done(() => resolve(verdict))
        const gone = (): void => done(() => reject(new Error(`the lane ended in the run of seed ${what.seed}`)))
        const limit = setTimeout(() => {
          child.kill('SIGKILL')
        }, runLimitMs)
        child.on('message', hear).on('exit', gone)
        tell(what)
      }),
    end: () => void tell('end'),
  }
}

/** The lane itself was lost: nothing is known but that the run did not end. */
const brokenVerdict = (seed: number, error: unknown): Verdict => ({
  ...{ seed, ms: runLimitMs, done: {}, counts: {}, statuses: {}, excusedUploads: 0 },
  violations: [{ rule: 'campaign', detail: String(error) }],
})

export type Campaign = { seed: number; runs: number; jobs: number; onVerdict(verdict: Verdict): void }

/** Run number n has the seed `seed + n`, so each can be made again alone. */
export async function runCampaign({ seed, runs, jobs, onVerdict }: Campaign): Promise<void> {
  let next = seed
  const lane = async (): Promise<void> => {
    let open = openLane()
    while (next < seed + runs) {
      const own = next++
      try {
        onVerdict(await open.run({ seed: own }))
      } catch (error) {
        onVerdict(brokenVerdict(own, error))
        open = openLane()
      }
    }
    open.end()
  }
  await Promise.all(Array.from({ length: Math.min(jobs, runs) }, lane))
}

/**
 * The fewest faults and events under which a seed still breaks the same rule. A thing is left out when the rule is
 * still broken without it in one of `tries` runs: what else happens in a run depends on who comes first.
 */
export async function shrink(verdict: Verdict, tries = 2): Promise<Record<string, string>> {
  const rules = new Set(verdict.violations.map(({ rule }) => rule))
  const { run, end } = openLane()
  const isStillBroken = async (only: readonly string[]): Promise<boolean> => {
    for (let count = 0; count < tries; count++) {
      const { violations } = await run({ seed: verdict.seed, only: [...only] })
      if (violations.some(({ rule }) => rules.has(rule))) return true
    }
    return false
  }
  try {
    let kept = Object.keys(verdict.done)
    for (
      let size = Math.ceil(kept.length / 2);
      kept.length > 0 && size >= 1;
      size = size === 1 ? 0 : Math.ceil(size / 2)
    )
      for (let at = 0; at < kept.length;) {
        const without = kept.toSpliced(at, size)
        if (await isStillBroken(without)) kept = without
        else at += size
      }
    return Object.fromEntries(kept.map((id) => [id, verdict.done[id] ?? '']))
  } finally {
    end()
  }
}
