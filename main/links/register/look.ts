// Looks whether files came: with one list for many links where the key may list, else one by one.
import { toShape } from '../../../shared/errors.ts'
import type { ErrorShape } from '../../../shared/errors.ts'
import type { ObjectInfo } from '../../oss/object-operations.ts'
import type { ListedObject } from '../../oss/list-operations.ts'
import type { Abilities } from './abilities.ts'
import type { Budget } from './budget.ts'
import { commonFolder, compareKeys, justBefore } from './key-order.ts'
import type { LinkStore, LookingClient, SeenObject, WatchedLink } from './ports.ts'
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

/** From so many on one list is cheaper than asking for each. */
const manyLinks = 3
const fewLinks = 10
const pageSize = 1000
/** Of a folder where senders name their files: 20,000 objects. */
const maxPages = 20

const seenInHead = ({ etag, sizeBytes, lastModifiedMs, crc64 }: ObjectInfo): SeenObject => ({
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

const place = (folder: string, startAfter: string) => ({
  ...(folder === '' ? {} : { prefix: folder }),
  ...(startAfter === '' ? {} : { startAfter }),
})

export function createLook({ store, abilities, budget, settle }: LookParts) {
  const found = (links: readonly WatchedLink[], seenOf: (link: WatchedLink) => SeenObject | undefined): void =>
    settle(links.map((link) => ({ link, verdict: judge(link, seenOf(link)) })))

  /** Answers the links it could say nothing of. `folder` is theirs, or one around it. */
  async function byList(links: readonly WatchedLink[], folder: string, options: LookOptions): Promise<WatchedLink[]> {
    const { client, isAsked, signal } = options
    let rest = links.toSorted((a, b) => compareKeys(a.objectKey, b.objectKey))
    for (let first = rest[0]; first; first = rest[0]) {
      const { accountId, objectKey: fromKey } = first
      const what = { maxKeys: pageSize, ...place(folder, justBefore(fromKey)) }
      let page
      try {
        page = await budget.spend(isAsked, signal, () => client.listObjects(what, { signal }))
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
      found(covered, (link) => there.get(link.objectKey))
      rest = rest.filter((link) => !isCovered(link))
      // Among many other files a list says too little.
      if (covered.length < manyLinks) return rest
    }
    return rest
  }

  /** A key that may not read may still list. */
  async function oneByList(
    link: WatchedLink,
    { client, isAsked, signal }: LookOptions,
  ): Promise<SeenObject | 'none' | undefined> {
    const { accountId, folder, objectKey } = link
    if (!abilities.mayList(accountId, folder)) return undefined
    try {
      const { objects } = await budget.spend(isAsked, signal, () =>
        client.listObjects({ prefix: objectKey, maxKeys: 1 }, { signal }),
      )
      const object = objects.find((each) => each.objectKey === objectKey)
      return object ? seenInList(object) : 'none'
    } catch (error) {
      if (!abilities.noteList(accountId, folder, error)) throw error
      return undefined
    }
  }

  async function one(link: WatchedLink, options: LookOptions): Promise<ErrorShape | undefined> {
    const { client, isAsked, signal } = options
    const { accountId, folder, linkId, objectKey } = link
    let seen: SeenObject | 'none' | undefined
    let denied = abilities.headDenial(accountId, folder, isAsked)
    if (!denied) {
      try {
        seen = seenInHead(await budget.spend(isAsked, signal, () => client.headObject(objectKey, { signal })))
        abilities.headAllowed(accountId, folder)
      } catch (error) {
        const shape = toShape(error)
        if (shape.code === 'object.notFound') seen = 'none'
        else if (shape.code === 'auth.denied') denied = abilities.noteHeadDenied(accountId, folder, shape)
        else throw error
      }
    }
    seen ??= await oneByList(link, options)
    if (seen === undefined) return denied
    const now = store.watched(linkId)
    const object = seen === 'none' ? undefined : seen
    if (now) found([now], () => object)
    return undefined
  }

  async function inFolder(
    link: WatchedLink,
    prefix: string,
    sinceMs: number,
    options: LookOptions,
  ): Promise<ErrorShape | undefined> {
    const { client, isAsked, signal } = options
    const files: FolderFile[] = []
    let token: string | undefined
    for (let pages = 0; pages < maxPages; pages++) {
      const what = { prefix, maxKeys: pageSize, ...(token === undefined ? {} : { continuationToken: token }) }
      let page
      try {
        page = await budget.spend(isAsked, signal, () => client.listObjects(what, { signal }))
      } catch (error) {
        if (abilities.noteList(link.accountId, prefix, error)) return toShape(error)
        throw error
      }
      for (const object of page.objects) {
        if (object.lastModifiedMs <= sinceMs || store.hasKey(link.accountId, object.objectKey)) continue
        files.push({ objectKey: object.objectKey, ...seenInList(object) })
      }
      token = page.nextContinuationToken
      if (token === undefined) break
    }
    const now = store.watched(link.linkId)
    if (now) settle([{ link: now, verdict: judgeFolder(now, files) }])
    return undefined
  }

  /**
   * All of them are of one account. Throws what stands in the way of the whole account; answers why some could not be
   * looked for, by link.
   */
  async function lookAt(links: readonly WatchedLink[], options: LookOptions): Promise<Map<WatchedLink, ErrorShape>> {
    const problems = new Map<WatchedLink, ErrorShape>()
    const note = (link: WatchedLink, problem: ErrorShape | undefined): void => {
      if (problem) problems.set(link, problem)
    }
    for (const link of links)
      if (link.watch) note(link, await inFolder(link, link.watch.prefix, link.watch.sinceMs, options))
    const lonely: WatchedLink[] = []
    // Whoever asks for a few means these, also those nobody looks for any more.
    const isFewAsked = options.isAsked && links.length <= fewLinks
    const byKey = links.filter(({ watch }) => !watch)
    const accountId = byKey[0]?.accountId ?? ''
    for (const [folder, group] of Map.groupBy(byKey, (link) => link.folder)) {
      const isMany =
        !isFewAsked && abilities.mayList(accountId, folder) && store.waitingIn({ accountId, folder }) >= manyLinks
      lonely.push(...(isMany ? await byList(group, folder, options) : group))
    }
    // Each in a folder of its own: a list of the folder around them may still do.
    const around = commonFolder(lonely.map(({ objectKey }) => objectKey))
    const isSpread = !isFewAsked && lonely.length >= manyLinks && lonely.some(({ folder }) => folder !== around)
    const left = isSpread && abilities.mayList(accountId, around) ? await byList(lonely, around, options) : lonely
    for (const link of left) note(link, await one(link, options))
    return problems
  }

  return { lookAt }
}
export type Look = ReturnType<typeof createLook>
