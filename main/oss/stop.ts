// How a request is broken off. An AbortSignal will do; a Stop does the same for a tenth of what an AbortController costs,
// which thousands of small files a second notice.

/** What is needed of an AbortSignal: any is one. */
export type StopSignal = {
  readonly aborted: boolean
  /** What whoever is stopped throws. */
  readonly reason: unknown
  throwIfAborted(): void
  /** The listener is called once at most. */
  addEventListener(type: 'abort', listener: () => void, options?: { once: true }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** Controller and signal in one. */
export class Stop implements StopSignal {
  aborted = false
  reason: unknown
  readonly #listeners: (() => void)[] = []

  /** The first reason counts. */
  abort(reason: unknown = new DOMException('This operation was aborted', 'AbortError')): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    for (let next = this.#listeners.shift(); next; next = this.#listeners.shift()) next()
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (!this.#listeners.includes(listener)) this.#listeners.push(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const at = this.#listeners.indexOf(listener)
    if (at >= 0) this.#listeners.splice(at, 1)
  }
}

/** For what takes a real one only, and no longer than that takes. */
export async function withAbortSignal<T>(stop: StopSignal, use: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const onAbort = (): void => controller.abort(stop.reason)
  if (stop.aborted) onAbort()
  else stop.addEventListener('abort', onAbort, { once: true })
  try {
    return await use(controller.signal)
  } finally {
    stop.removeEventListener('abort', onAbort)
  }
}
