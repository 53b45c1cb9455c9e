// A request body as it arrives: counted, slowed or cut on purpose, never read faster than it is used.
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './faults.ts'
import { Refusal } from './refusal.ts'

export type Body = {
  /** From Content-Length; undefined when the body is chunked. */
  declaredBytes: number | undefined
  receivedBytes(): number
  /** The body, once. Throws when the connection ends before the body does. */
  chunks(): AsyncIterable<Buffer>
  /** The whole body, refused when it is longer than `limitBytes`. */
  small(limitBytes: number): Promise<Buffer>
}

// Real OSS gives up on a silent upload; the figure is this server's own.
const idleLimitMs = 60_000

/** Waits so that no more than `bytesPerSecond` pass. */
function createBrake(bytesPerSecond: number): (totalBytes: number) => Promise<void> {
  const startedMs = performance.now()
  return async (totalBytes) => {
    const aheadMs = (totalBytes / bytesPerSecond) * 1000 - (performance.now() - startedMs)
    if (aheadMs > 1) await sleep(aheadMs)
  }
}

export function createBody(
  request: IncomingMessage,
  options: { fault: Fault; bytesPerSecond: number | undefined; onReadStart: () => void },
): Body {
  const { fault } = options
  const declared = request.headers['content-length']
  let received = 0
  let isStallDue = fault.stall !== undefined

  const misbehave = async (): Promise<void> => {
    if (fault.cutAfterBytes !== undefined && received >= fault.cutAfterBytes) {
      request.socket.destroy()
      throw new Error('cut on purpose')
    }
    if (fault.stall && isStallDue && received >= fault.stall.afterBytes) {
      isStallDue = false
      await sleep(fault.stall.ms)
    }
  }

  const damage = (chunk: Buffer): void => {
    const at = (fault.flipsByteAt ?? -1) - (received - chunk.length)
    if (at >= 0 && at < chunk.length) chunk.writeUInt8(chunk.readUInt8(at) ^ 1, at)
  }

  async function* chunks(): AsyncGenerator<Buffer> {
    options.onReadStart()
    const limits = [fault.bytesPerSecond, options.bytesPerSecond].filter((each) => each !== undefined)
    const brake = limits.length > 0 ? createBrake(Math.min(...limits)) : undefined
    let isIdle = false
    request.setTimeout(idleLimitMs, () => {
      isIdle = true
      request.socket.destroy()
    })
    await misbehave()
    // Not the default iterator: that would destroy the connection, and with it the answer, when reading stops early.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      received += chunk.length
      damage(chunk)
      await misbehave()
      await brake?.(received)
      yield chunk
    }
    request.setTimeout(0)
    if (isIdle || !request.complete) throw new Refusal(400, 'IncompleteBody', 'The request body is incomplete.')
  }

  return {
    declaredBytes: declared === undefined ? undefined : Number(declared),
    receivedBytes: () => received,
    chunks,
    small: async (limitBytes) => {
      const parts: Buffer[] = []
      for await (const chunk of chunks()) {
        parts.push(chunk)
        if (received > limitBytes) throw new Refusal(400, 'EntityTooLarge', 'The request body is too large.')
      }
      return Buffer.concat(parts)
    },
  }
}
