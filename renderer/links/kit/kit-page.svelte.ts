// The upload page of a large file being made: what web pages may do in this bucket, and what goes into the page.
import type { ErrorShape } from '../../../shared/errors.ts'
import type { KitAccess } from '../../../shared/model/kit.ts'
import type { LinkId } from '../../../shared/model/link.ts'
import type { Locale } from '../../../shared/words/message.ts'
import type { Api } from '../../lib/api.ts'
import { shapeOf } from '../../lib/error-text.ts'

type Calls = Pick<Api['kits'], 'access' | 'allow' | 'savePage'>
type Options = { calls: Calls; linkId: LinkId; asker: string; locale: Locale }

export class KitPageForm {
  /** `unknown`: it could not be asked now. */
  access = $state<KitAccess['access'] | 'asking' | 'unknown'>('asking')
  isEtagReadable = $state(true)
  locale = $state<Locale>('en')
  asker = $state('')
  isAllowing = $state(false)
  isSaving = $state(false)
  /** The rule was added, and the bucket does not follow it yet. */
  isRuleSlow = $state(false)
  error = $state.raw<ErrorShape | null>(null)
  /** The name of the saved file. */
  saved = $state<string | undefined>(undefined)
  readonly linkId: LinkId
  readonly #calls: Calls

  constructor({ calls, linkId, asker, locale }: Options) {
    this.#calls = calls
    this.linkId = linkId
    this.asker = asker
    this.locale = locale
  }

  async look(): Promise<void> {
    this.access = 'asking'
    this.error = null
    try {
      this.#learn(await this.#calls.access({ linkId: this.linkId }))
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
      this.#learn(await this.#calls.allow({ linkId: this.linkId }))
      this.isRuleSlow = this.access === 'closed'
    } catch (error) {
      this.error = shapeOf(error)
    } finally {
      this.isAllowing = false
    }
  }

  async save(): Promise<void> {
    if (this.isSaving || this.asker.trim() === '') return
    this.isSaving = true
    this.error = null
    try {
      const { linkId, locale } = this
      const { fileName } = await this.#calls.savePage({ linkId, locale, asker: this.asker.trim() })
      if (fileName !== null) this.saved = fileName
    } catch (error) {
      this.error = shapeOf(error)
    } finally {
      this.isSaving = false
    }
  }

  #learn({ access, isEtagReadable }: KitAccess): void {
    this.access = access
    this.isEtagReadable = isEtagReadable
    if (access !== 'closed') this.isRuleSlow = false
  }
}
