// What the user does to what is on the list: to one file, one dropped thing, or everything.
import { AppError } from '../../shared/errors.ts'
import type { ErrorCode, ErrorShape } from '../../shared/errors.ts'
import type { ActionTarget, FileStatus, ItemId, UploadAction } from '../../shared/model/upload.ts'
import type { Aborts } from './aborts.ts'
import type { Intake } from './intake.ts'
import type { LiveFiles } from './live-files.ts'
import type { Clock, FileChange, FileRecord, FileSelection, ItemSummary, Journal, PageResult } from './ports.ts'
import type { Scheduler } from './scheduler.ts'
import { changeTo, statusesTaking } from './state.ts'

export type ActionServices = {
  journal: Journal
  clock: Clock
  lives: LiveFiles
  scheduler: Scheduler
  intake: Intake
  aborts: Aborts
  changed(): void
}

/** Rows changed before the event loop gets a turn: about 10 ms of SQLite. */
const pageSize = 1000
const over: readonly FileStatus[] = ['completed', 'skipped', 'failed', 'canceled']
type Errors = NonNullable<FileSelection['errors']>
type OfAccount = { kind: 'account'; accountId: string }
type AnyTarget = ActionTarget | OfAccount
type Decision = Extract<UploadAction, { action: 'decide' }>['decision']

const only = (...codes: ErrorCode[]): Errors => ({ codes, isExcluded: false })
const allBut = (...codes: ErrorCode[]): Errors => ({ codes, isExcluded: true })

/** `reason`: why its files fail. `bucket`: the one that is left. */
export type Leaving = { reason: ErrorShape; bucket: string }
/** An account is not kept longer than this because its bucket does not answer. */
const leaveTimeoutMs = 5000

const queuedAgain = changeTo({ status: 'queued', multipart: undefined })

export class Actions {
  readonly #services: ActionServices
  readonly #signal: AbortSignal
  #last: Promise<void> = Promise.resolve()

  /** `signal` ends what is under way when the app closes. */
  constructor(services: ActionServices, signal: AbortSignal) {
    this.#services = services
    this.#signal = signal
  }

  /** One after another, each to its end: a resume pressed during a long pause must win. */
  act(action: UploadAction): Promise<void> {
    const done = this.#last.then(() => this.#apply(action))
    this.#last = done.catch(() => undefined)
    return done
  }

  /** See Uploads.leave. In its turn, as an action of the user's is. */
  leave(accountId: string, leaving: Leaving): Promise<void> {
    const done = this.#last.then(() => this.#leave({ kind: 'account', accountId }, leaving))
    this.#last = done.catch(() => undefined)
    return done
  }

  async #leave(target: OfAccount, { reason, bucket }: Leaving): Promise<void> {
    const { clock, changed } = this.#services
    const timer = new AbortController()
    const timeout = new AbortController()
    clock.sleep(leaveTimeoutMs, AbortSignal.any([timer.signal, this.#signal])).then(
      () => timeout.abort(),
      () => undefined,
    )
    try {
      await this.#giveUp(target, reason, timeout.signal)
      await this.#removeParts(target, reason, bucket, timeout.signal)
    } finally {
      timer.abort()
      changed()
    }
  }

  /** Nothing of the account is sent any more; what OSS holds of it becomes an abort. */
  async #giveUp(target: OfAccount, error: ErrorShape, timeout: AbortSignal): Promise<void> {
    const { scheduler, intake, clock } = this.#services
    const release = scheduler.hold()
    try {
      for (const { itemId, isWalking } of this.#itemsOf(target)) if (isWalking) intake.breakOff(itemId)
      const isSelected = this.#selects(target)
      await scheduler.stop(isSelected)
      // A Complete under way is given the chance to end: then there is an object, and nothing to remove.
      const late = new Promise<void>((resolve) => timeout.addEventListener('abort', () => resolve(), { once: true }))
      await Promise.race([scheduler.ended(isSelected), late])
      await scheduler.stop(isSelected, true)
      // What is known of objects and answers is known of the old bucket.
      const forgotten = { multipart: undefined, decision: undefined, crc64: undefined, isUnanswered: false }
      const failed = changeTo({ status: 'failed', error, finishedAtMs: clock.now(), multipart: undefined })
      await this.#change(target, ['failed'], forgotten)
      await this.#change(target, ['queued', 'paused'], { ...failed, ...forgotten })
    } finally {
      release()
    }
  }

  async #removeParts(target: OfAccount, { params }: ErrorShape, bucket: string, until: AbortSignal): Promise<void> {
    const { aborts, journal } = this.#services
    const { account = '' } = params
    const error = new AppError('account.partsLeft', { params: { account, bucket } }).shape
    for (const { fileId } of await aborts.leave(target.accountId, until)) {
      const status = journal.file(fileId)?.status
      if (status === 'failed' || status === 'canceled') journal.updateFile(fileId, { error })
    }
  }

  async #apply(action: UploadAction): Promise<void> {
    const { scheduler, aborts, changed } = this.#services
    const release = scheduler.hold()
    try {
      if (action.action === 'decide') await this.#decide(action.target, action.decision)
      else if (action.action === 'retry') await this.retry(action.target)
      else await this[action.action](action.target)
    } finally {
      release()
      aborts.kick()
      changed()
    }
  }

  private async pause(target: ActionTarget): Promise<void> {
    this.#setPaused(target, true)
    await this.#stopGoing(target)
    await this.#change(target, statusesTaking('pauseRequested'), changeTo({ status: 'paused', multipart: undefined }))
  }

  private async resume(target: ActionTarget): Promise<void> {
    this.#setPaused(target, false)
    await this.#change(target, statusesTaking('resumeRequested'), queuedAgain)
    this.#services.scheduler.forgetTrouble('all')
  }

  private async cancel(target: ActionTarget): Promise<void> {
    const { intake, clock } = this.#services
    if (target.kind !== 'file') intake.stop(target.kind === 'item' ? target.itemId : undefined)
    await this.#stopGoing(target)
    const canceled = changeTo({ status: 'canceled', finishedAtMs: clock.now() })
    const statuses = statusesTaking('cancelRequested')
    if (target.kind === 'file') return this.#change(target, statuses, canceled)
    // Canceling everything must not hide why some failed, but nothing of them stays on the server.
    await this.#change(
      target,
      statuses.filter((status) => status !== 'failed'),
      canceled,
    )
    await this.#change(target, ['failed'], { multipart: undefined })
  }

  private async retry(target: AnyTarget): Promise<void> {
    await this.#readFoldersAgain(target)
    // Sending the second of two files with one key would replace the first; a taken name would only be asked about again.
    await this.#change(
      target,
      statusesTaking('retryRequested'),
      queuedAgain,
      allBut('file.duplicateKey', 'object.exists'),
    )
    this.#services.scheduler.forgetTrouble('all')
    this.#services.scheduler.wake(this.#selects(target))
  }

  private remove(target: ActionTarget): Promise<void> {
    return this.#removeRows(target, over)
  }

  /** What failed still needs the user, and stays. */
  private clear(target: ActionTarget): Promise<void> {
    return this.#removeRows(
      target,
      over.filter((status) => status !== 'failed'),
    )
  }

  async #removeRows(target: ActionTarget, statuses: readonly FileStatus[]): Promise<void> {
    const { journal, lives } = this.#services
    // While a folder is read, its rows are needed to know what has been found.
    const isRemovable = ({ isWalking }: ItemSummary): boolean => !isWalking
    for (const selection of this.#selections(target, statuses, isRemovable))
      await this.#pages((after) => journal.removeFiles(selection, { after, limit: pageSize }))
    for (const { itemId, isWalking } of this.#itemsOf(target))
      if (!isWalking && journal.fileCount(itemId, 'all') === 0) journal.removeItem(itemId)
    lives.forgetShown(target.kind === 'item' ? target.itemId : undefined)
  }

  async #decide(target: ActionTarget, decision: Decision): Promise<void> {
    const { clock } = this.#services
    if (decision === 'skip') {
      const skipped = changeTo({ status: 'skipped', skipReason: 'nameTaken', finishedAtMs: clock.now() })
      const taken = only('object.exists', 'file.duplicateKey')
      await this.#change(target, ['failed'], { ...skipped, multipart: undefined }, taken)
      return
    }
    const taken = decision === 'replace' ? only('object.exists') : only('object.exists', 'file.duplicateKey')
    await this.#change(target, ['failed'], { ...queuedAgain, decision }, taken)
  }

  async #change(target: AnyTarget, statuses: FileStatus[], change: FileChange, errors?: Errors): Promise<void> {
    const { journal } = this.#services
    for (const selection of this.#selections(target, statuses)) {
      const wanted = errors ? { ...selection, errors } : selection
      await this.#pages((after) => journal.changeFiles(wanted, change, { after, limit: pageSize }))
    }
  }

  async #pages(step: (after: number) => PageResult): Promise<void> {
    const { clock } = this.#services
    for (let next = step(0).next; next !== undefined; next = step(next).next) await clock.sleep(0, this.#signal)
  }

  /** Only items that have something to change, so that "all" costs what it changes. */
  #selections(
    target: AnyTarget,
    statuses: readonly FileStatus[],
    isWanted: (item: ItemSummary) => boolean = () => true,
  ): FileSelection[] {
    if (target.kind === 'file') return [{ target, statuses }]
    return this.#itemsOf(target)
      .filter((item) => isWanted(item) && statuses.some((status) => item.counts[status].files > 0))
      .map(({ itemId }) => ({ target: { kind: 'item', itemId }, statuses }))
  }

  #itemsOf(target: AnyTarget): readonly ItemSummary[] {
    const { journal } = this.#services
    if (target.kind === 'all') return [...journal.summaries()]
    if (target.kind === 'account') return journal.summaries().filter(({ accountId }) => accountId === target.accountId)
    const itemId = target.kind === 'item' ? target.itemId : journal.file(target.fileId)?.itemId
    const summary = itemId === undefined ? undefined : journal.summary(itemId)
    return summary ? [summary] : []
  }

  #stopGoing(target: ActionTarget): Promise<void> {
    return this.#services.scheduler.stop(this.#selects(target))
  }

  #selects(target: AnyTarget): (record: FileRecord) => boolean {
    if (target.kind === 'file') return ({ fileId }) => fileId === target.fileId
    const items = new Set(this.#itemsOf(target).map(({ itemId }) => itemId))
    return ({ itemId }) => items.has(itemId)
  }

  /** What a folder still being read will yield is to be as paused as what it has yielded. */
  #setPaused(target: ActionTarget, isPaused: boolean): void {
    if (target.kind === 'file') return
    for (const { itemId, isWalking } of this.#itemsOf(target))
      if (isWalking) this.#services.journal.updateItem(itemId, { isPaused })
  }

  /** A folder that could not be read is no file to be sent: it is read again, and its row makes way for what it holds. */
  async #readFoldersAgain(target: AnyTarget): Promise<void> {
    const { journal, intake } = this.#services
    for (const selection of this.#selections(target, ['failed'])) {
      const unread = { ...selection, errors: only('folder.unreadable', 'folder.notRead') }
      const items = new Set<ItemId>()
      await this.#pages((after) => {
        const page = journal.removeFiles(unread, { after, limit: pageSize })
        if (page.fileIds.length > 0 && selection.target.kind === 'item') items.add(selection.target.itemId)
        return page
      })
      for (const itemId of items) intake.readAgain(itemId)
    }
  }
}
