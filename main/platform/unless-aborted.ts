import type { StopSignal } from '../oss/stop.ts'

/** The signal's reason as soon as it fires; what the promise brings later goes to `discard`. */
export async function unlessAborted<T>(
  promise: Promise<T>,
  signal: StopSignal,
  discard: (late: T) => void = () => undefined,
): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const onAbort = (): void => {
    aborted.reject(signal.reason)
    promise.then(discard, () => undefined)
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
