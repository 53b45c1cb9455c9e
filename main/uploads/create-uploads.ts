// The upload engine as the rest of main sees it.
import type { ErrorShape } from '../../shared/errors.ts'
import type { RowWindow, SendRequest, Totals, UploadAction, WindowQuery } from '../../shared/model/upload.ts'
import { Aborts } from './aborts.ts'
import { Actions } from './actions.ts'
import type { Leaving } from './actions.ts'
import { ChangeBatcher } from './change-batcher.ts'
import { concurrencyLimits } from './concurrency.ts'
import { Flights } from './flights.ts'
import { Intake } from './intake.ts'
import { LineSpeed } from './line-speed.ts'
import { LiveFiles } from './live-files.ts'
import { watchJournal } from './journal-watch.ts'
import { planUpload } from './plan.ts'
import { PoolTuner } from './pool-tuner.ts'
import { createPool } from './pool.ts'
import type { Clients, Clock, Journal, Line, NewId, Random, Sources } from './ports.ts'
import { createRetry } from './retry.ts'
import type { Retry } from './retry.ts'
import { windowOf } from './rows.ts'
import { Scheduler } from './scheduler.ts'
import { changeTo, statusesTaking } from './state.ts'
import { totalsOf } from './totals.ts'

export type UploadsOptions = {
  journal: Journal
  sources: Sources
  clients: Clients
  clock: Clock
  random: Random
  newId: NewId
  /** The content type a file's name suggests; never empty. */
  guessContentType(name: string): string
  /** At most ten a second. Ask `window` again for what is on screen. */
  onChange(revision: number, totals: Totals): void
  /** What went wrong beside a file's own failure, for the log: an abort that did not succeed, a broken folder walk. */
  report(error: unknown): void
  /** How a file goes over the wire; `planUpload` when absent. Tests use smaller parts. */
  plan?: typeof planUpload
  /**
   * All files of an account begin to wait: its secret, its temporary key or the proxy's login must be given anew, or
   * somebody must pay. Without an error: they are tried again.
   */
  onAccountHeld?(accountId: string, error: ErrorShape | undefined): void
  /** The connections, where there are some to be kept in check. */
  line?: Line
  /** Whether this host has ever answered as OSS does: then a name that cannot be found is no more than a missing network. */
  isReached?(host: string): boolean
  /** Requests in flight at once over all files; when absent, as many as make it faster (concurrency.ts). */
  requestsAtOnce?: number
}

export type Uploads = {
  /** Takes up what the journal holds. Call once, before anything else. */
  start(): void
  /** Resolves when every path is on the list; folders are read on in the background. Throws AppError `option.invalid`. */
  add(paths: readonly string[], request: SendRequest): Promise<{ added: number }>
  window(query: WindowQuery): RowWindow
  /** Resolves when it is written; a pause or cancel has by then also stopped what was running. */
  act(action: UploadAction): Promise<void>
  totals(): Totals
  /**
   * Before an account loses its key or its bucket: stops its files, which fail for `reason`, and removes at OSS what was
   * begun there, for five seconds at most. What could not be removed is said on its row (`account.partsLeft`).
   */
  leave(accountId: string, leaving: Leaving): Promise<void>
  /** A secret was given or an account changed: files that waited for it go on. */
  accountChanged(accountId: string): void
  /**
   * `true` also after the computer woke up or the network changed: whatever waits for the network tries at once, and
   * requests on connections that went dead meanwhile are made again. After `false` no network failure counts.
   */
  setOnline(isOnline: boolean): void
  /** Of the whole app, shared evenly; null lifts the limit. */
  setSpeedLimit(bytesPerSecond: number | null): void
  /** Stops all work; what was going is taken up at the next start. The journal stays open: its owner closes it. */
  close(): Promise<void>
}

const readingAtOnce = 2
/** A full disk is looked at again after this long. */
const journalRetryMs = 5000
/** A connection on which nothing moved for so long when the network comes back is not trusted any more. */
const silentMs = 2000
/** One on which nothing has moved so long after that is not, either. */
const secondLookMs = 5000
/** Never more than ten in any second, though timers are not exact: beyond, drawing costs more than sending. */
const changeIntervalMs = 120

class UploadEngine implements Uploads {
  readonly #options: UploadsOptions
  readonly #closing = new AbortController()
  readonly #changes: ChangeBatcher
  readonly #flights: Flights
  readonly #tuner: PoolTuner
  readonly #retry: Retry
  readonly #lives: LiveFiles
  readonly #aborts: Aborts
  readonly #scheduler: Scheduler
  readonly #intake: Intake
  readonly #actions: Actions
  #revision = 0

  constructor(options: UploadsOptions) {
    const { sources, clients, clock, random, newId, requestsAtOnce } = options
    const { journal, isJournalError } = watchJournal(options.journal)
    const report = (error: unknown): void => options.report(error)
    const changed = (): void => this.#changes.mark()
    const guessContentType = (name: string): string => options.guessContentType(name)
    this.#options = options
    this.#changes = new ChangeBatcher(clock, changeIntervalMs, () => this.#deliver())
    this.#retry = createRetry(clock, random, (host) => options.isReached?.(host) ?? false)
    this.#lives = new LiveFiles(clock, changed)
    const plan = options.plan ?? planUpload
    this.#flights = new Flights(clock)
    const outside = { journal, isJournalError, clients, sources, clock, plan, report, changed }
    const shared = { ...outside, retry: this.#retry, lives: this.#lives, flights: this.#flights }
    this.#aborts = new Aborts(shared)
    const pool = createPool(requestsAtOnce ?? concurrencyLimits.start)
    this.#tuner = new PoolTuner(pool, {
      ...{ clock, flights: this.#flights, isAdaptive: requestsAtOnce === undefined },
      mayBeAhead: options.line?.setRequestsAtOnce !== undefined,
    })
    const tellLimit = (): void => options.line?.setRequestsAtOnce?.(pool.limit)
    pool.onLimit(tellLimit)
    tellLimit()
    const abandoned = (): void => this.#aborts.kick()
    const accountHeld = (accountId: string, error: ErrorShape | undefined): void =>
      options.onAccountHeld?.(accountId, error)
    const reading = createPool(readingAtOnce)
    const lineSpeed = new LineSpeed()
    const sending = { pool, reading, lineSpeed, tuner: this.#tuner, guessContentType, abandoned, accountHeld }
    this.#scheduler = new Scheduler({ ...shared, ...sending })
    const added = (): void => {
      changed()
      this.#scheduler.fill()
    }
    this.#intake = new Intake({ ...shared, newId, added })
    const { signal } = this.#closing
    const parts = { aborts: this.#aborts, scheduler: this.#scheduler, intake: this.#intake }
    this.#actions = new Actions({ ...shared, ...parts }, signal)
  }

  start(): void {
    void this.#takeUp(this.#scheduler.hold())
  }

  /** Where a full disk does not let it, it is tried again: nothing is sent before. */
  async #takeUp(release: () => void): Promise<void> {
    const { clock, report } = this.#options
    const { signal } = this.#closing
    for (let isTaken = false; !isTaken;) {
      try {
        this.#queueInterrupted()
        isTaken = true
      } catch (error) {
        report(error)
        await clock.sleep(journalRetryMs, signal).catch(() => undefined)
        if (signal.aborted) return
      }
    }
    this.#intake.resume()
    release()
    this.#aborts.kick()
    this.#changes.mark()
  }

  /** What was going when the app ended is queued again. */
  #queueInterrupted(): void {
    const { journal } = this.#options
    const statuses = statusesTaking('interrupted')
    const change = changeTo({ status: 'queued', multipart: undefined })
    for (const { itemId, counts } of journal.summaries()) {
      if (statuses.every((status) => counts[status].files === 0)) continue
      const selection = { target: { kind: 'item' as const, itemId }, statuses }
      // Never more than were going at once, so one page holds them all.
      journal.changeFiles(selection, change, { after: 0, limit: 1000 })
    }
  }

  add(paths: readonly string[], request: SendRequest): Promise<{ added: number }> {
    return this.#intake.add(paths, request)
  }

  window(query: WindowQuery): RowWindow {
    const { journal } = this.#options
    const troubleOf = (accountId: string): ErrorShape | undefined => this.#scheduler.troubleOf(accountId)
    const rows = windowOf(query, { journal, lives: this.#lives, troubleOf })
    return { revision: this.#revision, ...rows, totals: this.totals() }
  }

  act(action: UploadAction): Promise<void> {
    return this.#actions.act(action)
  }

  leave(accountId: string, leaving: Leaving): Promise<void> {
    return this.#actions.leave(accountId, leaving)
  }

  totals(): Totals {
    const { journal } = this.#options
    let isWalking = false
    let held = 0
    for (const item of journal.summaries()) {
      isWalking ||= item.isWalking
      if (this.#scheduler.troubleOf(item.accountId)) held += item.counts.queued.files
    }
    return totalsOf(journal.counts(), this.#lives, { isWalking, held })
  }

  accountChanged(accountId: string): void {
    this.#scheduler.forgetTrouble({ accountId })
    this.#aborts.retry()
    this.#changes.mark()
  }

  setOnline(isOnline: boolean): void {
    const { clock, line, report } = this.#options
    this.#retry.setOnline(isOnline)
    if (!isOnline) return
    line?.dropIdle()
    this.#scheduler.forgetTrouble('network')
    const nowMs = clock.now()
    this.#flights.takeBackIdleSince(nowMs - silentMs)
    const second = clock.sleep(secondLookMs, this.#closing.signal).then(() => this.#flights.takeBackIdleSince(nowMs))
    second.catch((error: unknown) => {
      if (!this.#closing.signal.aborted) report(error)
    })
  }

  setSpeedLimit(bytesPerSecond: number | null): void {
    this.#options.line?.setSpeedLimit(bytesPerSecond)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all([this.#intake.close(), this.#scheduler.close()])
    await this.#aborts.close()
    this.#changes.stop()
    this.#tuner.stop()
    this.#lives.stop()
  }

  #deliver(): void {
    this.#revision++
    this.#options.onChange(this.#revision, this.totals())
  }
}

export const createUploads = (options: UploadsOptions): Uploads => new UploadEngine(options)
