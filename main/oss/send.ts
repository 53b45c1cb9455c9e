// One request to its answer: signed at the moment of sending, with the server's clock once that is known to differ.
import type { AppError } from '../../shared/errors.ts'
import { isFromOss } from './answer.ts'
import { dateMs, isErrorInDisguise, serverTimeMs, toOssError } from './oss-error.ts'
import { signHeaders } from './sign-v4.ts'
import type { Credentials, Exchange, OssRequest, OssTarget, RequestBody, Transport, TransportOptions } from './types.ts'

export type SenderParts = {
  transport: Transport
  /** Milliseconds since 1970 by this computer. */
  clock: { now(): number }
  target: OssTarget
  /** Asked before every request, so that renewed temporary keys are used at once. */
  credentials: () => Promise<Credentials> | Credentials
  /** A correction found earlier, to begin with. */
  clockOffsetMs?: number
  /** Told each correction: server time minus `clock.now()`. The clock itself must go on giving the computer's time. */
  onClockCorrected?: (offsetMs: number) => void
}

export type SendOptions = TransportOptions

export type Sender = {
  now(): number
  /** Answers with a 2xx of OSS other than 203; anything else is thrown as AppError, an abort as the signal's reason. */
  send(request: OssRequest, body: RequestBody, options: SendOptions): Promise<Exchange>
}

/** `known`: another request found it meanwhile, perhaps before the clock was set once more. `asked`: from this answer. */
type Correction = 'known' | 'asked'
const maxCorrections = 3

/** `tookMs`: by this computer's clock. */
type Attempt = { exchange: Exchange; error: AppError | undefined; offsetMs: number; tookMs: number }

/** OSS bears 15 minutes, but a link that is valid for ten must not have ended, or not begun, by then. */
const tolerableMs = 30_000
/** Of an answer that took longer it is not known when it was written: the computer may have slept meanwhile. */
const maxTookMs = 10_000

/** The error an answer stands for, or undefined when it is the success it seems. */
function errorOf(exchange: Exchange, request: OssRequest, target: OssTarget, nowMs: number): AppError | undefined {
  const { response } = exchange
  const isGood = response.status >= 200 && response.status < 300 && response.status !== 203 && isFromOss(response)
  const isDisguised = request.method === 'POST' && isErrorInDisguise(response)
  return isGood && !isDisguised ? undefined : toOssError(response, { request, target, nowMs })
}

export function createSender(parts: SenderParts): Sender {
  const { transport, clock, target } = parts
  let offsetMs = parts.clockOffsetMs ?? 0

  const attempt = async (request: OssRequest, body: RequestBody, options: SendOptions): Promise<Attempt> => {
    const credentials = await parts.credentials()
    options.signal.throwIfAborted()
    const usedMs = offsetMs
    const nowMs = clock.now() + usedMs
    const signed = signHeaders(request, target, credentials, new Date(nowMs))
    const exchange = await transport.send(signed, body, options)
    const tookMs = clock.now() + usedMs - nowMs
    return { exchange, error: errorOf(exchange, request, target, nowMs), offsetMs: usedMs, tookMs }
  }

  const setOffset = (newOffsetMs: number): void => {
    offsetMs = newOffsetMs
    parts.onClockCorrected?.(newOffsetMs)
  }

  /** Finds a better time to sign with. Of many requests refused together, the first finds it for all. */
  const correctClock = ({ exchange, offsetMs: usedMs }: Attempt): Correction | undefined => {
    if (offsetMs !== usedMs) return 'known'
    const serverMs = serverTimeMs(exchange.response)
    if (serverMs === undefined) return undefined
    setOffset(serverMs - clock.now())
    return 'asked'
  }

  /** OSS took our time, yet it is off: what is signed for others with it, a link, would be off as much. */
  const followDate = ({ exchange: { response }, offsetMs: usedMs, tookMs }: Attempt): void => {
    const serverMs = isFromOss(response) ? dateMs(response) : undefined
    if (serverMs === undefined || tookMs < 0 || tookMs > maxTookMs || offsetMs !== usedMs) return
    const newOffsetMs = serverMs - clock.now()
    if (Math.abs(newOffsetMs - offsetMs) > tolerableMs) setOffset(newOffsetMs)
  }

  return {
    now: () => clock.now() + offsetMs,

    async send(request, body, options) {
      const first = await attempt(request, body, options)
      let last = first
      let correction: Correction | undefined
      for (let count = 0; last.error?.code === 'clock.skewed' && count < maxCorrections; count++) {
        // Refused with the server's own time: there is no better one.
        correction = correction === 'asked' ? undefined : correctClock(last)
        if (correction === undefined) break
        last = await attempt(request, body, options)
      }
      if (last.error?.code !== 'clock.skewed') followDate(last)
      if (last.error === undefined) return last.exchange
      // The server's time was no better than ours: a wrong correction must not reach the links.
      const isCorrected = last !== first && offsetMs === last.offsetMs
      if (last.error.code === 'clock.skewed' && isCorrected) setOffset(first.offsetMs)
      throw last.error
    },
  }
}
