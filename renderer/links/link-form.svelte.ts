// A link being asked for, and those made since the app was opened. Links are bearer secrets: they live in memory only.
import type { ErrorShape } from '../../shared/errors.ts'
import { toShape } from '../../shared/errors.ts'
import type { AccountView } from '../../shared/model/account.ts'
import type { LinkRequest, LinkView } from '../../shared/model/link.ts'
import type { StorageClass } from '../../shared/model/object-options.ts'
import type { Api } from '../lib/api.ts'
import { linkObjectKey, nameProblem } from './link-name.ts'
import type { NameProblem } from './link-name.ts'
import { spellLocal, termOf, validityOf } from './validity.ts'
import type { Term, ValidityChoice } from './validity.ts'

/** Mail programs break lines at 998 characters (RFC 5322); chat programs and headers around the link take some. */
export const longLinkCharacters = 900

/** Typed labels, with whether all of them may be sent. */
export type Labels = { readonly value: Readonly<Record<string, string>>; readonly isValid: boolean }

export type LinkFormOptions = { calls: Pick<Api['links'], 'make'>; now: () => number; labels: Labels }

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
  readonly labels: Labels
  readonly #make: LinkFormOptions['calls']['make']
  readonly #now: () => number
  #wasNameLeft = $state(false)
  #wasTried = $state(false)

  constructor({ calls, now, labels }: LinkFormOptions) {
    this.#make = calls.make
    this.#now = now
    this.labels = labels
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
  async make(account: AccountView, isKindValid: boolean): Promise<LinkProblem | undefined> {
    if (this.isMaking) return undefined
    this.#wasTried = true
    const problem = this.#problem(account, isKindValid)
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
    const ids = new Set(accounts.map((account) => account.accountId))
    this.made = this.made.filter((link) => ids.has(link.accountId))
    if (this.shown && !ids.has(this.shown.accountId)) this.shown = null
  }

  #problem(account: AccountView, isKindValid: boolean): LinkProblem | undefined {
    if (nameProblem(account.folder, this.name)) return 'name'
    if (this.term(account, this.#now()).kind === 'problem') return 'term'
    if (!isKindValid) return 'kind'
    return this.labels.isValid ? undefined : 'labels'
  }

  #request(account: AccountView): LinkRequest {
    return {
      accountId: account.accountId,
      objectKey: linkObjectKey(account.folder, this.name),
      validity: validityOf(this.choice, this.until),
      ...(this.contentType ? { contentType: this.contentType.trim() } : {}),
      ...(this.storageClass ? { storageClass: this.storageClass } : {}),
      metadata: { ...this.labels.value },
      isFirstUploadOnly: this.isFirstUploadOnly,
    }
  }
}
