// A list of links being saved: as a table, as messages, or as pages.
import type { ErrorShape } from '../../shared/errors.ts'
import type { MessageLocale } from '../../shared/hand-over.ts'
import type { BatchPages, SavedPages } from '../../shared/model/batch.ts'
import type { Api } from '../lib/api.ts'
import { shapeOf } from '../lib/error-text.ts'

type Calls = { batches: Pick<Api['batches'], 'saveTexts' | 'savePages' | 'stopSaving'>; on: Api['on'] }

export class BatchSaving {
  readonly batchId: string
  isSaving = $state(false)
  isSaved = $state(false)
  /** Once main has said how far it is. */
  progress = $state.raw<{ done: number; total: number }>()
  error = $state.raw<ErrorShape | null>(null)
  readonly #api: Calls

  constructor(api: Calls, batchId: string) {
    this.#api = api
    this.batchId = batchId
  }

  /** Answers how to stop listening. */
  start(): () => void {
    return this.#api.on('batchProgress', ({ batchId, done, total }) => {
      if (batchId === this.batchId && this.isSaving) this.progress = { done, total }
    })
  }

  async texts(as: 'table' | 'messages', locale: MessageLocale): Promise<void> {
    const { batchId } = this
    const answer = await this.#run(() => this.#api.batches.saveTexts({ batchId, as, locale }))
    this.isSaved = answer?.saved === true
  }

  pages(request: BatchPages): Promise<SavedPages | undefined> {
    return this.#run(() => this.#api.batches.savePages(request))
  }

  stop(): void {
    void this.#api.batches.stopSaving({ batchId: this.batchId })
  }

  async #run<T>(save: () => Promise<T>): Promise<T | undefined> {
    if (this.isSaving) return undefined
    this.isSaving = true
    this.isSaved = false
    this.error = null
    this.progress = undefined
    try {
      return await save()
    } catch (thrown) {
      this.error = shapeOf(thrown)
      return undefined
    } finally {
      this.isSaving = false
      this.progress = undefined
    }
  }
}
