// An upload page being made: which kind works with this bucket, and what goes into it.
import type { LinkId, LinkView } from '../../shared/model/link.ts'
import type { PageKind, PageLink } from '../../shared/model/page.ts'
import { hasFormField } from '../../shared/oss/form-headers.ts'
import type { Api } from '../lib/api.ts'
import { PageForm } from './page-form.svelte.ts'
import type { PageFormOptions } from './page-form.svelte.ts'
import { toSend } from './to-send.ts'

/** 5 GB is the most one upload can have, by either kind. */
export const sizeChoices = [10_000_000, 100_000_000, 1_000_000_000, 5_000_000_000] as const

/** With its slash; empty when the name has no folder. */
export const folderOf = (objectKey: string): string => objectKey.slice(0, objectKey.lastIndexOf('/') + 1)

type Options = PageFormOptions & { calls: Api['pages']; link: LinkView }

export class UploadPageForm extends PageForm<boolean> {
  kind = $state<PageKind>('form')
  isNamedBySender = $state(false)
  maxBytes = $state<number>(5_000_000_000)
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

  constructor({ calls, link, ...options }: Options) {
    super(options)
    const { linkId, accountId, objectKey, url, madeAtMs, expiresAtMs, headers } = link
    this.linkId = linkId
    this.link = { accountId, objectKey, url, madeAtMs, expiresAtMs, headers }
    this.exactBytes = toSend(headers).exactBytes
    this.notByForm = headers.find(({ name }) => !hasFormField(name))?.name
    this.hasCallback = headers.some(({ name }) => name.toLowerCase() === 'x-oss-callback')
    this.#calls = calls
  }

  choose(kind: PageKind): void {
    this.#hasChosen = true
    this.kind = kind
  }

  override allow(): Promise<void> {
    if (!this.isAllowing) this.#hasChosen = false
    return super.allow()
  }

  protected override askAccess(): Promise<boolean> {
    return this.#calls.isPutAllowed(this.link)
  }

  protected override addRule(): Promise<boolean> {
    return this.#calls.allowPut(this.link)
  }

  protected override savePage(asker: string): Promise<{ fileName: string | null }> {
    const { link, linkId, kind, maxBytes, locale } = this
    const isNamedBySender = kind === 'form' && this.isNamedBySender
    return this.#calls.save({ link, linkId, kind, isNamedBySender, maxBytes, locale, asker })
  }

  /** The better kind is chosen as soon as it is known to work, unless a person has chosen. */
  protected override learn(isAllowed: boolean): void {
    this.access = isAllowed ? 'open' : 'closed'
    if (!this.#hasChosen || !isAllowed) this.kind = isAllowed ? 'put' : 'form'
  }
}
