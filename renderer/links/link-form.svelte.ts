// A link being asked for, and those made since the app was opened. Links are bearer secrets: they live in memory only.
import { createContext } from 'svelte'
import type { ErrorShape } from '../../shared/errors.ts'
import { toShape } from '../../shared/errors.ts'
import type { AccountView } from '../../shared/model/account.ts'
import type { LinkRequest, LinkView } from '../../shared/model/link.ts'
import type { StorageClass } from '../../shared/model/object-options.ts'
import { isContentType } from '../components/content-types.ts'
import { LabelRows } from '../components/label-rows.svelte.ts'
import type { Api } from '../lib/api.ts'
import { checkMetadata } from '../lib/label-rules.ts'
import { linkObjectKey, nameProblem } from './link-name.ts'
import type { NameProblem } from './link-name.ts'
import { spellLocal, termOf, validityOf } from './validity.ts'
import type { Term, ValidityChoice } from './validity.ts'

/** Mail programs break lines at 998 characters (RFC 5322); chat programs and headers around the link take some. */
export const longLinkCharacters = 900

export type LinkFormOptions = { calls: Pick<Api['links'], 'make'>; now: () => number }

export type LinkProblem = 'name' | 'term' | 'kind' | 'labels'

export class LinkForm {
  name = $state('')
  choice = $state<ValidityChoice>('15min')
  until = $state('')
  isFirstUploadOnly = $state(true)
  contentType = $state<string | undefined>(undefined)
  storageClass = $state<StorageClass | undefined>(undefined)
  isMaking = $state(false)
  error = $state.raw<ErrorShape | null>(null)
  /** Newest first. */
  made = $state.raw<readonly LinkView[]>([])
  /** The one on the card. */
  shown = $state.raw<LinkView | null>(null)
  readonly labels = new LabelRows({}, checkMetadata)
  readonly #make: LinkFormOptions['calls']['make']
  readonly #now: () => number
  #wasNameLeft = $state(false)
  #wasTried = $state(false)

  constructor({ calls, now }: LinkFormOptions) {
    this.#make = calls.make
    this.#now = now
  }

  term(account: AccountView, nowMs: number): Term {
    return termOf(this.choice, this.until, account, nowMs)
  }

  /** Held back until the field was left or a link was tried. */
  nameProblem(account: AccountView): NameProblem | undefined {
    const problem = nameProblem(account.folder, this.name)
    const isShown = this.#wasTried || (this.#wasNameLeft && this.name !== '')
    return isShown ? problem : undefined
  }

  leaveName(): void {
    this.#wasNameLeft = true
  }

  /** Choosing `until` starts from tomorrow at this hour, which is easier to change than an empty field. */
  choose(choice: ValidityChoice): void {
    if (choice === 'until' && this.until === '') this.until = spellLocal(this.#now() + 86_400_000)
    this.choice = choice
  }

  /** The first thing to look at when something is missing. */
  async make(account: AccountView): Promise<LinkProblem | undefined> {
    if (this.isMaking) return undefined
    this.#wasTried = true
    const problem = this.#problem(account)
    if (problem !== undefined) return problem
    this.isMaking = true
    this.error = null
    try {
      const link = await this.#make(this.#request(account))
      this.made = [link, ...this.made]
      this.shown = link
      this.#wasTried = false
      this.#wasNameLeft = false
    } catch (error) {
      this.error = toShape(error)
    } finally {
      this.isMaking = false
    }
    return undefined
  }

  show(link: LinkView): void {
    this.shown = link
  }

  /** Links of an account that was removed can no longer be told apart, so they go with it. */
  keepOnly(accounts: readonly AccountView[]): void {
    const isKept = (link: LinkView): boolean => accounts.some(({ accountId }) => accountId === link.accountId)
    if (!this.made.every(isKept)) this.made = this.made.filter(isKept)
    if (this.shown && !isKept(this.shown)) this.shown = null
  }

  #problem(account: AccountView): LinkProblem | undefined {
    if (nameProblem(account.folder, this.name)) return 'name'
    if (this.term(account, this.#now()).kind === 'problem') return 'term'
    if (this.contentType && !isContentType(this.contentType)) return 'kind'
    return this.labels.isValid ? undefined : 'labels'
  }

  #request(account: AccountView): LinkRequest {
    return {
      accountId: account.accountId,
      objectKey: linkObjectKey(account.folder, this.name),
      validity: validityOf(this.choice, this.until),
      ...(this.contentType ? { contentType: this.contentType.trim() } : {}),
      ...(this.storageClass ? { storageClass: this.storageClass } : {}),
      forWhom: '',
      metadata: this.labels.value,
      tags: {},
      pinnedHeaders: {},
      isFirstUploadOnly: this.isFirstUploadOnly,
    }
  }
}

const [read, provide] = createContext<LinkForm>()

/** For the whole window, so that links made stay at hand when another screen was looked at. */
export const provideLinkForm = provide

export function linkForm(): LinkForm {
  try {
    return read()
  } catch {
    throw new Error('No LinkForm: App.svelte provides it with provideLinkForm(), so this component must be inside App.')
  }
}
