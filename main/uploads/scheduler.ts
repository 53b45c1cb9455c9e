// Which files are going: takes them from the queue in order and keeps the pool of requests busy.
import { AppError, toShape } from '../../shared/errors.ts'
import type { ErrorShape } from '../../shared/errors.ts'
import type { FileId } from '../../shared/model/upload.ts'
import { isOfAccount } from './account-trouble.ts'
import { FileRun } from './file-run.ts'
import type { RunServices } from './file-run.ts'
import type { FileRecord, ItemRecord } from './ports.ts'
import { runUpload } from './run-upload.ts'
import type { Outcome } from './run-upload.ts'
import { changeTo } from './state.ts'
import { PassingMap, PassingSet } from './passing.ts'
import { Stop } from '../oss/stop.ts'

/** A file between two requests leaves its place in the pool empty, so a few more files are kept going. */
const spareFiles = 2
/** Files that wait for a retry make room for others, up to this many times the pool. */
const waitingRoom = 4
/** Those going stand at the head of the queue until they have begun, and are read again with each page. */
const queuePage = 256
const journalRetryMs = 5000

type Going = { run: FileRun; stop: Stop; done: Promise<void> }
export type SchedulerServices = RunServices & {
  report(error: unknown): void
  isJournalError(error: unknown): boolean
  /** Once for each time that all files of an account begin to wait; without an error when they are tried again. */
  accountHeld(accountId: string, error: ErrorShape | undefined): void
}

export class Scheduler {
  readonly #services: SchedulerServices
  readonly #going = new PassingMap<FileId, Going>()
  /** Two rows with one key would see each other's objects and uploads as their own: they go one after the other. */
  readonly #keys = new PassingSet<string>()
  readonly #troubled = new Map<string, ErrorShape>()
  /** Accounts with whose present key a file went well. */
  readonly #proven = new Set<string>()
  /** How often trouble was forgotten: what began before knows nothing of the new secret. */
  #forgotten = 0
  #next: FileRecord[] = []
  #holds = 0
  readonly #closing = new AbortController()

  constructor(services: SchedulerServices) {
    this.#services = services
    services.pool.onLimit(() => this.fill())
  }

  /** Starts as many files as there is room for. */
  fill(): void {
    const { pool, lives } = this.#services
    const places = pool.limit + pool.ahead
    for (let { busy } = lives; busy < places + spareFiles; busy++) {
      if (this.#holds > 0 || this.#going.size >= places * waitingRoom) return
      const record = this.#take()
      if (!record) return
      this.#start(record)
    }
  }

  /** Starts nothing until the answer is called: while many rows are being changed. */
  hold(): () => void {
    this.#holds++
    this.#next = []
    let isHeld = true
    return () => {
      if (isHeld) this.#holds--
      isHeld = false
      this.fill()
    }
  }

  /** Breaks off the selected files; resolves when they are back in the queue. A Complete under way is left to end. */
  async stop(isSelected: (record: FileRecord) => boolean, mayBreakComplete = false): Promise<void> {
    const stopped: Promise<void>[] = []
    for (const { run, stop, done } of this.#going.values()) {
      if (!isSelected(run.record) || (run.record.status === 'completing' && !mayBreakComplete)) continue
      stop.abort()
      stopped.push(done)
    }
    await Promise.all(stopped)
  }

  /** Resolves when none of the selected files is going any more. */
  async ended(isSelected: (record: FileRecord) => boolean): Promise<void> {
    const going = [...this.#going.values()].filter(({ run }) => isSelected(run.record))
    await Promise.all(going.map(({ done }) => done))
  }

  /** What of the selected files waits for its next try makes it now. */
  wake(isSelected: (record: FileRecord) => boolean): void {
    for (const { run } of this.#going.values()) if (isSelected(run.record)) run.live.wake()
  }

  async close(): Promise<void> {
    this.hold()
    this.#closing.abort()
    await this.stop(() => true, true)
  }

  /** Why the files of this account wait, if they do. */
  troubleOf(accountId: string): ErrorShape | undefined {
    return this.#troubled.get(accountId)
  }

  /** Of one account, of those the network keeps from it, or of all: try again. */
  forgetTrouble(of: { accountId: string } | 'network' | 'all'): void {
    if (typeof of === 'object') this.#proven.delete(of.accountId)
    for (const [accountId, { code }] of [...this.#troubled]) {
      const isMeant = of === 'all' || (of === 'network' ? code.startsWith('net.') : accountId === of.accountId)
      if (!isMeant) continue
      this.#troubled.delete(accountId)
      this.#services.accountHeld(accountId, undefined)
    }
    this.#forgotten++
    this.#next = []
    this.fill()
  }

  #take(): FileRecord | undefined {
    const taken = this.#takeNext()
    if (taken) return taken
    // Those that wait for another of their key stay at the head of the queue.
    const limit = queuePage + this.#going.size + this.#next.length
    const page = this.#services.journal.nextQueued(limit, new Set(this.#troubled.keys()))
    this.#next = page.filter(({ fileId }) => !this.#going.has(fileId))
    return this.#takeNext()
  }

  #takeNext(): FileRecord | undefined {
    const index = this.#next.findIndex(({ objectKey }) => !this.#keys.has(objectKey))
    return index < 0 ? undefined : this.#next.splice(index, 1)[0]
  }

  #start(record: FileRecord): void {
    const { report, changed, lives, journal } = this.#services
    const item = journal.item(record.itemId)
    if (!item) return
    const stop = new Stop()
    const accepted = record.multipart ? journal.partsTotal(record.fileId).bytes : 0
    const live = lives.begin(record.fileId, record.itemId, record.size, accepted)
    const run = new FileRun(this.#services, { record, item, live, signal: stop })
    this.#keys.add(record.objectKey)
    const done = this.#send(run, this.#forgotten)
      .catch((error: unknown) => {
        report(error)
        void this.#putBack(record.fileId)
      })
      .finally(() => {
        this.#going.delete(record.fileId)
        this.#keys.delete(record.objectKey)
        lives.end(record.fileId)
        changed()
        this.fill()
      })
    this.#going.set(record.fileId, { run, stop, done })
  }

  /** `begunAt`: how often trouble had been forgotten by then. */
  async #send(run: FileRun, begunAt: number): Promise<void> {
    const { clock, isJournalError } = this.#services
    try {
      this.#finish(run, await runUpload(run))
      // The next may begin, so that both are written together.
      this.#services.lives.end(run.record.fileId)
      this.fill()
    } catch (error) {
      if (isJournalError(error)) throw error
      if (run.signal.aborted) run.advance({ type: 'interrupted' })
      else if (this.#isAccountTrouble(run.item, error, begunAt)) run.advance({ type: 'interrupted' })
      else {
        if (!(error instanceof AppError)) this.#services.report(error)
        run.advance({ type: 'failed', error: toShape(error), atMs: clock.now() })
      }
    }
    await run.written()
  }

  /** The journal took no more, a full disk for instance: nothing is started until it takes this one's state. */
  async #putBack(fileId: FileId): Promise<void> {
    const { journal, clock } = this.#services
    const release = this.hold()
    for (let isBack = false; !isBack && !this.#closing.signal.aborted;) {
      await clock.sleep(journalRetryMs, this.#closing.signal).catch(() => undefined)
      try {
        const status = journal.file(fileId)?.status
        if (status === 'uploading' || status === 'completing')
          journal.updateFile(fileId, changeTo({ status: 'queued', multipart: undefined }))
        await journal.written()
        isBack = true
      } catch {
        // Reported when it failed first.
      }
    }
    release()
  }

  #finish(run: FileRun, outcome: Outcome): void {
    const atMs = this.#services.clock.now()
    if (outcome.kind === 'stored') {
      const { isChecked, crc64 } = outcome
      this.#proven.add(run.item.request.accountId)
      run.advance({ type: 'objectStored', isChecked, atMs }, { isUnanswered: false, crc64 })
    } else if (outcome.kind === 'unchanged' || run.policy === 'skip') {
      run.dropMultipart('abandon')
      const reason = outcome.kind === 'unchanged' ? 'unchanged' : 'nameTaken'
      run.advance({ type: 'skipped', reason, atMs }, { isUnanswered: false })
    } else {
      const error = new AppError('object.exists').shape
      run.advance({ type: 'failed', error, atMs }, { isUnanswered: false })
    }
  }

  #isAccountTrouble(item: ItemRecord, error: unknown, begunAt: number): error is AppError {
    const { accountId } = item.request
    if (!(error instanceof AppError) || !isOfAccount(error.code, this.#proven.has(accountId))) return false
    if (begunAt !== this.#forgotten) return true
    const isKnown = this.#troubled.get(accountId)?.code === error.code
    this.#troubled.set(accountId, error.shape)
    this.#next = []
    if (!isKnown) this.#services.accountHeld(accountId, error.shape)
    return true
  }
}
