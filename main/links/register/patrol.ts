// Goes on looking for files while that is useful, and no oftener than is polite.
import { AppError, toShape } from '../../../shared/errors.ts'
import type { ErrorShape } from '../../../shared/errors.ts'
import type { LinkId } from '../../../shared/model/link.ts'
import { createAbilities, denialMs } from './abilities.ts'
import { createBudget } from './budget.ts'
import type { Limits } from './budget.ts'
import { createLook } from './look.ts'
import type { LinkStore, LookingClient, RegisterClock, WatchedLink } from './ports.ts'
import { planNext } from './schedule.ts'
import type { Verdict } from './verdict.ts'

export type PatrolParts = {
  store: LinkStore
  clock: RegisterClock
  random: () => number
  limits: Limits
  /** Throws AppError `account.*`, or `practice.notRunning`. */
  clientFor: (accountId: string) => Promise<LookingClient>
  isOnline: () => boolean
  /** What the list shows is another now. */
  onChange: () => void
  onArrived: (linkIds: readonly LinkId[]) => void
  report: (error: unknown) => void
}

/** Looking at each link the moment it is due would be one request each; so they gather. */
const gatherMs = 5000
const dueAtOnce = 1000
const firstTroubleMs = 30_000
const longestTroubleMs = 10 * 60_000
/** With nothing to do the clock is looked at now and then: the computer may have slept. */
const idleMs = 10 * 60_000
/** Somebody came back to the window: these many are looked for, unless they just were. */
const hurried = 50
const hurryMs = 30_000

export type Patrol = {
  start(): void
  stop(): Promise<void>
  /** There is something to do sooner than was planned. */
  wake(): void
  /** Now, whatever was planned. Throws AppError with why it could not be seen whether something came. */
  check(linkIds: readonly LinkId[]): Promise<void>
  /** Somebody looks at the window. */
  hurry(): void
  /** The account, or its key, is another now. */
  accountChanged(accountId: string): void
}

export function createPatrol(parts: PatrolParts): Patrol {
  const { store, clock, random, clientFor } = parts
  const abilities = createAbilities(() => clock.now())
  const budget = createBudget(clock, parts.limits)
  const look = createLook({ store, abilities, budget, settle })
  const troubles = new Map<string, number>()
  const ending = new AbortController()
  let sleep = new AbortController()
  let running: Promise<void> | undefined

  function settle(found: readonly { link: WatchedLink; verdict: Verdict }[]): void {
    const nowMs = clock.now()
    store.change(
      found.map(({ link, verdict: { change } }) => {
        const planned = planNext({ ...link, ...change }, nowMs, random())
        return { lastCheckMs: nowMs, ...change, ...planned }
      }),
    )
    const arrived = found.filter(({ verdict }) => verdict.isArrival).map(({ link }) => link.linkId)
    parts.onChange()
    if (arrived.length > 0) parts.onArrived(arrived)
  }

  /** What may pass by itself is not said of links. Everything else is said of all it stands in the way of. */
  function noteTrouble(accountId: string, error: ErrorShape): void {
    const count = (troubles.get(accountId) ?? 0) + 1
    troubles.set(accountId, count)
    const waitMs = Math.min(longestTroubleMs, firstTroubleMs * 2 ** (count - 1))
    const mayPass = error.isRetryable || error.code.startsWith('net.') || error.code.startsWith('server.')
    store.hold({ accountId }, clock.now() + waitMs, ...(mayPass ? [] : [error]))
    parts.onChange()
  }

  function noteDenied(problems: ReadonlyMap<WatchedLink, ErrorShape>): void {
    if (problems.size === 0) return
    const untilMs = clock.now() + denialMs
    for (const [link, error] of problems) {
      const { linkId, accountId, folder, watch } = link
      if (watch) store.change([{ linkId, error, nextCheckMs: untilMs, pauseMs: denialMs }])
      else store.hold({ accountId, folder }, untilMs, error)
    }
    parts.onChange()
  }

  function noteAllowed(links: readonly WatchedLink[], problems: ReadonlyMap<WatchedLink, ErrorShape>): void {
    troubles.delete(links[0]?.accountId ?? '')
    for (const link of links) {
      const { accountId, folder, error } = link
      if (!error || error.code === 'object.exists' || problems.has(link)) continue
      store.release(error.code === 'auth.denied' ? { accountId, folder } : { accountId }, clock.now(), error.code)
    }
  }

  async function lookAt(links: readonly WatchedLink[], isAsked: boolean): Promise<ErrorShape | undefined> {
    const accountId = links[0]?.accountId ?? ''
    try {
      const options = { client: await clientFor(accountId), isAsked, signal: ending.signal }
      const problems = await look.lookAt(links, options)
      noteAllowed(links, problems)
      noteDenied(problems)
      return problems.values().next().value
    } catch (error) {
      if (ending.signal.aborted) return undefined
      if (!(error instanceof AppError)) parts.report(error)
      const shape = toShape(error)
      noteTrouble(accountId, shape)
      return shape
    }
  }

  async function round(): Promise<void> {
    if (store.expire(clock.now()).length > 0) parts.onChange()
    if (!parts.isOnline()) return
    const due = store.due(clock.now(), dueAtOnce)
    const byAccount = [...Map.groupBy(due, ({ accountId }) => accountId).values()]
    await Promise.all(byAccount.map((links) => lookAt(links, false)))
  }

  function pauseMs(): number {
    const nowMs = clock.now()
    const dueMs = parts.isOnline() ? (store.nextDueMs() ?? Infinity) : Infinity
    const nextMs = Math.min(dueMs, store.nextEndMs() ?? Infinity, nowMs + idleMs)
    return Math.max(nextMs - nowMs, gatherMs)
  }

  async function run(): Promise<void> {
    while (!ending.signal.aborted) {
      sleep = new AbortController()
      try {
        await round()
      } catch (error) {
        parts.report(error)
      }
      const isOver = AbortSignal.any([sleep.signal, ending.signal])
      if (!isOver.aborted) await clock.sleep(pauseMs(), isOver).catch(() => undefined)
    }
  }

  const wake = (): void => sleep.abort()
  return {
    start: () => {
      running ??= run()
    },
    stop: async () => {
      ending.abort()
      await running
    },
    wake,
    check: async (linkIds) => {
      const links = linkIds.map((linkId) => store.watched(linkId)).filter((link) => link !== undefined)
      const open = links.filter(({ state }) => state !== 'closed')
      const byAccount = [...Map.groupBy(open, ({ accountId }) => accountId).values()]
      const problems = await Promise.all(byAccount.map((group) => lookAt(group, true)))
      const problem = problems.find((each) => each !== undefined)
      if (problem) throw AppError.from(problem)
    },
    hurry: () => {
      const nowMs = clock.now()
      store.hurry(hurried, nowMs - hurryMs, nowMs)
      wake()
    },
    accountChanged: (accountId) => {
      abilities.forget(accountId)
      troubles.delete(accountId)
      store.release({ accountId }, clock.now())
      wake()
    },
  }
}
