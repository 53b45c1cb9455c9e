// A link being asked for, and the one on the card.
import { createContext } from 'svelte'
import type { ErrorShape } from '../../shared/errors.ts'
import { toShape } from '../../shared/errors.ts'
import type { AccountView } from '../../shared/model/account.ts'
import type { LinkId, LinkPolicy, LinkRequest, LinkView } from '../../shared/model/link.ts'
import type { LinkPreset } from '../../shared/model/link-preset.ts'
import type { StorageClass } from '../../shared/model/object-options.ts'
import { maxObjectKeyBytes } from '../../shared/oss/object-key.ts'
import { fillName, hasPlaces, needsForWhom } from '../../shared/name-pattern.ts'
import { isContentType } from '../components/content-types.ts'
import type { Api } from '../lib/api.ts'
import { linkObjectKey, nameProblem } from './link-name.ts'
import type { NameProblem } from './link-name.ts'
import { moreOf, noMore } from './more-policy.ts'
import type { MorePolicy } from './more-policy.ts'
import { randomName } from './random-name.ts'
import { choiceOf, spellLocal, termOf, validityOf } from './validity.ts'
import type { Term, TypedValidity, ValidityChoice } from './validity.ts'

/** Mail programs break lines at 998 characters (RFC 5322); chat programs and headers around the link take some. */
export const longLinkCharacters = 900

export type LinkFormOptions = { calls: Pick<Api['links'], 'make'>; now: () => number; random?: () => string }

export type LinkProblem = 'name' | 'forWhom' | 'term' | 'kind'

export class LinkForm {
  forWhom = $state('')
  /** As typed: `{date}`, `{for}` and `{random}` are filled in when the link is made. */
  name = $state('')
  choice = $state<ValidityChoice>('15min')
  typed = $state<TypedValidity>({ until: '', amount: '30', unit: 'minutes' })
  isFirstUploadOnly = $state(true)
  contentType = $state<string | undefined>(undefined)
  storageClass = $state<StorageClass | undefined>(undefined)
  /** The most a large file may have, which goes up in parts. Null: an ordinary link. */
  largeBytes = $state<number | null>(null)
  /** What the sheet "Labels, notify a server, and more" holds. */
  more = $state.raw<MorePolicy>(noMore)
  /** The preset these settings came from. */
  presetName = $state<string | undefined>(undefined)
  isMaking = $state(false)
  error = $state.raw<ErrorShape | null>(null)
  /** The one on the card: just made, or opened from the list. */
  shown = $state.raw<LinkView | null>(null)
  /** The one this form made last, until the list was told. */
  madeId = $state<LinkId | undefined>(undefined)
  readonly #make: LinkFormOptions['calls']['make']
  readonly #now: () => number
  readonly #random: () => string
  /** Known before the link is made, so that it can be shown. */
  #nextRandom = $state('')
  #wasNameLeft = $state(false)
  #wasTried = $state(false)

  constructor({ calls, now, random = randomName }: LinkFormOptions) {
    this.#make = calls.make
    this.#now = now
    this.#random = random
    this.#nextRandom = random()
  }

  term(account: AccountView, nowMs: number): Term {
    return termOf(this.choice, this.typed, account, nowMs)
  }

  /** What the file will be called; undefined while nothing in the name is to be filled in. */
  filledName(nowMs: number): string | undefined {
    return hasPlaces(this.name) ? this.#filled(nowMs) : undefined
  }

  #filled(nowMs: number): string {
    const date = spellLocal(nowMs).slice(0, 10)
    return fillName(this.name.trim(), { date, forWhom: this.forWhom, random: this.#nextRandom })
  }

  /** Held back until the field was left or a link was tried. */
  nameProblem(account: AccountView): NameProblem | undefined {
    const problem = nameProblem(account.folder, this.#filled(this.#now()))
    const isShown = this.#wasTried || (this.#wasNameLeft && this.name !== '')
    return isShown ? problem : undefined
  }

  readonly #lacksForWhom = $derived(needsForWhom(this.name) && this.forWhom.trim() === '')
  readonly isForWhomMissing = $derived(this.#wasTried && this.#lacksForWhom)

  leaveName(): void {
    this.#wasNameLeft = true
  }

  /** Choosing `until` starts from tomorrow at this hour, which is easier to change than an empty field. */
  choose(choice: ValidityChoice): void {
    if (choice === 'until' && this.typed.until === '') this.typed.until = spellLocal(this.#now() + 86_400_000)
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
      this.shown = link
      this.madeId = link.linkId
      this.#nextRandom = this.#random()
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

  closeCard(): void {
    this.shown = null
  }

  /** The link of an account that was removed goes with it. */
  keepOnly(accounts: readonly AccountView[]): void {
    const isKept = (link: LinkView): boolean => accounts.some(({ accountId }) => accountId === link.accountId)
    if (this.shown && !isKept(this.shown)) this.shown = null
  }

  #problem(account: AccountView): LinkProblem | undefined {
    if (this.#lacksForWhom) return 'forWhom'
    if (nameProblem(account.folder, this.#filled(this.#now()))) return 'name'
    if (this.term(account, this.#now()).kind === 'problem') return 'term'
    return this.contentType && !isContentType(this.contentType) ? 'kind' : undefined
  }

  /** As the form stands; its validity must be one `term` finds no problem with. */
  get policy(): LinkPolicy {
    const contentType = this.contentType?.trim()
    return {
      ...this.more,
      validity: validityOf(this.choice, this.typed),
      ...(contentType ? { contentType } : {}),
      ...(this.storageClass ? { storageClass: this.storageClass } : {}),
      isFirstUploadOnly: this.isFirstUploadOnly,
    }
  }

  #request(account: AccountView): LinkRequest {
    return {
      ...this.policy,
      accountId: account.accountId,
      objectKey: linkObjectKey(account.folder, this.#filled(this.#now())),
      forWhom: this.forWhom.trim(),
      ...(this.largeBytes === null ? {} : { kind: 'multipart', maxBytes: this.largeBytes }),
    }
  }

  /** These settings under a name. A plain file name is left out, since the next file has another; its folder stays. */
  preset(name: string): LinkPreset {
    const { validity, ...policy } = this.policy
    const typed = this.name.trim()
    const kept = hasPlaces(typed) ? typed : typed.slice(0, typed.lastIndexOf('/') + 1)
    // Longer ones name nothing OSS takes.
    const pattern = kept.length > maxObjectKeyBytes ? '' : kept
    return { name, pattern, policy: this.choice === 'until' ? policy : { ...policy, validity } }
  }

  usePreset({ name, pattern, policy }: LinkPreset): void {
    this.presetName = name
    if (pattern !== '') this.name = pattern
    if (policy.validity?.kind === 'seconds') {
      const { choice, amount, unit } = choiceOf(policy.validity.seconds)
      this.choice = choice
      this.typed = { ...this.typed, amount, unit }
    }
    this.contentType = policy.contentType
    this.storageClass = policy.storageClass
    this.isFirstUploadOnly = policy.isFirstUploadOnly
    this.more = moreOf(policy)
    this.#wasNameLeft = false
    this.#wasTried = false
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
