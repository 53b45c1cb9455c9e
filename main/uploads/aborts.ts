// Removes on the server what was begun there and is not wanted any more. It outlives rows, runs and restarts.
import { AppError } from '../../shared/errors.ts'
import { codeOf } from './error-code.ts'
import type { Clients, Clock, Journal, PendingAbort, UploadClient } from './ports.ts'
import type { Retry } from './retry.ts'
import { findUnheard, isUnheard } from './unheard-upload.ts'

/** A part that was in flight may still land after an Abort, so it is repeated until OSS knows no such upload. */
const maxRepeats = 3
const pageSize = 100
const leavingAtOnce = 8
/**
 * How long is waited before each look for an upload nobody heard of: a request that was broken off may still be on its
 * way to the server. On leaving an account there is time for the first only.
 */
const unheardWaitsMs = [3000, 30_000]

type AbortServices = {
  journal: Journal
  clients: Clients
  clock: Clock
  retry: Retry
  changed(): void
  report(error: unknown): void
}

export class Aborts {
  readonly #services: AbortServices
  /** Its own: a cancel must work although everything else about the upload was stopped. */
  readonly #stop = new AbortController()
  /** Left for the next start of the app. */
  readonly #givenUp = new Set<string>()
  /** Uploads nobody heard of, each looked for beside the others. */
  readonly #looking = new Map<string, Promise<void>>()
  #isDraining = false
  #work: Promise<void> | undefined
  #retries = 0

  constructor(services: AbortServices) {
    this.#services = services
  }

  kick(): void {
    if (this.#isDraining) return
    // The journal took no more; what is left there is tried at the next occasion.
    this.#work = this.#drain().catch((error: unknown) => this.#services.report(error))
  }

  /** Something changed for the better: also what failed before is tried again. */
  retry(): void {
    this.#retries++
    this.#givenUp.clear()
    this.kick()
  }

  /**
   * While the account still has its key and bucket: removes what is pending of it. Gives back what was left when the
   * signal came, or could not be removed; nobody tries that again, since there is nobody to ask any more.
   */
  async leave(accountId: string, until: AbortSignal): Promise<PendingAbort[]> {
    const { journal, report } = this.#services
    const signal = AbortSignal.any([this.#stop.signal, until])
    const queue = journal.pendingAbortsOf(accountId).values()
    const work = async (): Promise<void> => {
      for (const pending of queue) {
        if (signal.aborted) return
        try {
          await this.#untilGone(pending, signal, 1)
          journal.removeAbort(pending.uploadId)
          this.#takeBack(pending)
        } catch (error) {
          if (!signal.aborted) report(error)
        }
      }
    }
    await Promise.all(Array.from({ length: leavingAtOnce }, work))
    if (this.#stop.signal.aborted) return []
    const left = journal.pendingAbortsOf(accountId)
    for (const { uploadId } of left) journal.removeAbort(uploadId)
    return left
  }

  /** Aborts under way are broken off; they stay in the journal. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#work
    await Promise.all(this.#looking.values())
  }

  async #drain(): Promise<void> {
    this.#isDraining = true
    try {
      for (let next = this.#next(); next && !this.#stop.signal.aborted; next = this.#next())
        if (isUnheard(next.uploadId)) this.#lookFor(next)
        else await this.#abort(next)
    } finally {
      // In the same breath as the last look: whoever kicks a moment later begins anew.
      this.#isDraining = false
    }
  }

  #next(): PendingAbort | undefined {
    const pending = this.#services.journal.pendingAborts(pageSize + this.#givenUp.size + this.#looking.size)
    return pending.find(({ uploadId }) => !this.#givenUp.has(uploadId) && !this.#looking.has(uploadId))
  }

  /** Nobody else waits for it. */
  #lookFor(pending: PendingAbort): void {
    const { uploadId } = pending
    const looked = this.#abort(pending)
      .finally(() => this.#looking.delete(uploadId))
      // It may have ended undone because something changed for the better.
      .then(() => this.kick())
      .catch((error: unknown) => this.#services.report(error))
    this.#looking.set(uploadId, looked)
  }

  async #abort(pending: PendingAbort): Promise<void> {
    const { journal, report, changed } = this.#services
    const begunAt = this.#retries
    try {
      await this.#untilGone(pending, this.#stop.signal)
      journal.removeAbort(pending.uploadId)
      this.#takeBack(pending)
    } catch (error) {
      if (this.#stop.signal.aborted) return
      // It may have failed of what has just changed for the better: then once more.
      if (begunAt !== this.#retries) return
      // Without the account there is nobody left to ask.
      if (codeOf(error) === 'account.notFound') journal.removeAbort(pending.uploadId)
      else this.#givenUp.add(pending.uploadId)
      report(error)
      const file = journal.file(pending.fileId)
      if (file?.status === 'canceled' && error instanceof AppError)
        journal.updateFile(pending.fileId, { error: error.shape })
      changed()
    }
  }

  /** What was said when it could not be removed is true no more. */
  #takeBack({ fileId }: PendingAbort): void {
    const { journal, changed } = this.#services
    const file = journal.file(fileId)
    if (file?.status !== 'canceled' || !file.error) return
    journal.updateFile(fileId, { error: undefined })
    changed()
  }

  async #untilGone(pending: PendingAbort, signal: AbortSignal, looks = unheardWaitsMs.length): Promise<void> {
    const { accountId, objectKey, uploadId } = pending
    const client = await this.#services.clients.forAccount(accountId)
    if (!isUnheard(uploadId)) return this.#remove(client, { objectKey, uploadId }, signal)
    const { journal, retry, clock } = this.#services
    const find = (): Promise<string[]> => findUnheard({ objectKey, uploadId }, client, journal, { signal })
    for (const waitMs of unheardWaitsMs.slice(0, looks)) {
      await clock.sleep(waitMs, signal)
      const found = await retry.run(find, { signal, budget: { acceptedCount: 0 }, onWait: () => undefined })
      for (const heard of found) await this.#remove(client, { objectKey, uploadId: heard }, signal)
    }
  }

  async #remove(
    client: UploadClient,
    upload: { objectKey: string; uploadId: string },
    signal: AbortSignal,
  ): Promise<void> {
    const { retry } = this.#services
    for (let repeat = 0; repeat < maxRepeats; repeat++) {
      try {
        const once = (): Promise<void> => client.abortMultipartUpload(upload, { signal })
        await retry.run(once, { signal, budget: { acceptedCount: 0 }, onWait: () => undefined })
      } catch (error) {
        if (codeOf(error) === 'upload.notFound') return
        throw error
      }
    }
  }
}
