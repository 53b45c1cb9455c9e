// Large files by link: begins a multipart upload for somebody, hands out what is signed for it, and ends it.
import { AppError } from '../../../shared/errors.ts'
import type { KitDocument, KitFinished, KitParts } from '../../../shared/model/kit.ts'
import type { LinkId, LinkRequest, LinkView } from '../../../shared/model/link.ts'
import { beginKit } from './begin-kit.ts'
import { KitCare } from './kit-care.ts'
import { partsFacts } from './kit-parts.ts'
import type { ListedPart } from '../../oss/multipart-operations.ts'
import type { KitClient, KitEnd, KitRecord, KitsOptions, KitStore, OpenKit } from './ports.ts'
import { signKit } from './sign-kit.ts'

export type Kits = {
  /**
   * Begins the upload, so it takes a network. Throws what makeLink throws, `object.exists` when the name is taken and
   * only the first upload counts, and what OSS and the network throw.
   */
  make(request: LinkRequest, linkId: string): Promise<LinkView>
  /** `link` as it was made. Throws `kit.ended`, or `link.expired` in its last minute. */
  document(link: LinkView): Promise<KitDocument>
  /** Throws `kit.ended` when it was finished or removed; then the link is looked after, too. */
  parts(linkId: LinkId): Promise<KitParts>
  /** Puts together what is there. Throws `kit.partsMissing`, `kit.ended`, `object.exists`. */
  finish(link: LinkView): Promise<KitFinished>
  /** Ends the link. What could not be removed now is removed later; where the key may not, nothing ends (`auth.denied`). */
  discard(linkId: LinkId): Promise<void>
  /** The link an unfinished upload of the bucket was begun for. */
  linkOf(objectKey: string, uploadId: string): LinkId | undefined
  /** Removes what was begun with an account that is about to go, as far as that can be done until the signal. */
  leave(accountId: string, until: AbortSignal): Promise<void>
  /** Looks after them from now on, at once and then every minute. */
  start(): void
  stop(): Promise<void>
}

/** Each of these is a few small requests. */
const callTimeoutMs = 60_000
/** So much of a link must be left to be worth handing over. */
const lastMinuteMs = 60_000

const isDenied = (error: unknown): boolean => error instanceof AppError && error.code === 'auth.denied'
const isGone = (error: unknown): boolean => error instanceof AppError && error.code === 'upload.notFound'

/** Answers whether the asker's own server, where there is one, could be told. */
async function complete(
  client: KitClient,
  upload: OpenKit & { parts: readonly ListedPart[] },
  { headers }: LinkView,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const byName = Object.fromEntries(headers.map(({ name, value }) => [name, value]))
    await client.completeMultipartUpload({ ...upload, headers: byName }, { signal })
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'callback.failed') return false
    throw error
  }
}

/** Throws `kit.ended`. */
function liveIn(store: KitStore, linkId: string): OpenKit {
  const record = store.get(linkId)
  if (record?.uploadId === undefined || record.isUnwanted) throw new AppError('kit.ended')
  return { ...record, uploadId: record.uploadId }
}

const linkOf = (store: KitStore, objectKey: string, uploadId: string): LinkId | undefined =>
  // The register gave it out as the id of a link.
  store.all().find((record) => record.uploadId === uploadId && record.objectKey === objectKey)?.linkId as
    LinkId | undefined

const timeout = (): { signal: AbortSignal } => ({ signal: AbortSignal.timeout(callTimeoutMs) })

async function discard(record: OpenKit, store: KitStore, care: KitCare): Promise<void> {
  store.put({ ...record, isUnwanted: true })
  try {
    await care.remove(record, 'discarded', timeout().signal)
  } catch (error) {
    // What this key may not remove is still there, and its sender goes on.
    if (isDenied(error)) store.put(record)
    throw error
  }
}

export function createKits(options: KitsOptions): Kits {
  const { store, account, onParts, onEnd } = options
  const care = new KitCare(options)
  function ended(record: KitRecord, end: KitEnd): void {
    store.remove(record.linkId)
    onEnd(record, end, 0)
  }

  /** Its upload is gone: so is the kit. */
  function goneWhere(record: KitRecord, error: unknown): unknown {
    if (!isGone(error)) return error
    ended(record, 'gone')
    return new AppError('kit.ended')
  }

  async function listed(record: OpenKit) {
    const { client } = await account(record.accountId)
    try {
      const parts = await client.listParts(record, timeout())
      return { client, parts, facts: partsFacts(parts, record) }
    } catch (error) {
      throw goneWhere(record, error)
    }
  }

  return {
    make: (request, linkId) => beginKit(request, linkId, options, timeout().signal),

    async document(link) {
      const record = liveIn(store, link.linkId)
      const { client, target, credentials } = await account(record.accountId)
      const nowMs = client.now()
      if (record.expiresAtMs <= nowMs + lastMinuteMs) throw new AppError('link.expired')
      return signKit(record, link.headers, { target, credentials, nowMs })
    },

    async parts(linkId) {
      const record = liveIn(store, linkId)
      const { facts } = await listed(record)
      if (facts.planned > 0) onParts(linkId, facts)
      return { ...facts, removedAtMs: care.removedAtMs(record) }
    },

    async finish(link) {
      const record = liveIn(store, link.linkId)
      const { client, parts, facts } = await listed(record)
      const { accepted, planned, bytes } = facts
      if (!facts.isWhole) throw new AppError('kit.partsMissing', { params: { accepted, planned } })
      try {
        const isNotified = await complete(client, { ...record, parts }, link, timeout().signal)
        ended(record, 'finished')
        return { bytes, isNotified }
      } catch (error) {
        throw goneWhere(record, error)
      }
    },

    discard: async (linkId) => discard(liveIn(store, linkId), store, care),

    linkOf: (objectKey, uploadId) => linkOf(store, objectKey, uploadId),
    leave: (accountId, until) => care.leave(accountId, until),
    start: () => care.start(),
    stop: () => care.stop(),
  }
}
