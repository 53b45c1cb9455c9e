// The upload page of a large file being made: what web pages may do in this bucket, and what goes into the page.
import type { KitAccess } from '../../../shared/model/kit.ts'
import type { LinkId } from '../../../shared/model/link.ts'
import type { Api } from '../../lib/api.ts'
import { PageForm } from '../page-form.svelte.ts'
import type { PageFormOptions } from '../page-form.svelte.ts'

type Calls = Pick<Api['kits'], 'access' | 'allow' | 'savePage'>
type Options = PageFormOptions & { calls: Calls; linkId: LinkId }

export class KitPageForm extends PageForm<KitAccess> {
  isEtagReadable = $state(true)
  readonly linkId: LinkId
  readonly #calls: Calls

  constructor({ calls, linkId, ...options }: Options) {
    super(options)
    this.#calls = calls
    this.linkId = linkId
  }

  protected override askAccess(): Promise<KitAccess> {
    return this.#calls.access({ linkId: this.linkId })
  }

  protected override addRule(): Promise<KitAccess> {
    return this.#calls.allow({ linkId: this.linkId })
  }

  protected override savePage(asker: string): Promise<{ fileName: string | null }> {
    const { linkId, locale } = this
    return this.#calls.savePage({ linkId, locale, asker })
  }

  protected override learn({ access, isEtagReadable }: KitAccess): void {
    this.access = access
    this.isEtagReadable = isEtagReadable
  }
}
