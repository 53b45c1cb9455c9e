// Looks whether files came: with one list for many links where the key may list, else one by one.
import { toShape } from '../../../shared/errors.ts'
import type { ErrorShape } from '../../../shared/errors.ts'
import type { ListedObject } from '../../oss/list-operations.ts'
import type { ObjectInfo } from '../../oss/object-operations.ts'
import type { Abilities } from './abilities.ts'
import type { Budget } from './budget.ts'
import { commonFolder, compareKeys, justBefore } from './key-order.ts'
import type { FolderWatch, LinkStore, LookingClient, SeenObject, WatchedLink } from './ports.ts'
import { judge, judgeFolder } from './verdict.ts'
import type { FolderFile, Verdict } from './verdict.ts'

export type LookParts = {
  store: LinkStore
  abilities: Abilities
  budget: Budget
  /** Writes what was found, and when to look next. */
  settle: (verdicts: readonly { link: WatchedLink; verdict: Verdict }[]) => void
}

export type LookOptions = { client: LookingClient; isAsked: boolean; signal: AbortSignal }
type ListOptions = Parameters<LookingClient['listObjects']>[0]

/** From so many on one list is cheaper than asking for each. */
const manyLinks = 3
/** Whoever asks for so few means these, also those nobody looks for any more. */
const fewLinks = 10
/** Of others that are due: a link made meanwhile need not wait for all of them. */
const aloneAtOnce = 20
const pageSize = 1000
/** Of a folder where senders name their files: 20,000 objects. */
const maxPages = 20

export const seenInHead = ({ etag, sizeBytes, lastModifiedMs, crc64 }: ObjectInfo): SeenObject => ({
  etag,
  bytes: sizeBytes,
  lastModifiedMs,
  ...(crc64 === undefined ? {} : { crc64 }),
})
const seenInList = ({ etag, sizeBytes, lastModifiedMs }: ListedObject): SeenObject => ({
  etag,
  bytes: sizeBytes,
  lastModifiedMs,
})

/** An empty value would be signed and sent bare. */
const place = (prefix: string, startAfter: string): ListOptions => ({
  maxKeys: pageSize,
  ...(prefix === '' ? {} : { prefix }),
  ...(startAfter === '' ? {} : { startAfter }),
})

export class Look {
  readonly #parts: LookParts

  constructor(parts: LookParts) {
    this.#parts = parts
  }

  /**
   * All of them are of one account. What takes too long stays due. Throws what stands in the way of the whole account;
   * answers why some could not be looked for, by link.
   */
  async at(links: readonly WatchedLink[], options: LookOptions): Promise<Map<WatchedLink, ErrorShape>> {
    const problems = new Map<WatchedLink, ErrorShape>()
    const left: WatchedLink[] = []
    for (const link of links) {
      if (!link.watch) left.push(link)
      else note(problems, link, await this.#folder(link, link.watch, options))
    }
    const isFewAsked = options.isAsked && links.length <= fewLinks
    const alone = isFewAsked ? left : await this.#spread(await this.#folders(left, options), options)
    for (const link of options.isAsked ? alone : alone.slice(0, aloneAtOnce))
      note(problems, link, await this.#one(link, options))
    return problems
  }

  /** Folders with many links, each by its list. Answers the links that are left to be looked for alone. */
  async #folders(links: readonly WatchedLink[], options: LookOptions): Promise<WatchedLink[]> {
    const { abilities, store } = this.#parts
    const left: WatchedLink[] = []
    for (const [folder, group] of Map.groupBy(links, (link) => link.folder)) {
      const accountId = group[0]?.accountId ?? ''
      const isMany = abilities.mayList(accountId, folder) && store.waitingIn({ accountId, folder }) >= manyLinks
      left.push(...(isMany ? await this.#list(group, folder, options) : group))
    }
    return left
  }

  /** Each in a folder of its own: a list of the folder around them may still do. Answers what is left. */
  async #spread(links: WatchedLink[], options: LookOptions): Promise<WatchedLink[]> {
    const around = commonFolder(links.map(({ objectKey }) => objectKey))
    const accountId = links[0]?.accountId ?? ''
    const isSpread = links.length >= manyLinks && links.some(({ folder }) => folder !== around)
    return isSpread && this.#parts.abilities.mayList(accountId, around) ? this.#list(links, around, options) : links
  }

  /** Answers the links it could say nothing of. `folder` is theirs, or one around it. */
  async #list(links: readonly WatchedLink[], folder: string, options: LookOptions): Promise<WatchedLink[]> {
    const { store, abilities } = this.#parts
    let rest = links.toSorted((a, b) => compareKeys(a.objectKey, b.objectKey))
    for (let first = rest[0]; first; first = rest[0]) {
      const { accountId, objectKey: fromKey } = first
      let page
      try {
        page = await this.#page(place(folder, justBefore(fromKey)), options)
      } catch (error) {
        if (abilities.noteList(accountId, folder, error)) return rest
        throw error
      }
      const end = page.nextContinuationToken === undefined ? undefined : page.objects.at(-1)?.objectKey
      const isCovered = ({ objectKey }: WatchedLink): boolean => end === undefined || compareKeys(objectKey, end) <= 0
      const there = new Map(page.objects.map((object) => [object.objectKey, seenInList(object)]))
      // Asked for now, not before the answer: a link may have been closed or removed meanwhile.
      const covered = store
        .lookedFor(accountId, fromKey, pageSize)
        .filter((link) => link.objectKey.startsWith(folder) && isCovered(link))
      this.#found(covered, (link) => there.get(link.objectKey))
      rest = rest.filter((link) => !isCovered(link))
      // Among many other files a list says too little.
      if (covered.length < manyLinks) return rest
    }
    return rest
  }

  async #one(link: WatchedLink, options: LookOptions): Promise<ErrorShape | undefined> {
    const { abilities, store } = this.#parts
    const { accountId, folder, linkId } = link
    let denied = abilities.headDenial(accountId, folder, options.isAsked)
    let seen = denied ? undefined : await this.#head(link, options)
    if (seen === undefined) {
      denied = abilities.headDenial(accountId, folder, false) ?? denied
      seen = await this.#oneByList(link, options)
    }
    if (seen === undefined) return denied
    const object = seen === 'none' ? undefined : seen
    const now = store.watched(linkId)
    if (now) this.#found([now], () => object)
    return undefined
  }

  /** Undefined when the key may not see it, which is remembered. */
  async #head(
    { accountId, folder, objectKey }: WatchedLink,
    { client, isAsked, signal }: LookOptions,
  ): Promise<SeenObject | 'none' | undefined> {
    const { abilities, budget } = this.#parts
    try {
      const info = await budget.spend(isAsked, signal, () => client.headObject(objectKey, { signal }))
      abilities.headAllowed(accountId, folder)
      return seenInHead(info)
    } catch (error) {
      const shape = toShape(error)
      if (shape.code === 'object.notFound') return 'none'
      if (shape.code !== 'auth.denied') throw error
      abilities.noteHeadDenied(accountId, folder, shape)
      return undefined
    }
  }

  /** A key that may not read may still list. */
  async #oneByList(link: WatchedLink, options: LookOptions): Promise<SeenObject | 'none' | undefined> {
    const { abilities } = this.#parts
    const { accountId, folder, objectKey } = link
    if (!abilities.mayList(accountId, folder)) return undefined
    try {
      const { objects } = await this.#page({ prefix: objectKey, maxKeys: 1 }, options)
      const object = objects.find((each) => each.objectKey === objectKey)
      return object ? seenInList(object) : 'none'
    } catch (error) {
      if (!abilities.noteList(accountId, folder, error)) throw error
      return undefined
    }
  }

  async #folder(link: WatchedLink, watch: FolderWatch, options: LookOptions): Promise<ErrorShape | undefined> {
    const { abilities, store, settle } = this.#parts
    const { prefix, sinceMs } = watch
    const files: FolderFile[] = []
    let token: string | undefined
    try {
      for (let pages = 0; pages < maxPages; pages++) {
        const next = token === undefined ? {} : { continuationToken: token }
        const page = await this.#page({ ...place(prefix, ''), ...next }, options)
        for (const object of page.objects) {
          if (object.lastModifiedMs <= sinceMs || store.hasKey(link.accountId, object.objectKey)) continue
          files.push({ objectKey: object.objectKey, ...seenInList(object) })
        }
        token = page.nextContinuationToken
        if (token === undefined) break
      }
    } catch (error) {
      if (abilities.noteList(link.accountId, prefix, error)) return toShape(error)
      throw error
    }
    const now = store.watched(link.linkId)
    if (now) settle([{ link: now, verdict: judgeFolder(now, files) }])
    return undefined
  }

  #page(what: ListOptions, { client, isAsked, signal }: LookOptions) {
    return this.#parts.budget.spend(isAsked, signal, () => client.listObjects(what, { signal }))
  }

  #found(links: readonly WatchedLink[], seenOf: (link: WatchedLink) => SeenObject | undefined): void {
    this.#parts.settle(links.map((link) => ({ link, verdict: judge(link, seenOf(link)) })))
  }
}

function note(problems: Map<WatchedLink, ErrorShape>, link: WatchedLink, problem: ErrorShape | undefined): void {
  if (problem) problems.set(link, problem)
}
