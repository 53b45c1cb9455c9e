import { AppError } from '../../shared/errors.ts'
import type { ConflictPolicy } from '../../shared/model/upload.ts'
import type { CallOptions } from '../oss/client.ts'
import type { Finished } from './concurrency.ts'
import type { Flights } from './flights.ts'
import type { LineSpeed } from './line-speed.ts'
import type { LiveFile, LiveFiles } from './live-files.ts'
import { objectKeyFor } from './object-key.ts'
import { requestHeaders } from './object-headers.ts'
import type {
  Clients,
  Clock,
  FileChange,
  FileRecord,
  FileStat,
  ItemRecord,
  Journal,
  Multipart,
  Sources,
  UploadClient,
} from './ports.ts'
import type { planUpload, UploadPlan } from './plan.ts'
import type { PoolTuner } from './pool-tuner.ts'
import type { Pool, RequestKind } from './pool.ts'
import type { Retry, RetryBudget, Wait } from './retry.ts'
import { changeTo, nextState, stateOf } from './state.ts'
import type { UploadEvent } from './state.ts'
import { withAbortSignal } from '../oss/stop.ts'
import type { StopSignal } from '../oss/stop.ts'

export type RunServices = {
  journal: Journal
  clients: Clients
  sources: Sources
  clock: Clock
  pool: Pool
  /** Those who read a whole file to compare it. */
  reading: Pool
  tuner: PoolTuner
  lineSpeed: LineSpeed
  flights: Flights
  retry: Retry
  lives: LiveFiles
  plan: typeof planUpload
  guessContentType(name: string): string
  changed(): void
  /** There is something to be removed on the server. */
  abandoned(): void
}

/** Instead of a result: the request is to be made again, and that is nobody's failure. */
const takenBack = Symbol('taken back')

/** An empty folder is an empty object whose key ends in a slash. */
export const folderContentType = 'application/x-directory'

function applied(record: FileRecord, change: FileChange): FileRecord {
  const next: Record<string, unknown> = { ...record }
  for (const field in change) {
    const value = change[field as keyof FileChange]
    if (value !== undefined) next[field] = value
    // Deleting makes an object slow, so it is done only where there is something.
    else if (next[field] !== undefined) delete next[field]
  }
  // FileChange has only fields of FileRecord, and clears only optional ones: nobody clears a status or a size.
  return next as FileRecord
}

/**
 * One file while it is being sent. As long as a run is alive it alone writes the file's row, so `record` is the row:
 * whoever wants to change it stops the run first.
 */
export class FileRun {
  record: FileRecord
  readonly item: ItemRecord
  readonly services: RunServices
  readonly live: LiveFile
  readonly signal: StopSignal
  readonly budget: RetryBudget = { acceptedCount: 0 }
  /** With the policy `changed`: what is there was compared, and differs. */
  isDifferent = false
  /** What is there was stored by this row before, wrong or as the file was then. */
  isOurOwn = false
  /** Of the whole line. Kept, so that a file is planned in one way only. */
  readonly #speedAtStart: number
  #client: UploadClient | undefined
  readonly #undoneAtStart: number

  constructor(
    services: RunServices,
    what: { record: FileRecord; item: ItemRecord; live: LiveFile; signal: StopSignal },
  ) {
    this.services = services
    this.record = what.record
    this.item = what.item
    this.live = what.live
    this.signal = what.signal
    this.#undoneAtStart = services.journal.undone
    this.#speedAtStart = services.lineSpeed.bytesPerSecond(services.pool.limit)
  }

  /** Must come before any request. Throws AppError `account.*` when the account's secret is not at hand. */
  async connect(): Promise<void> {
    this.#client = await this.services.clients.forAccount(this.item.request.accountId)
    this.signal.throwIfAborted()
  }

  get client(): UploadClient {
    if (!this.#client) throw new AppError('internal')
    return this.#client
  }

  /** An event without meaning in the present state is ignored; `also` is written in any case, in one statement. */
  advance(event: UploadEvent, also: FileChange = {}): void {
    const state = nextState(stateOf(this.record), event)
    if (!state) {
      if (Object.keys(also).length > 0) this.change(also)
      return
    }
    const multipart = 'multipart' in state && state.multipart !== this.record.multipart ? state.multipart : undefined
    this.change({ ...changeTo(state), ...(multipart ? { multipart } : {}), ...also })
  }

  change(change: FileChange): void {
    this.services.journal.updateFile(this.record.fileId, change)
    this.record = applied(this.record, change)
    this.services.changed()
  }

  /** Rejects when anything this run has written since it began was taken back: `record` is the row no more. */
  written(): Promise<void> {
    return this.services.journal.written(this.#undoneAtStart)
  }

  /** Goes on with the unfinished upload of an earlier row for the very same file, if there is one. */
  adoptMultipart(): Multipart | undefined {
    const multipart = this.services.journal.adoptMultipart(this.record.fileId)
    if (multipart) this.record = { ...this.record, multipart }
    return multipart
  }

  /** OSS has the parts no more (`forget`), or they are of no use (`abandon`: to be removed on the server). */
  dropMultipart(how: 'forget' | 'abandon'): void {
    const { journal } = this.services
    if (!this.record.multipart) return
    if (how === 'forget') journal.forgetMultipart(this.record.fileId)
    else {
      journal.abandonMultipart(this.record.fileId)
      this.services.abandoned()
    }
    this.record = applied(this.record, { multipart: undefined })
    this.live.setAccepted(0)
    this.live.parts = undefined
    this.advance({ type: 'multipartGone' })
  }

  /** One request: in its turn, with its bytes counted, and again as long as that makes sense. */
  request<T>(
    send: (options: CallOptions) => Promise<T>,
    { signal = this.signal, kind = 'whole' }: { signal?: StopSignal; kind?: RequestKind } = {},
  ): Promise<T> {
    const flight = (): Promise<T | typeof takenBack> =>
      this.services.pool.run(this.record.fileId, kind, signal, () => this.#fly(send, signal, kind))
    const attempt = async (): Promise<T> => {
      for (;;) {
        const result = await flight()
        if (result !== takenBack) return result
      }
    }
    return this.retried(attempt, signal)
  }

  async #fly<T>(
    send: (options: CallOptions) => Promise<T>,
    signal: StopSignal,
    kind: RequestKind,
  ): Promise<T | typeof takenBack> {
    const { lives, tuner, flights, lineSpeed, clock } = this.services
    // Nothing is asked of OSS that the queue does not know of yet.
    await this.written()
    const begunAtMs = clock.now()
    const sent = { bytes: 0 }
    let onLineMs: number | undefined
    const finished = (): Finished => ({ bytes: sent.bytes, tookMs: onLineMs ?? clock.now() - begunAtMs })
    const onTook = (tookMs: number): void => {
      onLineMs = tookMs
      if (kind === 'small') tuner.smallTook(tookMs)
    }
    const progress = lives.request(this.live)
    const flight = flights.begin(signal)
    const onSent = (bytes: number): void => {
      flight.moved(bytes)
      sent.bytes += bytes
      progress.sent(bytes)
    }
    tuner.begun()
    try {
      const result = await send({ signal: flight.signal, onSent, onTook })
      tuner.answered(finished())
      lineSpeed.note(finished())
      return result
    } catch (error) {
      if (flight.isTakenBack && !signal.aborted) return takenBack
      tuner.failed(error, finished())
      throw error
    } finally {
      flight.end()
      progress.end()
    }
  }

  async retried<T>(attempt: () => Promise<T>, signal = this.signal): Promise<T> {
    const { live } = this
    const request = Symbol('request')
    let waiting: Wait | undefined
    const onWait = (wait: Wait | undefined): void => {
      live.setWait(waiting, wait)
      if (wait) live.noteWait(request, wait.error)
      waiting = wait
      this.services.changed()
    }
    live.requests++
    try {
      return await this.services.retry.run(attempt, { signal, budget: this.budget, onWait })
    } finally {
      live.requests--
      live.noteWait(request, undefined)
    }
  }

  /** How it goes over the wire; on a slow line in smaller parts, so that a cut costs little. */
  plan(agreed?: { partSize: number }): UploadPlan {
    return this.services.plan(this.record.size, agreed ?? { bytesPerSecond: this.#speedAtStart })
  }

  get isFolderMarker(): boolean {
    return this.record.objectKey.endsWith('/')
  }

  get mayReplace(): boolean {
    return this.policy === 'replace' || this.isDifferent || this.isOurOwn
  }

  get policy(): ConflictPolicy {
    // A folder that is there already is as good as sent.
    if (this.isFolderMarker) return 'skip'
    return this.record.decision ?? this.item.request.options.onConflict
  }

  /** The key before any number was put to it. */
  get originalKey(): string {
    const below = this.item.kind === 'folder' ? `${this.item.name}/${this.record.relativePath}` : this.item.name
    return this.isFolderMarker ? this.record.objectKey : objectKeyFor(this.item.request.destination, below)
  }

  /** What goes on the PUT or the initiate. */
  headers(mayReplace: boolean): Readonly<Record<string, string>> {
    const name = this.record.objectKey.slice(this.record.objectKey.lastIndexOf('/') + 1)
    const type = this.isFolderMarker ? folderContentType : this.services.guessContentType(name)
    return requestHeaders(this.item.request.options, type, mayReplace)
  }

  stat(): Promise<FileStat> {
    if (this.isFolderMarker) return Promise.resolve({ size: 0, mtimeMs: this.record.mtimeMs })
    return this.services.sources.stat(this.record.path)
  }

  /** Of the file as it is now; unknown where the disk cannot tell. A few at a time: a disk is not faster for more. */
  async crc64(): Promise<string | undefined> {
    if (this.isFolderMarker) return '0'
    const { sources, reading } = this.services
    const { record, signal } = this
    const read = (): Promise<string | undefined> =>
      withAbortSignal(signal, async (real) => sources.crc64?.(record.path, real))
    return this.retried(() => reading.run(record.fileId, 'whole', signal, read))
  }

  isSource({ size, mtimeMs }: FileStat): boolean {
    return size === this.record.size && mtimeMs === this.record.mtimeMs
  }

  /** Throws AppError `file.changed` when the file is not what it was when the sending began. */
  async assertUnchanged(): Promise<void> {
    if (!this.isSource(await this.stat())) throw new AppError('file.changed')
  }
}
