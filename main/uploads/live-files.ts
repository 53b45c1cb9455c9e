// What the journal does not know: bytes on the wire, speeds and waits of the files that are going right now.
import type { ErrorShape } from '../../shared/errors.ts'
import type { FileId, ItemId } from '../../shared/model/upload.ts'
import type { Clock } from './ports.ts'
import { isWaitForNetwork } from './retry.ts'
import type { Wait } from './retry.ts'
import { SpeedMeter } from './speed-meter.ts'
import { PassingMap } from './passing.ts'

const sampleIntervalMs = 500

/** One request's bytes; `sent` takes what this attempt handed to the network since the last call. */
export type RequestProgress = { sent: (bytes: number) => void; end: () => void }

export class LiveFile {
  readonly itemId: ItemId
  readonly meter: SpeedMeter
  /** One for each of its requests that waits for its next try. */
  readonly waits = new Set<Wait>()
  requests = 0
  readonly #unreached = new Set<symbol>()
  size: number
  /** Acknowledged by OSS, as in the journal. */
  acceptedBytes: number
  parts: { accepted: number; planned: number } | undefined
  /** The most that ever was accepted: less than that is not shown when OSS lost the parts. */
  highestAcceptedBytes: number
  readonly #onWaits: (file: LiveFile) => void
  #onWire = 0
  #shown = 0

  constructor(
    { itemId, size, nowMs }: { itemId: ItemId; size: number; nowMs: number },
    acceptedBytes: number,
    onWaits: (file: LiveFile) => void,
  ) {
    this.itemId = itemId
    this.size = size
    this.#onWaits = onWaits
    this.acceptedBytes = acceptedBytes
    this.highestAcceptedBytes = acceptedBytes
    this.meter = new SpeedMeter(nowMs)
    this.#update()
  }

  /** Accepted plus on the wire; never less than it was before, whatever had to be sent again. */
  get shownBytes(): number {
    return Math.min(this.#shown, this.size)
  }

  get wait(): Wait | undefined {
    return this.waits.values().next().value
  }

  /** It needs nothing of the network for now. */
  get isIdle(): boolean {
    return this.waits.size > 0 && this.waits.size === this.requests
  }

  /** Nothing of it gets anywhere for want of a network, also while that is being tried once more. */
  get isOffline(): boolean {
    return this.#unreached.size > 0 && this.#unreached.size === this.requests
  }

  /** One of its requests begins to wait (or, without a reason, has ended): whether the network keeps it. */
  noteWait(request: symbol, error: ErrorShape | undefined): void {
    if (error && isWaitForNetwork(error)) this.#unreached.add(request)
    else this.#unreached.delete(request)
  }

  /** One of its requests waits, or does not any more. */
  setWait(before: Wait | undefined, wait: Wait | undefined): void {
    if (before) this.waits.delete(before)
    if (wait) this.waits.add(wait)
    this.#onWaits(this)
  }

  /** Whatever it waits for is tried now. */
  wake(): void {
    for (const wait of [...this.waits]) wait.wake()
  }

  onWire(bytes: number): void {
    if (bytes > 0) this.#unreached.clear()
    this.#onWire += bytes
    this.#update()
  }

  /** What the journal has of the parts: after an accepted part, or when all is to be sent again. */
  setAccepted(acceptedBytes: number): void {
    this.acceptedBytes = acceptedBytes
    this.highestAcceptedBytes = Math.max(this.highestAcceptedBytes, acceptedBytes)
    this.#update()
  }

  #update(): void {
    this.#shown = Math.max(this.#shown, this.acceptedBytes + this.#onWire)
  }
}

export class LiveFiles {
  readonly #clock: Clock
  readonly #onChange: () => void
  readonly #files = new PassingMap<FileId, LiveFile>()
  /** Those of them with a request that waits: none, mostly. */
  readonly #withWaits = new Set<LiveFile>()
  readonly #itemMeters = new Map<ItemId, SpeedMeter>()
  readonly #itemShown = new Map<ItemId | undefined, number>()
  readonly #meter: SpeedMeter
  #stopSampling: (() => void) | undefined

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock
    this.#onChange = onChange
    this.#meter = new SpeedMeter(clock.now())
  }

  get(fileId: FileId): LiveFile | undefined {
    return this.#files.get(fileId)
  }

  get size(): number {
    return this.#files.size
  }

  /** Files that could use the network now. */
  get busy(): number {
    let count = this.#files.size
    for (const file of this.#withWaits) if (file.isIdle) count--
    return count
  }

  begin(fileId: FileId, itemId: ItemId, size: number, acceptedBytes: number): LiveFile {
    const file = new LiveFile({ itemId, size, nowMs: this.#clock.now() }, acceptedBytes, this.#onWaits)
    this.#files.set(fileId, file)
    if (!this.#itemMeters.has(itemId)) this.#itemMeters.set(itemId, new SpeedMeter(this.#clock.now()))
    this.#stopSampling ??= this.#startSampling()
    return file
  }

  end(fileId: FileId): void {
    const file = this.#files.get(fileId)
    const itemId = file?.itemId
    if (file) this.#withWaits.delete(file)
    this.#files.delete(fileId)
    if (itemId !== undefined && !this.#isAnyLiveIn(itemId)) this.#itemMeters.delete(itemId)
    if (this.#files.size === 0) this.stop()
  }

  stop(): void {
    this.#stopSampling?.()
    this.#stopSampling = undefined
    this.#meter.bytesPerSecond = 0
  }

  request(file: LiveFile): RequestProgress {
    let onWire = 0
    return {
      sent: (bytes) => {
        onWire += bytes
        file.onWire(bytes)
        for (const meter of [file.meter, this.#itemMeters.get(file.itemId), this.#meter]) meter?.add(bytes)
        this.#onChange()
      },
      end: () => file.onWire(-onWire),
    }
  }

  /** Of one item, or of all. */
  bytesPerSecond(itemId?: ItemId): number {
    const meter = itemId === undefined ? this.#meter : this.#itemMeters.get(itemId)
    return meter?.bytesPerSecond ?? 0
  }

  /** Of one item, or of all: how many wait for their next try, how many of those for the network, and whether any moves. */
  waiting(itemId?: ItemId): { waiting: number; offline: number; isAnyMoving: boolean } {
    let waiting = 0
    let offline = 0
    let isAnyMoving = false
    for (const file of this.#files.values()) {
      if (itemId !== undefined && file.itemId !== itemId) continue
      if (file.isOffline) offline++
      if (file.isIdle) waiting++
      else isAnyMoving = true
    }
    return { waiting, offline, isAnyMoving }
  }

  /** The journal's bytes, without the dip when an upload OSS lost starts anew. */
  acceptedBytes(itemId: ItemId | undefined, journalBytes: number): number {
    let accepted = journalBytes
    for (const file of this.#files.values()) {
      if (itemId === undefined || file.itemId === itemId) accepted += file.highestAcceptedBytes - file.acceptedBytes
    }
    return accepted
  }

  /** The journal's bytes with those on the wire, never less than shown before. */
  shownBytes(itemId: ItemId | undefined, acceptedBytes: number, totalBytes: number): number {
    let shown = acceptedBytes
    for (const file of this.#files.values()) {
      if (itemId === undefined || file.itemId === itemId) shown += file.shownBytes - file.acceptedBytes
    }
    const highest = Math.min(Math.max(shown, this.#itemShown.get(itemId) ?? 0), totalBytes)
    if (this.#files.size > 0 || this.#itemShown.has(itemId)) this.#itemShown.set(itemId, highest)
    return highest
  }

  /** After rows were taken off the list, what was shown of them counts no more. */
  forgetShown(itemId?: ItemId): void {
    this.#itemShown.delete(undefined)
    if (itemId === undefined) this.#itemShown.clear()
    else this.#itemShown.delete(itemId)
  }

  readonly #onWaits = (file: LiveFile): void => {
    if (file.waits.size > 0) this.#withWaits.add(file)
    else this.#withWaits.delete(file)
  }

  #isAnyLiveIn(itemId: ItemId): boolean {
    for (const file of this.#files.values()) if (file.itemId === itemId) return true
    return false
  }

  #startSampling(): () => void {
    this.#meter.sample(this.#clock.now())
    return this.#clock.every(sampleIntervalMs, () => {
      const nowMs = this.#clock.now()
      this.#meter.sample(nowMs)
      for (const meter of this.#itemMeters.values()) meter.sample(nowMs)
      for (const file of this.#files.values()) file.meter.sample(nowMs)
      this.#onChange()
    })
  }
}
