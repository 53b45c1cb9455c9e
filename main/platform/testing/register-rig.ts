// A register with a bucket that is only pretended, and a clock that stands still until a test lets it pass.
import { AppError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { AccountId } from '../../../shared/model/account.ts'
import type { LinkId, LinkRequest } from '../../../shared/model/link.ts'
import type { LinkRow } from '../../../shared/model/register.ts'
import { compareKeys } from '../../links/register/key-order.ts'
import type { LinkStore, LookingClient, NewLink } from '../../links/register/ports.ts'
import { Register } from '../../links/register/register.ts'
import type { RegisterParts } from '../../links/register/register.ts'
import type { ObjectInfo } from '../../oss/object-operations.ts'
import { FakeClock } from '../../uploads/testing/fake-clock.ts'
import { sessionLinkStore } from '../open-link-store.ts'

const second = 1000
const account = 'a1' as AccountId
export const linkIdOf = (name: string): LinkId => name as LinkId

type Stored = { bytes: number; etag: string; atMs: number }

/** Answers as OSS does, by a clock of its own second, and counts what it is asked. */
export class FakeBucket {
  readonly asked: { what: 'head' | 'list' | 'put'; atMs: number; key: string }[] = []
  readonly objects = new Map<string, Stored>()
  readonly denied = new Set<'head' | 'list' | 'put'>()
  /** Every call fails with this. */
  trouble: ErrorCode | undefined
  mostAtOnce = 0
  #going = 0
  #stored = 0
  readonly #clock: FakeClock

  constructor(clock: FakeClock) {
    this.#clock = clock
  }

  upload(key: string, bytes = 10): void {
    this.#stored += 1
    const atMs = Math.floor(this.#clock.now() / second) * second
    this.objects.set(key, { bytes, etag: `E${this.#stored}`, atMs })
  }

  count(what: 'head' | 'list' | 'put'): number {
    return this.asked.filter((each) => each.what === what).length
  }

  get client(): LookingClient {
    return {
      now: () => this.#clock.now(),
      headObject: (key) => this.#answer('head', key, 'oss:GetObject', () => this.#info(key)),
      listObjects: (what) => this.#answer('list', what.prefix ?? '', 'oss:ListObjects', () => this.#list(what)),
      putObject: (key) =>
        this.#answer('put', key, 'oss:PutObject', () => {
          if (this.objects.has(key)) throw new AppError('object.exists')
          this.upload(key, 0)
          return { requestId: '', etag: this.objects.get(key)?.etag ?? '' }
        }),
    }
  }

  async #answer<T>(what: 'head' | 'list' | 'put', key: string, action: string, answer: () => T): Promise<T> {
    this.asked.push({ what, atMs: this.#clock.now(), key })
    this.#going += 1
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#going)
    try {
      await Promise.resolve()
      if (this.trouble) throw new AppError(this.trouble, { isRetryable: this.trouble.startsWith('server.') })
      if (this.denied.has(what)) throw new AppError('auth.denied', { params: { action, resource: '' } })
      return answer()
    } finally {
      this.#going -= 1
    }
  }

  #info(key: string): ObjectInfo {
    const object = this.objects.get(key)
    if (!object) throw new AppError('object.notFound')
    const { etag, bytes, atMs } = object
    const none = { requestId: '', contentType: '', storageClass: 'Standard', metadata: {}, headers: {} }
    return { ...none, etag, sizeBytes: bytes, lastModifiedMs: atMs, crc64: `crc of ${etag}` }
  }

  #list({
    prefix = '',
    startAfter = '',
    continuationToken,
    maxKeys = 100,
  }: Parameters<LookingClient['listObjects']>[0]) {
    const after = continuationToken ?? startAfter
    const all = [...this.objects.entries()]
      .filter(([key]) => key.startsWith(prefix) && (after === '' || compareKeys(key, after) > 0))
      .sort(([a], [b]) => compareKeys(a, b))
    const page = all.slice(0, maxKeys)
    const last = page.at(-1)?.[0]
    return {
      objects: page.map(([objectKey, { bytes, etag, atMs }]) => ({
        ...{ objectKey, etag, sizeBytes: bytes, lastModifiedMs: atMs, storageClass: 'Standard' },
      })),
      commonPrefixes: [],
      ...(all.length > maxKeys && last !== undefined ? { nextContinuationToken: last } : {}),
    }
  }
}

type LinkOptions = {
  forWhom?: string
  isFirstUploadOnly?: boolean
  validitySeconds?: number
  kind?: 'put' | 'multipart'
}

export function registerRig(options: Partial<RegisterParts> & { store?: LinkStore } = {}) {
  const clock = new FakeClock()
  const bucket = new FakeBucket(clock)
  const store = options.store ?? sessionLinkStore()
  const arrived: LinkRow[][] = []
  const reported: unknown[] = []
  const world = { isOnline: true, changes: 0 }
  let made = 0

  /** A link for that key, made now. Its id is the key. */
  function link(objectKey: string, more: LinkOptions = {}): NewLink {
    const { forWhom = '', isFirstUploadOnly = false, validitySeconds = 86_400, kind = 'put' } = more
    const madeAtMs = Math.floor(clock.now() / second) * second
    const request: LinkRequest = {
      ...{ accountId: account, objectKey, forWhom, kind, isFirstUploadOnly, metadata: {}, tags: {}, pinnedHeaders: {} },
      validity: { kind: 'seconds', seconds: validitySeconds },
    }
    const url = `https://shop.example/${objectKey}?x-oss-signature=secret-${objectKey}`
    const times = { madeAtMs, expiresAtMs: madeAtMs + validitySeconds * second }
    return {
      view: { linkId: linkIdOf(objectKey), accountId: account, objectKey, forWhom, kind, url, headers: [], ...times },
      request,
    }
  }

  const register = new Register({
    ...{ store, clock, random: () => 0.5, limits: { inFlight: 4, perMinute: 60, askedPerMinute: 60 } },
    clientFor: () => Promise.resolve(bucket.client),
    isOnline: () => world.isOnline,
    make: (request) => {
      made += 1
      const { validity, objectKey, forWhom, isFirstUploadOnly } = request
      const asked = {
        forWhom,
        isFirstUploadOnly,
        ...(validity.kind === 'seconds' ? { validitySeconds: validity.seconds } : {}),
      }
      const { view } = link(objectKey, asked)
      return Promise.resolve({ request, view: { ...view, linkId: linkIdOf(`renewed ${made}`) } })
    },
    onChange: () => {
      world.changes += 1
    },
    onArrived: (rows) => arrived.push([...rows]),
    report: (error) => reported.push(error),
    ...options,
  })
  const row = (name: string): LinkRow => {
    const found = register.row(linkIdOf(name))
    if (!found) throw new Error(`There is no link ${name}`)
    return found
  }
  /** As clock.pass, for thousands of requests: in steps, each of them until nothing more can happen without time. */
  async function passSlowly(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 5 * second) {
      await new Promise((resolve) => setImmediate(resolve))
      await clock.pass(5 * second)
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { passSlowly, clock, bucket, store, register, arrived, reported, world, link, row, account }
}
