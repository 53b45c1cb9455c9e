// The campaign itself: its plans hang on nothing but the seed, and its judge notices an engine that lies.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createStable } from './app-process.ts'
import type { Stable } from './app-process.ts'
import type { Sabotage } from './app-messages.ts'
import { readCommandLine } from './chaos.ts'
import { judgeRun } from './lane.ts'
import { faultFor, faultKinds } from './plan-faults.ts'
import { planRun } from './plan.ts'
import type { RunPlan } from './plan.ts'

const seeds = Array.from({ length: 400 }, (_, index) => index + 1)

describe('a plan', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(seeds.map(planRun)).toEqual(seeds.map(planRun))
    expect(new Set(seeds.map((seed) => JSON.stringify({ ...planRun(seed), seed: 0 }))).size).toBe(seeds.length)
  })

  it('gives a request its fault by what it asks for and how often, in whatever order requests come', () => {
    const plan = { ...planRun(3), faultRate: 0.5 }
    const occurrences = seeds.map((n) => ({
      ...{ operation: 'UploadPart', objectKey: `k${n % 5}`, partNumber: n % 7, nth: (n % 4) + 1 },
    }))
    const forwards = occurrences.map((occurrence) => faultFor(plan, occurrence))
    const backwards = occurrences.toReversed().map((occurrence) => faultFor(plan, occurrence))
    expect(forwards).toEqual(backwards.toReversed())
    expect(forwards.some((fault) => fault !== undefined)).toBe(true)
  })

  it('has every kind of fault and of deed somewhere in four hundred seeds', () => {
    const plans = seeds.map(planRun)
    const kinds = plans.flatMap((plan) =>
      ['PutObject', 'UploadPart', 'CompleteMultipartUpload', 'HeadObject'].map(
        (operation) => faultFor(plan, { operation, objectKey: 'k', partNumber: undefined, nth: 1 })?.kind,
      ),
    )
    expect(new Set(kinds.filter((kind) => kind !== undefined))).toEqual(new Set(faultKinds))
    const deeds = new Set(plans.flatMap(({ events }) => events.map(({ deed }) => deed.do)))
    expect([...deeds].sort()).toEqual(
      [
        ...['abortUploads', 'act', 'dropAgain', 'expireToken', 'fillDisk', 'intrude', 'jumpClock', 'kill', 'mutate'],
        ...['outage', 'relaunch', 'wake'],
      ].sort(),
    )
  })

  it.each([['--seed', '0'], ['--runs', 'many'], ['--jobs', '17'], ['--what'], ['more']])('refuses %s %s', (...args) => {
    expect(() => readCommandLine(args.filter((arg) => arg !== undefined))).toThrow()
  })
})

const quietPlan: RunPlan = {
  seed: 1,
  transport: 'same',
  entries: [
    { kind: 'file', path: 'Folder/small.txt', size: 100 },
    { kind: 'file', path: 'Folder/taken.txt', size: 200 },
    { kind: 'file', path: 'Folder/large.bin', size: 300_000 },
  ],
  batches: [{ drops: ['Folder'], destination: '', policy: 'ask', metadata: { team: 'A' } }],
  existing: [{ objectKey: 'Folder/taken.txt', size: 50 }],
  ...{ faultRate: 0, faultKinds: [], dooms: [], events: [], decision: undefined },
}

describe('the judge', () => {
  let stable: Stable
  beforeAll(() => {
    stable = createStable()
  })
  afterAll(() => stable.close())

  const rulesBroken = async (change: Partial<RunPlan>, sabotage?: Sabotage): Promise<string[]> => {
    const { violations } = await judgeRun({ ...quietPlan, ...change }, { stable, ...(sabotage ? { sabotage } : {}) })
    return [...new Set(violations.map(({ rule }) => rule))].sort()
  }
  const canceled: Partial<RunPlan> = {
    events: [
      {
        id: 'cancel',
        at: { operation: 'UploadPart', objectKey: 'Folder/large.bin', nth: 1 },
        deed: { do: 'act', action: 'cancel', target: { kind: 'all' } },
      },
    ],
  }
  const killed: Partial<RunPlan> = {
    events: [
      {
        id: 'kill',
        at: { operation: 'CompleteMultipartUpload', objectKey: 'Folder/large.bin', nth: 1 },
        deed: { do: 'kill' },
      },
    ],
  }

  it.each([
    ['nothing goes wrong', {}],
    ['the user cancels', canceled],
    ['the app is killed', killed],
  ])('finds nothing to object to in an honest engine when %s', async (_, change) => {
    expect(await rulesBroken(change)).toEqual([])
  })

  it.each<[Sabotage, Partial<RunPlan>, string]>([
    ['claimsSent', {}, 'false success'],
    ['forgetsFiles', {}, 'lost'],
    ['overwrites', {}, 'overwritten'],
    ['neverAborts', canceled, 'left behind'],
    ['blamesNetwork', {}, 'untrue'],
  ])('catches an engine that %s', async (sabotage, change, rule) => {
    expect(await rulesBroken(change, sabotage)).toContain(rule)
  })
})
