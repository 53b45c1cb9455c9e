// The transfer thread's side: runs the requests it is told to, and reports.
import type { MessagePort } from 'node:worker_threads'
import { toShape } from '../../shared/errors.ts'
import type { HttpTransport } from './http-transport.ts'
import type { HopTransport } from './proxy-hop.ts'
import type { FromWorker, ToWorker } from './transfer-messages.ts'
import { createOutbox } from './transfer-messages.ts'

const progressMs = 100

/** The system's own words, which hold paths and hosts but never a signed query. */
function detailOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : typeof cause
}

type ServedTransport = HopTransport & Partial<Pick<HttpTransport, 'joinSpeedLimit' | 'dropIdle'>>
type Running = { abort: AbortController; sentBytes: number }

export function serveTransfers(port: Pick<MessagePort, 'on' | 'postMessage'>, transport: ServedTransport): void {
  const running = new Map<number, Running>()
  const say = createOutbox<FromWorker>((messages) => port.postMessage(messages))
  let progress: NodeJS.Timeout | undefined

  const takeSent = (one: Running): number => {
    const { sentBytes } = one
    one.sentBytes = 0
    return sentBytes
  }
  const report = (): void => {
    progress = undefined
    for (const [id, one] of running) {
      const sentBytes = takeSent(one)
      if (sentBytes > 0) say({ kind: 'progress', id, sentBytes })
    }
  }
  const run = async ({ id, request, body }: Extract<ToWorker, { kind: 'send' }>): Promise<void> => {
    const one: Running = { abort: new AbortController(), sentBytes: 0 }
    running.set(id, one)
    const onSent = (bytes: number): void => {
      one.sentBytes += bytes
      progress ??= setTimeout(report, progressMs)
    }
    try {
      const exchange = await transport.send(request, body, { signal: one.abort.signal, onSent })
      say({ kind: 'done', id, sentBytes: takeSent(one), exchange })
    } catch (error) {
      // After an abort nobody listens any more, so what the abort looks like from here does not matter.
      say({ kind: 'failed', id, sentBytes: takeSent(one), error: toShape(error), detail: detailOf(error) })
    } finally {
      running.delete(id)
    }
  }

  port.on('message', (messages: ToWorker[]) => {
    for (const message of messages) {
      if (message.kind === 'send') void run(message)
      else if (message.kind === 'speedLimit') transport.joinSpeedLimit?.(message.memory)
      else if (message.kind === 'dropIdle') transport.dropIdle?.()
      else running.get(message.id)?.abort.abort()
    }
  })
}
