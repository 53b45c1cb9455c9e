// An upload page being made: which kind works with this bucket, and what goes into it.
import type { ErrorShape } from '../../shared/errors.ts'
import type { LinkId, LinkView } from '../../shared/model/link.ts'
import type { PageKind, PageLink, PageRequest } from '../../shared/model/page.ts'
import type { Locale } from '../../shared/words/message.ts'
import { hasFormField } from '../../shared/oss/form-headers.ts'
import type { Api } from '../lib/api.ts'
import { shapeOf } from '../lib/error-text.ts'
import { toSend } from './to-send.ts'

/** Whether web pages may upload to the bucket: being asked, known, or not to be known now. */
export type PageAccess = 'asking' | 'open' | 'closed' | 'unknown'

/** 5 GB is the most one upload can have, by either kind. */
export const sizeChoices = [10_000_000, 100_000_000, 1_000_000_000, 5_000_000_000] as const

/** With its slash; empty when the name has no folder. */
export const folderOf = (objectKey: string): string => objectKey.slice(0, objectKey.lastIndexOf('/') + 1)

type Options = { calls: Api['pages']; link: LinkView; asker: string; locale: Locale }

export class UploadPageForm {
  access = $state<PageAccess>('asking')
  kind = $state<PageKind>('form')
  isNamedBySender = $state(false)
  maxBytes = $state<number>(5_000_000_000)
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
  readonly link: PageLink
  readonly linkId: LinkId
  /** The one size the link takes, if it takes only one. */
  readonly exactBytes: number | undefined
  /** A header of the link that no form can send. */
  readonly notByForm: string | undefined
  /** A server of the asker's answers in OSS's place, which a form cannot hear. */
  readonly hasCallback: boolean
  readonly #calls: Api['pages']
  #hasChosen = false

  constructor({ calls, link, asker, locale }: Options) {
    const { linkId, accountId, objectKey, url, madeAtMs, expiresAtMs, headers } = link
    this.linkId = linkId
    this.link = { accountId, objectKey, url, madeAtMs, expiresAtMs, headers }
    this.exactBytes = toSend(headers).exactBytes
    this.notByForm = headers.find(({ name }) => !hasFormField(name))?.name
    this.hasCallback = headers.some(({ name }) => name.toLowerCase() === 'x-oss-callback')
    this.#calls = calls
    this.asker = asker
    this.locale = locale
  }

  /** The better kind is chosen as soon as it is known to work, unless a person has chosen. */
  async look(): Promise<void> {
    this.access = 'asking'
    this.error = null
    try {
      this.#learn(await this.#calls.isPutAllowed(this.link))
    } catch (error) {
      this.access = 'unknown'
      this.error = shapeOf(error)
    }
  }

  choose(kind: PageKind): void {
    this.#hasChosen = true
    this.kind = kind
  }

  /** Adds the rule. Whether it works is asked again, not assumed. */
  async allow(): Promise<void> {
    if (this.isAllowing) return
    this.isAllowing = true
    this.error = null
    try {
      this.#hasChosen = false
      this.#learn(await this.#calls.allowPut(this.link))
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
      const { fileName } = await this.#calls.save(this.#request())
      if (fileName !== null) this.saved = fileName
    } catch (error) {
      this.error = shapeOf(error)
    } finally {
      this.isSaving = false
    }
  }

  #learn(isAllowed: boolean): void {
    this.access = isAllowed ? 'open' : 'closed'
    if (isAllowed) this.isRuleSlow = false
    if (!this.#hasChosen || !isAllowed) this.kind = isAllowed ? 'put' : 'form'
  }

  #request(): PageRequest {
    const { link, linkId, kind, maxBytes, locale } = this
    const isNamedBySender = kind === 'form' && this.isNamedBySender
    return { link, linkId, kind, isNamedBySender, maxBytes, locale, asker: this.asker.trim() }
  }
}
