// The hand of chance: starts, stops and kills the app, and does to it what users and computers do.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AppConfig, Dump, Keys, Status } from './app-messages.ts'
import type { AppProcess, Stable } from './app-process.ts'
import type { Bucket } from './bucket.ts'
import type { Disk } from './disk.ts'
import type { Batch } from './layout.ts'
import type { Deed, Target } from './plan-events.ts'
import type { RunPlan } from './plan.ts'
import { Mishap } from './mishap.ts'

type World = { plan: RunPlan; disk: Disk; bucket: Bucket; stable: Stable; config: AppConfig }

/** A run takes a fraction of this; one that takes all of it does not end. */
const settleMs = 20_000
const pollMs = 8

export const keysNumber = (number: number): Keys => ({
  accessKeyId: `STS.app${number}`,
  accessKeySecret: 'appSecret',
  securityToken: `token ${number}`,
})

const isFullDisk = (error: unknown): boolean => error instanceof Error && error.message.includes('disk is full')

export class Hand {
  readonly #world: World
  #app: AppProcess
  #keys: Keys
  /** Earlier tokens, and those of them that ended. */
  readonly #given: Keys[] = []
  readonly #ended = new Set<Keys>()
  #isExpired = false
  #isAppEnded = true
  #chain: Promise<void> = Promise.resolve()
  #pending = 0
  #trouble: unknown
  epoch = 0
  /** So many requests to come find no server. */
  outage = 0
  readonly batches: Batch[] = []
  /** The app was killed while it took it: perhaps it has some of it, perhaps nothing. */
  unsureBatch: Batch | undefined
  /** What the engine reported, of every start of the app that ended in order. */
  readonly reported: string[] = []

  constructor(world: World) {
    this.#world = world
    this.#keys = world.config.keys
    this.#tellKeys()
    this.#app = world.stable.take()
  }

  async begin(): Promise<void> {
    const [first] = this.#world.plan.batches
    await this.#launch()
    if (first) await this.#drop(first)
  }

  /** In the order of the requests they belong to. What must not wait for a turn of the event loop does not. */
  doIt(deed: Deed): void {
    if (deed.do === 'mutate') return this.#world.disk.mutate(deed.path, deed.how)
    if (deed.do === 'expireToken') return this.#expire()
    if (deed.do === 'kill') {
      this.epoch++
      const gone = this.#app.kill()
      return this.#queue(async () => {
        await gone
        // Two kills in a row: the app that came after the first is the one to go. There is never more than one.
        if (!this.#app.isGone) await this.#app.kill()
        this.#app = this.#world.stable.take()
        await this.#launch()
      })
    }
    this.#queue(() => this.#do(deed))
  }

  /** Resolves when nothing is going, queued or being read, and no deed is under way. */
  async settle(isDone: (status: Status) => boolean = () => true): Promise<void> {
    const endMs = performance.now() + settleMs
    let status: Status | undefined
    while (performance.now() < endMs) {
      await this.#deedsDone()
      status = await this.#status()
      if (this.#pending > 0 || status === undefined) continue
      const { queued, going, isWalking } = status.totals
      if (queued + going === 0 && !isWalking && isDone(status)) return
      if (this.#isExpired && going === 0) await this.#renew()
      await sleep(pollMs)
    }
    throw new Mishap('hangs', JSON.stringify(status))
  }

  /** No more faults: everything that can be sent is sent, and the app started once more finds it so. */
  async heal(decision: RunPlan['decision']): Promise<void> {
    const target = { kind: 'all' } as const
    await this.#deedsDone()
    await this.#app.call('fillDisk', { writes: 0, at: 'write' })
    await this.#renew()
    await this.#app.call('act', { action: 'resume', target })
    await this.#app.call('act', { action: 'retry', target })
    await this.settle(({ aborts }) => aborts === 0)
    if (decision) {
      await this.#app.call('act', { action: 'decide', decision, target })
      await this.settle(({ aborts }) => aborts === 0)
    }
    await this.end()
    await this.#launch()
    await this.settle(({ aborts }) => aborts === 0)
  }

  dump(): Promise<Dump> {
    return this.#app.call('dump')
  }

  /** What there is once it has settled; a kill that comes just then is waited out. */
  async settledDump(): Promise<Dump> {
    for (;;) {
      await this.settle()
      const app = this.#app
      try {
        return await app.call('dump')
      } catch (error) {
        if (!app.isGone || this.#pending === 0) throw error
      }
    }
  }

  async end(): Promise<void> {
    this.reported.push(...(await this.dump()).reported)
    await this.#app.call('end')
    this.#isAppEnded = true
  }

  /** After a run that broke off the process cannot be used again; after a good one it can. */
  async abandon(): Promise<void> {
    if (this.#isAppEnded && !this.#app.isGone) this.#world.stable.giveBack(this.#app)
    else await this.#app.kill()
  }

  async #launch(): Promise<void> {
    this.#isAppEnded = false
    await this.#app.call('begin', { ...this.#world.config, keys: this.#keys })
  }

  async #drop(batch: Batch): Promise<void> {
    const { disk } = this.#world
    const { destination, policy: onConflict, metadata } = batch
    // The account is the engine's word for where requests go; here there is only one.
    const request = { accountId: 'A1', destination, options: { onConflict, metadata, tags: {} } } as never
    const paths = batch.drops.map((name) => join(disk.dir, name))
    this.batches.push(batch)
    // A drop that the full disk refused is told to the user, who drops again.
    for (let isAdded = false; !isAdded;)
      isAdded = await this.#app.call('add', { paths, request }).then(
        () => true,
        (error: unknown) => {
          if (isFullDisk(error)) return false
          this.unsureBatch = batch
          throw error
        },
      )
  }

  async #do(deed: Exclude<Deed, { do: 'mutate' | 'expireToken' | 'kill' }>): Promise<void> {
    const { bucket, plan } = this.#world
    switch (deed.do) {
      case 'act':
        return this.#app.call('act', { action: deed.action, target: this.#targetOf(deed.target) })
      case 'fillDisk':
        return this.#app.call('fillDisk', { writes: deed.writes, at: deed.at })
      case 'jumpClock':
        return this.#app.call('jumpClock', deed.ms)
      case 'outage':
        this.outage += deed.requests
        return
      case 'wake':
        return this.#app.call('wake')
      case 'intrude':
        return bucket.intrude(deed.objectKey)
      case 'abortUploads':
        return bucket.abortUploads(deed.objectKey)
      case 'relaunch':
        await this.end()
        return this.#launch()
      case 'dropAgain': {
        const again = plan.batches[1]
        return again && this.#drop(again)
      }
    }
  }

  #targetOf(target: Target): Target {
    return target.kind === 'file' ? { kind: 'file', path: join(this.#world.disk.dir, target.path) } : target
  }

  #queue(deed: () => Promise<void> | undefined): void {
    this.#pending++
    this.#chain = this.#chain
      .then(deed)
      .catch((error: unknown) => {
        // A killed app answers nothing any more, and a full disk says so to the user; both are part of the run.
        const isKilled = error instanceof Error && error.message === 'the app is gone'
        if (!isKilled && !isFullDisk(error)) this.#trouble ??= error
      })
      .finally(() => this.#pending--)
  }

  async #deedsDone(): Promise<void> {
    while (this.#pending > 0) await this.#chain
    if (this.#trouble) throw new Mishap('breaks', String(this.#trouble))
    if (this.#app.isGone) throw new Mishap('crashes', this.#app.said)
  }

  /** Undefined when the app was killed meanwhile. */
  async #status(): Promise<Status | undefined> {
    const app = this.#app
    try {
      return await app.call('status')
    } catch (error) {
      if (this.#pending > 0 || this.#app !== app) return undefined
      throw new Mishap('crashes', String(error))
    }
  }

  #expire(): void {
    this.#isExpired = true
    this.#tellKeys()
  }

  /** A token that was replaced in time goes on being good, as OSS has it. */
  #tellKeys(): void {
    const replaced = this.#given.map((keys) => ({ keys, isExpired: this.#ended.has(keys) }))
    if (this.#isExpired) this.#ended.add(this.#keys)
    this.#world.bucket.setKeys([...replaced, { keys: this.#keys, isExpired: this.#isExpired }])
  }

  /** The user gives a new token. */
  async #renew(): Promise<void> {
    this.#isExpired = false
    const number = this.#given.push(this.#keys) + 1
    this.#keys = keysNumber(number)
    this.#tellKeys()
    await this.#app.call('renew', this.#keys)
  }
}
