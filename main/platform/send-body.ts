// The pump: while one slice is on its way to the network, the next is read and this one is checksummed.
import type { ClientRequest } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { bufferBytes } from './body-buffers.ts'
import type { BodySource } from './body-source.ts'
import type { SpeedLimit } from './speed-limit.ts'

/** What has gone so far; read it at any time. */
export type Sent = {
  bytes: number
  /** Every byte was handed to the system's network stack. */
  isWhole: boolean
  /** Waiting for the file. */
  isReading: boolean
  /** No slice is in the network's hands, so its buffer is free. */
  isIdle: boolean
}

export type Outlet = {
  out: ClientRequest
  over: Promise<void>
  isOver(): boolean
  moved(): void
}

const minSliceBytes = 64 * 1024

/**
 * How much to read at a time: as much as the line takes in about half a second, so that progress moves and silence is
 * noticed on a slow line, and a whole buffer on a fast one. Shared by the bodies of one transport.
 */
export type Pace = { sliceBytes: number }
export const createPace = (): Pace => ({ sliceBytes: minSliceBytes })

const fastMs = 400
const slowMs = 1500

function adapt(pace: Pace, bytes: number, tookMs: number): void {
  if (tookMs > slowMs) pace.sliceBytes = Math.max(minSliceBytes, pace.sliceBytes / 2)
  else if (tookMs < fastMs && bytes >= pace.sliceBytes) pace.sliceBytes = Math.min(bufferBytes, pace.sliceBytes * 2)
}

/**
 * Sends the body and ends the request, or stops as soon as the exchange is over. Network errors are the
 * conversation's to report; throws only what `source.read` throws.
 */
export async function sendBody(
  source: BodySource,
  outlet: Outlet,
  sent: Sent,
  { pace, speedLimit, onSent }: { pace: Pace; speedLimit: SpeedLimit; onSent: ((bytes: number) => void) | undefined },
): Promise<void> {
  const { out, over } = outlet
  let isLast = source.totalBytes === 0
  let inFlight = 0

  const write = (bytes: Uint8Array): Promise<void> => {
    const begun = performance.now()
    const written = Promise.withResolvers<void>()
    const done = (error?: Error | null): void => {
      inFlight -= 1
      sent.isIdle = inFlight === 0
      written.resolve()
      if (error) return
      outlet.moved()
      sent.bytes += bytes.length
      adapt(pace, bytes.length, performance.now() - begun)
      onSent?.(bytes.length)
    }
    inFlight += 1
    sent.isIdle = false
    if (isLast && bytes.length === source.totalBytes) out.end(bytes, () => done())
    else out.write(bytes, done)
    return written.promise
  }

  const read = () => source.read(speedLimit.sliceBytes(pace.sliceBytes))
  let offset = 0
  let before: Promise<void> = Promise.resolve()
  let ahead = isLast ? undefined : read()
  while (ahead && !outlet.isOver()) {
    sent.isReading = true
    const slice = await ahead
    // Node throws away an answer it has not read when a write fails, and a server that refuses a body half way often
    // resets right after its answer: so what has arrived is read before each write.
    if (offset > 0) await nextTurn()
    sent.isReading = false
    await speedLimit.take(slice.bytes.length, over)
    if (outlet.isOver()) break
    offset += slice.bytes.length
    isLast = offset === source.totalBytes
    const isOtherFree = sent.isIdle
    const now = write(slice.bytes)
    ahead = !isLast && isOtherFree ? read() : undefined
    ahead?.catch(() => undefined)
    slice.check()
    await Promise.race([before, over])
    if (!isLast && !outlet.isOver()) ahead ??= read()
    before = now
  }
  if (!outlet.isOver() && !out.writableEnded) out.end()
  await Promise.race([before, over])
  sent.isWhole = sent.bytes === source.totalBytes && out.writableEnded
}
