// What every upload page being made has in common: what web pages may do in the bucket, who asks, and being saved.
import type { ErrorShape } from '../../shared/errors.ts'
import type { Locale } from '../../shared/words/message.ts'
import { shapeOf } from '../lib/error-text.ts'

/** What web pages may do in the bucket: being asked, known, or not to be known now. */
export type PageAccess = 'asking' | 'open' | 'partly' | 'closed' | 'unknown'

export type PageFormOptions = { asker: string; locale: Locale }

/** `Answer`: what main says of the bucket. */
export abstract class PageForm<Answer> {
  access = $state<PageAccess>('asking')
  locale = $state<Locale>('en')
  asker = $state('')
  isAllowing = $state(false)
  isSaving = $state(false)
  /** The rule was added, and the bucket does not follow it yet. */
  isRuleSlow = $state(false)
  /** What went wrong while asking, adding the rule, or saving. */
  error = $state.raw<ErrorShape | null>(null)
  /** The name of the saved file. */
  saved = $state<string | undefined>(undefined)

  constructor({ asker, locale }: PageFormOptions) {
    this.asker = asker
    this.locale = locale
  }

  async look(): Promise<void> {
    this.access = 'asking'
    this.error = null
    try {
      this.#hear(await this.askAccess())
    } catch (error) {
      this.access = 'unknown'
      this.error = shapeOf(error)
    }
  }

  /** Adds the rule. Whether it works is asked again, not assumed. */
  async allow(): Promise<void> {
    if (this.isAllowing) return
    this.isAllowing = true
    this.error = null
    try {
      this.#hear(await this.addRule())
      this.isRuleSlow = this.access === 'closed'
    } catch (error) {
      this.error = shapeOf(error)
    } finally {
      this.isAllowing = false
    }
  }

  async save(): Promise<void> {
    const asker = this.asker.trim()
    if (this.isSaving || asker === '') return
    this.isSaving = true
    this.error = null
    try {
      const { fileName } = await this.savePage(asker)
      if (fileName !== null) this.saved = fileName
    } catch (error) {
      this.error = shapeOf(error)
    } finally {
      this.isSaving = false
    }
  }

  #hear(answer: Answer): void {
    this.learn(answer)
    if (this.access !== 'closed') this.isRuleSlow = false
  }

  protected abstract askAccess(): Promise<Answer>
  protected abstract addRule(): Promise<Answer>
  /** `asker` without blanks around it. A file name of null: the dialog was dismissed. */
  protected abstract savePage(asker: string): Promise<{ fileName: string | null }>
  /** Sets `access`, and what else follows from the answer. */
  protected abstract learn(answer: Answer): void
}
