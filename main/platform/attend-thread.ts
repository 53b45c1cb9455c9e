import type { Worker } from 'node:worker_threads'
import { AppError } from '../../shared/errors.ts'

/** Who waits for an answer of a thread, by the id of what was asked. */
export type WaitingFor<One> = { values(): Iterable<One>; clear(): void }

/**
 * What every thread needs: where its messages go, and that nobody waits for one that died. Whoever does is rejected with
 * `internal`, retryable. `name` is for the log.
 */
export function attendThread<Message, One extends { reject(reason: unknown): void }>(
  worker: Worker,
  waiting: WaitingFor<One>,
  { name, hear, onGone }: { name: string; hear: (message: Message) => void; onGone: () => void },
): void {
  const gone = (cause: unknown): void => {
    onGone()
    for (const one of waiting.values()) one.reject(new AppError('internal', { isRetryable: true, cause }))
    waiting.clear()
  }
  worker.on('message', hear)
  worker.on('error', gone)
  worker.on('exit', (exitCode) => gone(new Error(`${name} ended with code ${exitCode}`)))
}
