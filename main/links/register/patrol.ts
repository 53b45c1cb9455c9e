// Goes on looking for files while that is useful, and no oftener than is polite.
import { AppError, toShape } from '../../../shared/errors.ts'
import type { ErrorShape } from '../../../shared/errors.ts'
import type { LinkId } from '../../../shared/model/link.ts'
import { createAbilities, denialMs } from './abilities.ts'
import type { Abilities } from './abilities.ts'
import { createBudget } from './budget.ts'
import type { Limits } from './budget.ts'
import { Look } from './look.ts'
import type { LinkStore, LookingClient, RegisterClock, WatchedLink } from './ports.ts'
import { planNext } from './schedule.ts'
import type { Verdict } from './verdict.ts'

export type PatrolParts = {
  store: LinkStore
  clock: RegisterClock
  /** From 0 to 1. */
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
const dueAtOnce = 200
const firstTroubleMs = 30_000
const longestTroubleMs = 10 * 60_000
/** With nothing to do the clock is looked at now and then: the computer may have slept. */
const idleMs = 10 * 60_000
/** Somebody came back to the window: these many are looked for, unless they just were. */
const hurried = 50
const hurryMs = 30_000

/** Nothing is wrong with the account. */
const mayPass = ({ code, isRetryable }: ErrorShape): boolean =>
  isRetryable || code.startsWith('net.') || code.startsWith('server.')

export class Patrol {
  readonly #parts: PatrolParts
  readonly #abilities: Abilities
  readonly #look: Look
  /** How often in a row nothing could be asked, by account. */
  readonly #troubles = new Map<string, number>()
  readonly #ending = new AbortController()
  #sleep = new AbortController()
  #running: Promise<void> | undefined

  constructor(parts: PatrolParts) {
    const { store, clock, limits } = parts
    this.#parts = parts
    this.#abilities = createAbilities(() => clock.now())
    const budget = createBudget(clock, limits)
    this.#look = new Look({ store, abilities: this.#abilities, budget, settle: (found) => this.#settle(found) })
  }

  start(): void {
    this.#running ??= this.#run()
  }

  async stop(): Promise<void> {
    this.#ending.abort()
    await this.#running
  }

  /** There is something to do sooner than was planned. */
  wake(): void {
    this.#sleep.abort()
  }

  /** Now, whatever was planned. Throws AppError with why it could not be seen whether something came. */
  async check(linkIds: readonly LinkId[]): Promise<void> {
    const links = linkIds.map((linkId) => this.#parts.store.watched(linkId)).filter((link) => link !== undefined)
    const open = links.filter(({ state }) => state !== 'closed')
    const byAccount = [...Map.groupBy(open, ({ accountId }) => accountId).values()]
    const problems = await Promise.all(byAccount.map((group) => this.#lookAt(group, true)))
    const problem = problems.find((each) => each !== undefined)
    if (problem) throw AppError.from(problem)
  }

  /** Somebody looks at the window. */
  hurry(): void {
    const { store, clock } = this.#parts
    store.hurry(hurried, clock.now() - hurryMs, clock.now())
    this.wake()
  }

  /** The account, or its key, is another now. */
  accountChanged(accountId: string): void {
    this.#abilities.forget(accountId)
    this.#troubles.delete(accountId)
    this.#parts.store.release({ accountId }, this.#parts.clock.now())
    this.wake()
  }

  async #run(): Promise<void> {
    const { clock, report } = this.#parts
    while (!this.#ending.signal.aborted) {
      this.#sleep = new AbortController()
      try {
        await this.#round()
      } catch (error) {
        report(error)
      }
      const isOver = AbortSignal.any([this.#sleep.signal, this.#ending.signal])
      if (!isOver.aborted) await clock.sleep(this.#pauseMs(), isOver).catch(() => undefined)
    }
  }

  async #round(): Promise<void> {
    const { store, clock, isOnline, onChange } = this.#parts
    if (store.expire(clock.now()).length > 0) onChange()
    if (!isOnline()) return
    const due = store.due(clock.now(), dueAtOnce)
    if (due.length === dueAtOnce) this.wake()
    const byAccount = [...Map.groupBy(due, ({ accountId }) => accountId).values()]
    await Promise.all(byAccount.map((links) => this.#lookAt(links, false)))
  }

  #pauseMs(): number {
    const { store, clock, isOnline } = this.#parts
    const nowMs = clock.now()
    const dueMs = isOnline() ? (store.nextDueMs() ?? Infinity) : Infinity
    const nextMs = Math.min(dueMs, store.nextEndMs() ?? Infinity, nowMs + idleMs)
    return Math.max(nextMs - nowMs, gatherMs)
  }

  async #lookAt(links: readonly WatchedLink[], isAsked: boolean): Promise<ErrorShape | undefined> {
    const accountId = links[0]?.accountId ?? ''
    const { signal } = this.#ending
    try {
      const client = await this.#parts.clientFor(accountId)
      const problems = await this.#look.at(links, { client, isAsked, signal })
      this.#troubles.delete(accountId)
      this.#noteAllowed(links)
      this.#noteDenied(problems)
      return problems.values().next().value
    } catch (error) {
      if (signal.aborted) return undefined
      if (!(error instanceof AppError)) this.#parts.report(error)
      this.#noteTrouble(accountId, toShape(error))
      return toShape(error)
    }
  }

  #settle(found: readonly { link: WatchedLink; verdict: Verdict }[]): void {
    const { store, clock, random, onChange, onArrived } = this.#parts
    const nowMs = clock.now()
    store.change(
      found.map(({ link, verdict: { change } }) => {
        const planned = planNext({ ...link, ...change }, nowMs, random())
        return { lastCheckMs: nowMs, ...change, ...planned }
      }),
    )
    onChange()
    const arrived = found.filter(({ verdict }) => verdict.isArrival).map(({ link }) => link.linkId)
    if (arrived.length > 0) onArrived(arrived)
  }

  /** What may pass by itself is not said of links. Everything else is said of all it stands in the way of. */
  #noteTrouble(accountId: string, error: ErrorShape): void {
    const { store, clock, onChange } = this.#parts
    const count = (this.#troubles.get(accountId) ?? 0) + 1
    this.#troubles.set(accountId, count)
    const waitMs = Math.min(longestTroubleMs, firstTroubleMs * 2 ** (count - 1))
    store.hold({ accountId }, clock.now() + waitMs, ...(mayPass(error) ? [] : [error]))
    onChange()
  }

  #noteDenied(problems: ReadonlyMap<WatchedLink, ErrorShape>): void {
    if (problems.size === 0) return
    const { store, clock, onChange } = this.#parts
    const untilMs = clock.now() + denialMs
    for (const [{ linkId, accountId, folder, watch }, error] of problems) {
      if (watch) store.change([{ linkId, error, nextCheckMs: untilMs, pauseMs: denialMs }])
      else store.hold({ accountId, folder }, untilMs, error)
    }
    onChange()
  }

  /** Where what stood in the way of a link is gone, it is so for others it was said of. */
  #noteAllowed(links: readonly WatchedLink[]): void {
    const { store, clock } = this.#parts
    for (const { linkId, accountId, folder, error } of links) {
      if (!error || error.code === 'object.exists' || store.watched(linkId)?.error) continue
      store.release(error.code === 'auth.denied' ? { accountId, folder } : { accountId }, clock.now(), error.code)
    }
  }
}
