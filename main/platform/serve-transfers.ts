// The transfer thread's side: runs the requests it is told to, and reports.
import type { MessagePort } from 'node:worker_threads'
import { toShape } from '../../shared/errors.ts'
import { Stop } from '../oss/stop.ts'
import type { HttpTransport } from './http-transport.ts'
import type { HopTransport } from './proxy-hop.ts'
import { createSmallTurns } from './small-turns.ts'
import type { FromWorker, Parcel, ToWorker } from './transfer-messages.ts'
import { packFrom, unpackTo } from './transfer-messages.ts'
import { PassingMap } from '../uploads/passing.ts'

const progressMs = 100
/** An end waits for others at most so long: a wake-up of main costs as much as sending a small file. */
const patienceMs = 2

/** The system's own words, which hold paths and hosts but never a signed query. */
function detailOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : typeof cause
}

type ServedTransport = HopTransport & Partial<Pick<HttpTransport, 'joinSpeedLimit' | 'dropIdle'>>
type SendMessage = Extract<ToWorker, { kind: 'send' }>
type Running = { stop: Stop; sentBytes: number }

export function serveTransfers(port: Pick<MessagePort, 'on' | 'postMessage'>, transport: ServedTransport): void {
  const running = new PassingMap<number, Running>()
  let progress: NodeJS.Timeout | undefined
  let patience: NodeJS.Timeout | undefined
  let soon: NodeJS.Immediate | undefined
  const waiting: FromWorker[] = []

  const deliver = (): void => {
    clearTimeout(patience)
    clearImmediate(soon)
    patience = soon = undefined
    if (waiting.length > 0) port.postMessage(packFrom(waiting.splice(0)))
  }
  /** Ends are told together, but not so late that fewer than half of the requests are going. */
  const end = (message: FromWorker): void => {
    running.delete(message.id)
    waiting.push(message)
    if (waiting.length >= running.size + turns.waiting) soon ??= setImmediate(deliver)
    else patience ??= setTimeout(deliver, patienceMs)
  }
  const takeSent = (one: Running): number => {
    const { sentBytes } = one
    one.sentBytes = 0
    return sentBytes
  }
  const report = (): void => {
    progress = undefined
    for (const [id, one] of running) {
      const sentBytes = takeSent(one)
      if (sentBytes > 0) waiting.push({ kind: 'progress', id, sentBytes })
    }
    deliver()
  }
  const run = async ({ id, request, body }: SendMessage): Promise<void> => {
    const begunAt = performance.now()
    const one: Running = { stop: new Stop(), sentBytes: 0 }
    running.set(id, one)
    const onSent = (bytes: number): void => {
      one.sentBytes += bytes
      progress ??= setTimeout(report, progressMs)
    }
    try {
      const exchange = await transport.send(request, body, { signal: one.stop, onSent })
      end({ kind: 'done', id, sentBytes: takeSent(one), tookMs: performance.now() - begunAt, exchange })
    } catch (error) {
      // After an abort nobody listens any more, so what the abort looks like from here does not matter.
      end({ kind: 'failed', id, sentBytes: takeSent(one), error: toShape(error), detail: detailOf(error) })
    }
  }

  const turns = createSmallTurns(run)
  port.on('message', (parcel: Parcel<ToWorker>) => {
    for (const message of unpackTo(parcel)) {
      if (message.kind === 'send') turns.begin(message)
      else if (message.kind === 'speedLimit') transport.joinSpeedLimit?.(message.memory)
      else if (message.kind === 'dropIdle') transport.dropIdle?.()
      // Of a request there is none of.
      else if (message.kind === 'ping') end({ kind: 'progress', id: 0, sentBytes: 0 })
      else if (message.kind === 'smallAtOnce') turns.setAtOnce(message.count)
      else if (!turns.drop(message.id)) running.get(message.id)?.stop.abort()
    }
  })
}
