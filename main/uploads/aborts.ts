// Removes on the server what was begun there and is not wanted any more. It outlives rows, runs and restarts.
import { AppError } from '../../shared/errors.ts'
import { codeOf } from './file-run.ts'
import type { Clients, Journal, PendingAbort } from './ports.ts'
import type { Retry } from './retry.ts'

/** A part that was in flight may still land after an Abort, so it is repeated until OSS knows no such upload. */
const maxRepeats = 3
const pageSize = 100

type AbortServices = { journal: Journal; clients: Clients; retry: Retry; changed(): void; report(error: unknown): void }

export class Aborts {
  readonly #services: AbortServices
  /** Its own: a cancel must work although everything else about the upload was stopped. */
  readonly #stop = new AbortController()
  /** Left for the next start of the app. */
  readonly #givenUp = new Set<string>()
  #work: Promise<void> | undefined

  constructor(services: AbortServices) {
    this.#services = services
  }

  kick(): void {
    this.#work ??= this.#drain().finally(() => {
      this.#work = undefined
    })
  }

  /** Something changed for the better: also what failed before is tried again. */
  retry(): void {
    this.#givenUp.clear()
    this.kick()
  }

  /** Aborts under way are broken off; they stay in the journal. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#work
  }

  async #drain(): Promise<void> {
    for (let next = this.#next(); next && !this.#stop.signal.aborted; next = this.#next()) await this.#abort(next)
  }

  #next(): PendingAbort | undefined {
    const pending = this.#services.journal.pendingAborts(pageSize + this.#givenUp.size)
    return pending.find(({ uploadId }) => !this.#givenUp.has(uploadId))
  }

  async #abort(pending: PendingAbort): Promise<void> {
    const { journal, report, changed } = this.#services
    try {
      await this.#untilGone(pending)
      journal.removeAbort(pending.uploadId)
    } catch (error) {
      if (this.#stop.signal.aborted) return
      this.#givenUp.add(pending.uploadId)
      report(error)
      const file = journal.file(pending.fileId)
      if (file?.status === 'canceled' && error instanceof AppError)
        journal.updateFile(pending.fileId, { error: error.shape })
      changed()
    }
  }

  async #untilGone({ accountId, objectKey, uploadId }: PendingAbort): Promise<void> {
    const { clients, retry } = this.#services
    const { signal } = this.#stop
    const client = await clients.forAccount(accountId)
    for (let repeat = 0; repeat < maxRepeats; repeat++) {
      try {
        const once = (): Promise<void> => client.abortMultipartUpload({ objectKey, uploadId }, { signal })
        await retry.run(once, { signal, budget: { acceptedCount: 0 }, onWait: () => undefined })
      } catch (error) {
        if (codeOf(error) === 'upload.notFound') return
        throw error
      }
    }
  }
}
