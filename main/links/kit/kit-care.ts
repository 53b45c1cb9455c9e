// Looks after the kits that are out: how far they are, and that nothing of them is left unfinished at OSS.
import { AppError } from '../../../shared/errors.ts'
import type { LinkId } from '../../../shared/model/link.ts'
import { partsFacts } from './kit-parts.ts'
import type { KitClient, KitEnd, KitRecord, KitsOptions, OpenKit } from './ports.ts'
import { removeUpload } from './remove-upload.ts'

const roundMs = 60_000
/** A sender whose last part came just before the end cannot finish any more: the owner has so long to do it. */
const graceMs = 3_600_000
/** A kit in which nothing happens is looked at less and less often. */
const pause = { minMs: 60_000, maxMs: 16 * 60_000, afterTroubleMs: 6 * 3_600_000 }
/** In one round; the others have their turn in the next. */
const looksPerRound = 20
const requestTimeoutMs = 120_000
/** A request that was broken off may still be on its way to OSS when its upload is looked for. */
const unheardDelayMs = 3000
/** Younger than this, OSS may be about to answer. */
const askingMs = 120_000

/** By this computer's clock, which runs on between two looks as any other. */
type Watch = { nextMs: number; pauseMs: number; accepted: number }

const codeOf = (error: unknown): string | undefined => (error instanceof AppError ? error.code : undefined)

/** How many parts will be thrown away; 0 to a key that may not list them. */
async function countParts(client: KitClient, { objectKey, uploadId }: KitRecord, signal: AbortSignal): Promise<number> {
  if (uploadId === undefined) return 0
  return client.listParts({ objectKey, uploadId }, { signal }).then(
    (parts) => parts.length,
    () => 0,
  )
}

export class KitCare {
  readonly #options: KitsOptions
  readonly #watches = new Map<string, Watch>()
  readonly #stopping = new AbortController()
  #round: Promise<void> | undefined
  #cancelTimer: (() => void) | undefined

  constructor(options: KitsOptions) {
    this.#options = options
  }

  start(): void {
    this.#cancelTimer ??= this.#options.clock.every(roundMs, () => this.#kick())
    this.#kick()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#cancelTimer?.()
    await this.#round
  }

  removedAtMs({ expiresAtMs }: KitRecord): number {
    return expiresAtMs + graceMs
  }

  /** Removes its upload at OSS and forgets the kit. Throws what OSS and the network throw: then it is tried again. */
  async remove(record: KitRecord, end: KitEnd, signal: AbortSignal): Promise<void> {
    const { store, account, clock, isHeld, onEnd } = this.#options
    const { client } = await account(record.accountId)
    const parts = await countParts(client, record, signal)
    if (record.uploadId === undefined) await clock.sleep(unheardDelayMs, signal)
    const isHeldHere = (objectKey: string, uploadId: string): boolean =>
      isHeld(objectKey, uploadId) || store.all().some((other) => other.uploadId === uploadId)
    await removeUpload(client, record, isHeldHere, { signal })
    this.#forget(record)
    onEnd(record, end, parts)
  }

  async leave(accountId: string, until: AbortSignal): Promise<void> {
    const { store, report } = this.#options
    for (const record of store.all().filter((each) => each.accountId === accountId)) {
      if (until.aborted) return
      await this.remove(record, 'discarded', until).catch(report)
      // There is nobody left to ask.
      this.#forget(record)
    }
  }

  #kick(): void {
    this.#round ??= this.#lookAround().finally(() => {
      this.#round = undefined
    })
  }

  async #lookAround(): Promise<void> {
    const { store, clock, report } = this.#options
    const isDue = ({ linkId }: KitRecord): boolean => (this.#watches.get(linkId)?.nextMs ?? -Infinity) <= clock.now()
    for (const { linkId } of store.all().filter(isDue).slice(0, looksPerRound)) {
      if (this.#stopping.signal.aborted) return
      // Meanwhile it may have been ended.
      const record = store.get(linkId)
      if (!record) continue
      try {
        await this.#tend(record, AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(requestTimeoutMs)]))
      } catch (error) {
        if (this.#stopping.signal.aborted) return
        // Without the account there is nobody left to ask.
        if (codeOf(error) === 'account.notFound') this.#forget(record)
        else this.#watchOf(record, pause.afterTroubleMs)
        report(error)
      }
    }
  }

  async #tend(record: KitRecord, signal: AbortSignal): Promise<void> {
    const { client } = await this.#options.account(record.accountId)
    const { uploadId } = record
    const isBeingAsked = uploadId === undefined && record.askedAtMs > client.now() - askingMs
    if (isBeingAsked && !record.isUnwanted) return
    if (record.isUnwanted || uploadId === undefined) return this.remove(record, 'discarded', signal)
    if (this.removedAtMs(record) <= client.now()) return this.remove(record, 'expired', signal)
    await this.#look(client, { ...record, uploadId }, signal)
  }

  async #look(client: KitClient, record: OpenKit, signal: AbortSignal): Promise<void> {
    const { clock, onParts, onEnd } = this.#options
    const watch = this.#watchOf(record)
    try {
      const facts = partsFacts(await client.listParts(record, { signal }), record)
      if (facts.planned === 0) return
      if (facts.accepted !== watch.accepted) {
        const { minMs } = pause
        Object.assign(watch, { nextMs: clock.now() + minMs, pauseMs: minMs, accepted: facts.accepted })
      }
      // The id came from the register, which gave it out as one of a link.
      onParts(record.linkId as LinkId, facts)
    } catch (error) {
      if (codeOf(error) !== 'upload.notFound') throw error
      this.#forget(record)
      onEnd(record, 'gone', 0)
    }
  }

  /** Its next look is put off, each time by twice as long. */
  #watchOf({ linkId }: KitRecord, maxMs = pause.maxMs): Watch {
    const watch = this.#watches.get(linkId) ?? { nextMs: 0, pauseMs: pause.minMs / 2, accepted: 0 }
    watch.pauseMs = Math.min(maxMs, watch.pauseMs * 2)
    watch.nextMs = this.#options.clock.now() + watch.pauseMs
    this.#watches.set(linkId, watch)
    return watch
  }

  #forget({ linkId }: KitRecord): void {
    this.#options.store.remove(linkId)
    this.#watches.delete(linkId)
  }
}
