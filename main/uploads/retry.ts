// When a failed request is sent again. The decision whether it may be is the error's own: isRetryable.
import { AppError } from '../../shared/errors.ts'
import type { ErrorShape } from '../../shared/errors.ts'
import type { Clock, Random } from './ports.ts'
import { withAbortSignal } from '../oss/stop.ts'
import type { StopSignal } from '../oss/stop.ts'

/** About a minute of waiting in the mean before a request that never gets anywhere fails. */
export const retryPolicy = {
  /** Tries of one request without any part of its file being accepted in between. */
  maxTries: 8,
  baseDelayMs: 1000,
  maxDelayMs: 60_000,
  /** Without a network: look again after 2 s, later every 10 s, for as long as it takes. */
  offlineDelayMs: 2000,
  offlineMaxDelayMs: 10_000,
  /** However long a server asks us to stay away. */
  serverDelayMaxMs: 300_000,
} as const

/** Shared by the requests of one file: every accepted part gives all of them their tries back. */
export type RetryBudget = { acceptedCount: number }
/** `wake`: the user wants the next try now, and gives the request all its tries back. */
export type Wait = { error: ErrorShape; retryAtMs: number; wake: () => void }

export type Retry = {
  run<T>(
    attempt: () => Promise<T>,
    options: { signal: StopSignal; budget: RetryBudget; onWait: (wait: Wait | undefined) => void },
  ): Promise<T>
  /**
   * `true`: the network is back, or the computer woke up, and whatever waits for the network tries now. After `false`
   * any failure of the network is taken for its absence, and is tried again for as long as that takes.
   */
  setOnline(isOnline: boolean): void
}

const offline = new AppError('net.offline', { isRetryable: true })

/** Tried again for as long as it takes, and by no means because the server is slow. */
export const isWaitForNetwork = ({ code }: Pick<ErrorShape, 'code'>): boolean =>
  code === 'net.offline' || code === 'net.proxyRefused'

const serverDelayMs = (error: AppError): number => {
  const asked = error.params['retryAfterMs']
  return typeof asked === 'number' ? Math.min(asked, retryPolicy.serverDelayMaxMs) : 0
}

/** Full jitter: anywhere up to the doubled delay, so that many clients do not come back at once. */
function delayMs(error: AppError, isOffline: boolean, failures: number, random: Random): number {
  const policy = retryPolicy
  if (isOffline) {
    const longest = Math.min(policy.offlineMaxDelayMs, policy.offlineDelayMs * 2 ** (failures - 1))
    return Math.round(longest * (0.5 + random() / 2))
  }
  const longest = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (failures - 1))
  return Math.max(Math.round(random() * longest), serverDelayMs(error))
}

class JitteredRetry implements Retry {
  readonly #clock: Clock
  readonly #random: Random
  readonly #isReached: (host: string) => boolean
  #wake = new AbortController()
  #isOnline = true

  constructor(clock: Clock, random: Random, isReached: (host: string) => boolean) {
    this.#clock = clock
    this.#random = random
    this.#isReached = isReached
  }

  setOnline(isOnline: boolean): void {
    this.#isOnline = isOnline
    if (!isOnline) return
    const woken = this.#wake
    this.#wake = new AbortController()
    woken.abort()
  }

  async run<T>(attempt: () => Promise<T>, { signal, budget, onWait }: Parameters<Retry['run']>[1]): Promise<T> {
    const failures = { counted: 0, offline: 0 }
    let seen = budget.acceptedCount
    for (;;) {
      try {
        return await attempt()
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof AppError) || !error.isRetryable) throw error
        if (budget.acceptedCount !== seen) failures.counted = 0
        seen = budget.acceptedCount
        const isOffline = this.#isOffline(error)
        const kind = isOffline ? 'offline' : 'counted'
        failures[kind]++
        if (kind === 'counted') failures.offline = 0
        if (failures.counted >= retryPolicy.maxTries) throw error
        const shown = isOffline && error.code !== 'net.proxyRefused' ? offline : error
        const ms = delayMs(error, isOffline, failures[kind], this.#random)
        if (await this.#wait(shown, ms, signal, onWait)) failures.counted = 0
      }
    }
  }

  #isOffline(error: AppError): boolean {
    const { code, params } = error
    // Where a proxy leads out, one that cannot be reached is no network.
    if (isWaitForNetwork(error)) return true
    // Nor is there one where the name of a server that has answered before is not known any more. Of one that never did,
    // the name is most likely mistyped.
    if (code === 'net.hostNotFound' && this.#isReached(String(params['host']))) return true
    return !this.#isOnline && code.startsWith('net.')
  }

  /** Whether the user ended the wait. */
  async #wait(
    error: AppError,
    ms: number,
    signal: StopSignal,
    onWait: (wait: Wait | undefined) => void,
  ): Promise<boolean> {
    const byUser = new AbortController()
    const wake = error.code.startsWith('net.') ? [byUser.signal, this.#wake.signal] : [byUser.signal]
    onWait({ error: error.shape, retryAtMs: this.#clock.now() + ms, wake: () => byUser.abort() })
    try {
      await withAbortSignal(signal, (real) => this.#clock.sleep(ms, AbortSignal.any([real, ...wake])))
    } catch (reason) {
      signal.throwIfAborted()
      if (!wake.some((woken) => woken.aborted)) throw reason
    } finally {
      onWait(undefined)
    }
    return byUser.signal.aborted
  }
}

/** `isReached`: whether this server has ever answered. */
export const createRetry = (clock: Clock, random: Random, isReached: (host: string) => boolean = () => false): Retry =>
  new JitteredRetry(clock, random, isReached)
