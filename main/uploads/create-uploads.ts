// The upload engine as the rest of main sees it.
import type { ErrorShape } from '../../shared/errors.ts'
import type { RowWindow, SendRequest, Totals, UploadAction, WindowQuery } from '../../shared/model/upload.ts'
import { Aborts } from './aborts.ts'
import { Actions } from './actions.ts'
import { ChangeBatcher } from './change-batcher.ts'
import { Intake } from './intake.ts'
import { LiveFiles } from './live-files.ts'
import { planUpload } from './plan.ts'
import { createPool } from './pool.ts'
import type { Clients, Clock, Journal, NewId, Random, Sources } from './ports.ts'
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
  /** Requests in flight at once over all files; 6 when absent. */
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
  /** A secret was given or an account changed: files that waited for it go on. */
  accountChanged(accountId: string): void
  /** `true` also after the computer woke up: whatever waits for the network tries at once. */
  setOnline(isOnline: boolean): void
  /** Stops all work; what was going is taken up at the next start. The journal stays open: its owner closes it. */
  close(): Promise<void>
}

const defaultRequestsAtOnce = 6
/** Ten a second at most: more than that, and drawing costs more than sending. */
const changeIntervalMs = 100

class UploadEngine implements Uploads {
  readonly #options: UploadsOptions
  readonly #closing = new AbortController()
  readonly #changes: ChangeBatcher
  readonly #retry: Retry
  readonly #lives: LiveFiles
  readonly #aborts: Aborts
  readonly #scheduler: Scheduler
  readonly #intake: Intake
  readonly #actions: Actions
  #revision = 0

  constructor(options: UploadsOptions) {
    const { journal, sources, clients, clock, random, newId, requestsAtOnce = defaultRequestsAtOnce } = options
    const report = (error: unknown): void => options.report(error)
    const changed = (): void => this.#changes.mark()
    const guessContentType = (name: string): string => options.guessContentType(name)
    this.#options = options
    this.#changes = new ChangeBatcher(clock, changeIntervalMs, () => this.#deliver())
    this.#retry = createRetry(clock, random)
    this.#lives = new LiveFiles(clock, changed)
    const plan = options.plan ?? planUpload
    const shared = { journal, clients, sources, clock, plan, retry: this.#retry, lives: this.#lives, report, changed }
    this.#aborts = new Aborts(shared)
    const pool = createPool(requestsAtOnce)
    const abandoned = (): void => this.#aborts.kick()
    this.#scheduler = new Scheduler({ ...shared, pool, guessContentType, abandoned })
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
    const { journal } = this.#options
    const statuses = statusesTaking('interrupted')
    const change = changeTo({ status: 'queued', multipart: undefined })
    for (const { itemId, counts } of journal.summaries()) {
      if (statuses.every((status) => counts[status].files === 0)) continue
      const selection = { target: { kind: 'item' as const, itemId }, statuses }
      // Never more than were going at once, so one page holds them all.
      journal.changeFiles(selection, change, { after: 0, limit: 1000 })
    }
    this.#intake.resume()
    this.#scheduler.fill()
    this.#aborts.kick()
    this.#changes.mark()
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

  totals(): Totals {
    const { journal } = this.#options
    const isWalking = journal.summaries().some((item) => item.isWalking)
    return totalsOf(journal.counts(), this.#lives, isWalking)
  }

  accountChanged(accountId: string): void {
    this.#scheduler.forgetTrouble(accountId)
    this.#aborts.retry()
    this.#changes.mark()
  }

  setOnline(isOnline: boolean): void {
    if (isOnline) this.#retry.wake()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all([this.#intake.close(), this.#scheduler.close()])
    await this.#aborts.close()
    this.#changes.stop()
    this.#lives.stop()
  }

  #deliver(): void {
    this.#revision++
    this.#options.onChange(this.#revision, this.totals())
  }
}

export const createUploads = (options: UploadsOptions): Uploads => new UploadEngine(options)
