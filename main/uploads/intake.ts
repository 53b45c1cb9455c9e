// From dropped paths to rows of the journal. Folders are read on while their first files are already being sent.
import { AppError, toShape } from '../../shared/errors.ts'
import type { ErrorShape } from '../../shared/errors.ts'
import type { ItemId, SendRequest } from '../../shared/model/upload.ts'
import { nameOfPath, objectKeyFor } from './object-key.ts'
import { objectHeaders } from './object-headers.ts'
import type { Clock, FileStat, ItemRecord, Journal, NewFile, NewId, Sources, WalkEntry } from './ports.ts'

/** Dropped paths looked at together, and entries of a folder written together. */
const pathsAtOnce = 100
const entriesAtOnce = 200
/** A full disk is looked at again after this long. */
const journalRetryMs = 5000
/** The first entries are written sooner, so that sending begins with the first files found. */
const flushAfterMs = 100

export type IntakeServices = {
  journal: Journal
  sources: Sources
  clock: Clock
  newId: NewId
  /** Something new is in the journal. */
  added(): void
  report(error: unknown): void
  isJournalError(error: unknown): boolean
}

type Walk = { itemId: ItemId; controller: AbortController }
type Inspected = { path: string; kind: 'file' | 'folder'; stat?: FileStat; error?: ErrorShape }

const nothing: FileStat = { size: 0, mtimeMs: 0 }

export class Intake {
  readonly #services: IntakeServices
  readonly #walks: Walk[] = []
  /** Items dropped together with another of the same name: their keys must be compared one by one. */
  readonly #namesakes = new Set<ItemId>()
  #isClosed = false
  #walking: Promise<void> | undefined

  constructor(services: IntakeServices) {
    this.#services = services
  }

  /** Throws AppError `option.invalid`, or `object.*` when the destination is impossible, before anything is added. */
  async add(paths: readonly string[], request: SendRequest): Promise<{ added: number }> {
    objectHeaders(request.options, '')
    objectKeyFor(request.destination, 'a')
    const batchId = this.#services.newId()
    const names = new Map<string, number>()
    for (const path of paths) {
      const name = nameOfPath(path).normalize('NFC')
      names.set(name, (names.get(name) ?? 0) + 1)
    }
    for (let at = 0; at < paths.length && !this.#isClosed; at += pathsAtOnce) {
      const inspected = await Promise.all(paths.slice(at, at + pathsAtOnce).map((path) => this.#inspect(path)))
      const isNamesake = (path: string): boolean => (names.get(nameOfPath(path).normalize('NFC')) ?? 0) > 1
      this.#services.journal.batch(() => {
        for (const found of inspected) this.#addItem(found, batchId, request, isNamesake(found.path))
      })
      this.#services.added()
      this.#walkNext()
    }
    return { added: paths.length }
  }

  /** Goes on with the folders a restart interrupted. What is listed already is not listed again. */
  resume(): void {
    for (const { itemId, isWalking } of this.#services.journal.summaries()) if (isWalking) this.#queueWalk(itemId)
    this.#walkNext()
  }

  /** Reads a folder once more; what is listed already is not listed again. */
  readAgain(itemId: ItemId): void {
    if (this.#walks.some((walk) => walk.itemId === itemId && !walk.controller.signal.aborted)) return
    this.#services.journal.updateItem(itemId, { isWalking: true })
    this.#queueWalk(itemId)
    this.#walkNext()
  }

  /** What was found so far stays; nothing more is looked for. */
  stop(itemId?: ItemId): void {
    for (const walk of this.#walks) {
      if (itemId !== undefined && walk.itemId !== itemId) continue
      // First: where the journal takes nothing the walk goes on, and the cancel fails and can be repeated.
      this.#services.journal.updateItem(walk.itemId, { isWalking: false })
      walk.controller.abort()
    }
  }

  /** Ends the reading of a folder and leaves a row that says so; a retry of that row reads the rest. */
  breakOff(itemId: ItemId): void {
    const { journal } = this.#services
    const item = journal.item(itemId)
    if (!item?.isWalking) return
    this.stop(itemId)
    const error = new AppError('folder.notRead').shape
    this.#addFile(item, { kind: 'failed', path: item.path, relativePath: '', error }, true)
  }

  /** Folders not read to their end are read again at the next start. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const { controller } of this.#walks) controller.abort()
    await this.#walking
  }

  async #inspect(path: string): Promise<Inspected> {
    try {
      return { path, ...(await this.#services.sources.inspect(path)) }
    } catch (error) {
      if (!(error instanceof AppError)) this.#services.report(error)
      return { path, kind: 'file', error: toShape(error) }
    }
  }

  #addItem({ path, kind, stat, error }: Inspected, batchId: string, request: SendRequest, isNamesake: boolean): void {
    const { journal, newId, clock } = this.#services
    // The port's ids are unique and short, which is all the brand promises.
    const itemId = newId() as ItemId
    const name = nameOfPath(path) || path
    const isFolder = kind === 'folder'
    const item: ItemRecord = {
      ...{ itemId, batchId, kind, name, path, request },
      ...{ addedAtMs: clock.now(), isWalking: isFolder, isPaused: false },
    }
    journal.addItem(item)
    if (isNamesake) this.#namesakes.add(itemId)
    if (isFolder) this.#queueWalk(itemId)
    else if (error) this.#addFile(item, { kind: 'failed', path, relativePath: name, error }, isNamesake)
    else this.#addFile(item, { kind: 'file', path, relativePath: name, stat: stat ?? nothing }, isNamesake)
  }

  #addFile(item: ItemRecord, entry: WalkEntry, mayBeListed: boolean): void {
    const { journal, clock } = this.#services
    const isBelow = item.kind === 'folder' && entry.relativePath !== ''
    const below = isBelow ? `${item.name}/${entry.relativePath}` : item.name
    const isMarker = entry.kind === 'emptyFolder'
    const spelled = item.request.destination + below + (isMarker ? '/' : '')
    const base = {
      ...{ itemId: item.itemId, path: entry.path, relativePath: entry.relativePath, objectKey: spelled },
      ...(entry.kind === 'file' ? entry.stat : nothing),
      ...{ isUnanswered: false, isChecked: false },
    }
    const end = { finishedAtMs: clock.now() }
    const failed = (error: ErrorShape): NewFile => ({ ...base, status: 'failed', error, ...end })
    const decide = (): NewFile | undefined => {
      const objectKey = spelled.normalize('NFC')
      const listed = mayBeListed ? journal.filesByKey(item.batchId, objectKey) : []
      const isKnown = (file: { itemId: ItemId; relativePath: string }): boolean =>
        file.itemId === item.itemId && file.relativePath === entry.relativePath
      if (listed.some(isKnown)) return undefined
      base.objectKey = objectKey
      if (entry.kind === 'failed') return failed(entry.error)
      if (entry.kind === 'skipped') {
        return { ...base, size: entry.size ?? 0, status: 'skipped', skipReason: entry.reason, ...end }
      }
      try {
        base.objectKey = objectKeyFor('', spelled)
      } catch (error) {
        return failed(toShape(error))
      }
      const other = listed.find(({ status }) => status !== 'skipped')
      // With "keep both" the second gets a number like any other whose name is taken.
      const isKept = entry.kind === 'file' && item.request.options.onConflict === 'keepBoth'
      if (other && !isKept)
        return failed(new AppError('file.duplicateKey', { params: { other: other.relativePath } }).shape)
      return { ...base, status: item.isPaused ? 'paused' : 'queued' }
    }
    const file = decide()
    if (file) journal.addFiles([file])
  }

  #queueWalk(itemId: ItemId): void {
    this.#walks.push({ itemId, controller: new AbortController() })
  }

  /** One folder at a time: the disk is not faster for two, and the first dropped is the first sent. */
  #walkNext(): void {
    this.#walking ??= this.#walkAll().finally(() => {
      this.#walking = undefined
      if (this.#walks.length > 0 && !this.#isClosed) this.#walkNext()
    })
  }

  async #walkAll(): Promise<void> {
    for (let walk = this.#walks[0]; walk && !this.#isClosed; walk = this.#walks[0]) {
      await this.#walkToEnd(walk)
      this.#walks.shift()
    }
  }

  /** While the journal takes nothing, a full disk for instance, the folder waits; then it is read from the start again. */
  async #walkToEnd(walk: Walk): Promise<void> {
    const { clock, report, isJournalError } = this.#services
    const { signal } = walk.controller
    while (!signal.aborted) {
      try {
        return await this.#walk(walk)
      } catch (error) {
        report(error)
        if (!isJournalError(error)) return
        await clock.sleep(journalRetryMs, signal).catch(() => undefined)
      }
    }
  }

  async #walk({ itemId, controller: { signal } }: Walk): Promise<void> {
    const { journal } = this.#services
    const item = journal.item(itemId)
    if (!item || signal.aborted) return
    const known = {
      hasRows: journal.fileCount(itemId, 'all') > 0 || this.#namesakes.has(itemId),
      keys: new Set<string>(),
    }
    const writer = new WalkWriter(this.#services.clock, (entries) => this.#write(itemId, entries, known))
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    // A folder on a dead network drive may never answer: a cancel or the end of the app does not wait for it.
    await Promise.race([this.#read(item, writer, signal), stopped])
    if (signal.aborted) return
    writer.flush()
    journal.updateItem(itemId, { isWalking: false })
    this.#services.added()
  }

  async #read(item: ItemRecord, writer: WalkWriter, signal: AbortSignal): Promise<void> {
    try {
      for await (const entry of this.#services.sources.walk(item.path, signal)) {
        if (signal.aborted) return
        writer.add(entry)
      }
    } catch (error) {
      if (signal.aborted) return
      if (this.#services.isJournalError(error)) throw error
      if (!(error instanceof AppError)) this.#services.report(error)
      writer.add({ kind: 'failed', path: item.path, relativePath: '', error: toShape(error) })
    }
  }

  /**
   * Two names of one folder have one key only when Unicode normalisation makes them equal, so only names it changes,
   * and those that meet one of them, are looked up.
   */
  #write(itemId: ItemId, entries: readonly WalkEntry[], known: { hasRows: boolean; keys: Set<string> }): void {
    const { journal } = this.#services
    // Asked for again each time: it may have been paused or removed meanwhile.
    const item = journal.item(itemId)
    if (!item) return
    journal.batch(() => {
      for (const entry of entries) {
        const key = entry.relativePath.normalize('NFC')
        const isRespelled = key !== entry.relativePath
        this.#addFile(item, entry, known.hasRows || isRespelled || known.keys.has(key))
        if (isRespelled) known.keys.add(key)
      }
    })
    this.#services.added()
  }
}

/** Collects entries into writes: few at first, then two hundred at a time, none held back for long. */
class WalkWriter {
  readonly #clock: Clock
  readonly #write: (entries: readonly WalkEntry[]) => void
  #entries: WalkEntry[] = []
  #flushedAtMs: number
  #limit = 8

  constructor(clock: Clock, write: (entries: readonly WalkEntry[]) => void) {
    this.#clock = clock
    this.#write = write
    this.#flushedAtMs = clock.now()
  }

  add(entry: WalkEntry): void {
    this.#entries.push(entry)
    if (this.#entries.length >= this.#limit || this.#clock.now() - this.#flushedAtMs >= flushAfterMs) this.flush()
  }

  flush(): void {
    const entries = this.#entries
    this.#entries = []
    this.#flushedAtMs = this.#clock.now()
    this.#limit = Math.min(this.#limit * 4, entriesAtOnce)
    if (entries.length > 0) this.#write(entries)
  }
}
