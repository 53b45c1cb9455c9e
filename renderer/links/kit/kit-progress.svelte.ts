// What has arrived of a large file, and what its owner can do about it.
import type { ErrorShape } from '../../../shared/errors.ts'
import type { KitFinished, KitParts } from '../../../shared/model/kit.ts'
import type { LinkId } from '../../../shared/model/link.ts'
import type { Api } from '../../lib/api.ts'
import { shapeOf } from '../../lib/error-text.ts'

type Calls = Pick<Api['kits'], 'parts' | 'finish' | 'discard'>

/** `over`: finished by its sender, or removed. */
export type KitEnd = { kind: 'over' } | { kind: 'discarded' } | ({ kind: 'finished' } & KitFinished)

export class KitProgress {
  parts = $state.raw<KitParts | undefined>(undefined)
  end = $state.raw<KitEnd | undefined>(undefined)
  error = $state.raw<ErrorShape | null>(null)
  isBusy = $state(false)
  /** What is being asked before it is done. */
  asking = $state<'finish' | 'discard' | undefined>(undefined)
  readonly linkId: LinkId
  readonly #calls: Calls

  constructor(calls: Calls, linkId: LinkId) {
    this.#calls = calls
    this.linkId = linkId
  }

  /** Nothing is going on, so that it may be looked again unasked. */
  get isQuiet(): boolean {
    return !this.isBusy && this.end === undefined && this.asking === undefined
  }

  /** Unasked, it shows nothing but what it found. */
  readonly look = async (isUnasked = false): Promise<void> => {
    if (!isUnasked) {
      return this.#run(async (ref) => {
        this.parts = await this.#calls.parts(ref)
      })
    }
    try {
      this.parts = await this.#calls.parts({ linkId: this.linkId })
    } catch (error) {
      if (shapeOf(error).code === 'kit.ended') this.end = { kind: 'over' }
    }
  }

  finish(): Promise<void> {
    return this.#run(async (ref) => {
      this.end = { kind: 'finished', ...(await this.#calls.finish(ref)) }
    })
  }

  discard(): Promise<void> {
    return this.#run(async (ref) => {
      await this.#calls.discard(ref)
      this.end = { kind: 'discarded' }
    })
  }

  async #run(work: (ref: { linkId: LinkId }) => Promise<void>): Promise<void> {
    if (this.isBusy) return
    this.isBusy = true
    this.error = null
    try {
      await work({ linkId: this.linkId })
    } catch (error) {
      const shape = shapeOf(error)
      if (shape.code === 'kit.ended') this.end = { kind: 'over' }
      else this.error = shape
    } finally {
      this.isBusy = false
      this.asking = undefined
    }
  }
}
