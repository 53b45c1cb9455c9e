// What every measurement is given, and how its numbers are put together.
import type { Took } from './processes.ts'

export type Scene = {
  /** Of the bundled programs. */
  dir: string
  /** An empty folder of its own, in memory. */
  files: string
  runs: number
  isQuick: boolean
  /** Of "million" and "growth": no more files than this. */
  fileCount?: number
  say(measurement: string, facts: object): void
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const high = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? Number.NaN)) / 2
}

export const rounded = (value: number, digits = 3): number => Number(value.toFixed(digits))

/** Medians of some runs, and every time taken, so that the spread can be seen. */
export function summary(took: readonly Took[]): object {
  return {
    seconds: rounded(median(took.map(({ seconds }) => seconds))),
    cpuSeconds: rounded(median(took.map(({ cpuSeconds }) => cpuSeconds)), 2),
    peakRssMB: Math.round(median(took.map(({ peakRssBytes }) => peakRssBytes)) / 1e6),
    all: took.map(({ seconds }) => rounded(seconds)),
  }
}

/** How many times as fast as the other, by the medians. */
export const speedRatio = (ours: readonly Took[], theirs: readonly Took[]): number =>
  rounded(median(theirs.map(({ seconds }) => seconds)) / median(ours.map(({ seconds }) => seconds)))

export type Bar = { bar: string; value: number; isMet: boolean }
export const atLeast = (what: string, value: number, least: number): Bar => ({
  bar: `${what} at least ${least}`,
  value,
  isMet: value >= least,
})
export const atMost = (what: string, value: number, most: number): Bar => ({
  bar: `${what} at most ${most}`,
  value,
  isMet: value <= most,
})

type Contestants = Readonly<Record<string, () => Promise<unknown>>>
type Results<C extends Contestants> = { [Name in keyof C]: Awaited<ReturnType<C[Name]>>[] }

/** The contestants by turns, so that a busy minute strikes all alike; one round before the first warms up. */
export async function byTurns<C extends Contestants>(
  contestants: C,
  runs: number,
  isWarmedUp = true,
): Promise<Results<C>> {
  const results: Record<string, unknown[]> = {}
  for (let round = isWarmedUp ? -1 : 0; round < runs; round++) {
    for (const [name, run] of Object.entries(contestants)) {
      const result = await run()
      if (round >= 0) (results[name] ??= []).push(result)
    }
  }
  // Filled above by the names and from the answers of the contestants.
  return results as Results<C>
}
