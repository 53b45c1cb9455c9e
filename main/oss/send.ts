// One request to its answer: signed at the moment of sending, with the server's clock once that is known to differ.
import type { AppError } from '../../shared/errors.ts'
import { isFromOss } from './answer.ts'
import { isErrorInDisguise, serverTimeMs, toOssError } from './oss-error.ts'
import { signHeaders } from './sign-v4.ts'
import type { Credentials, Exchange, OssRequest, OssTarget, RequestBody, Transport } from './types.ts'

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

export type SendOptions = { signal: AbortSignal; onSent?: (bytes: number) => void }

export type Sender = {
  now(): number
  /** Answers with a 2xx of OSS other than 203; anything else is thrown as AppError, an abort as the signal's reason. */
  send(request: OssRequest, body: RequestBody, options: SendOptions): Promise<Exchange>
}

type Attempt = { exchange: Exchange; error: AppError | undefined; offsetMs: number }

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
    return { exchange, error: errorOf(exchange, request, target, nowMs), offsetMs: usedMs }
  }

  const setOffset = (newOffsetMs: number): void => {
    offsetMs = newOffsetMs
    parts.onClockCorrected?.(newOffsetMs)
  }

  /** Whether there is a better time to sign with. Of many requests refused together, the first finds it for all. */
  const correctClock = ({ exchange, offsetMs: usedMs }: Attempt): boolean => {
    if (offsetMs !== usedMs) return true
    const serverMs = serverTimeMs(exchange.response)
    if (serverMs === undefined) return false
    setOffset(serverMs - clock.now())
    return true
  }

  return {
    now: () => clock.now() + offsetMs,

    async send(request, body, options) {
      const first = await attempt(request, body, options)
      if (first.error === undefined) return first.exchange
      if (first.error.code !== 'clock.skewed' || !correctClock(first)) throw first.error
      const second = await attempt(request, body, options)
      if (second.error === undefined) return second.exchange
      // The server's time was no better than ours: a wrong correction must not reach the links.
      if (second.error.code === 'clock.skewed' && offsetMs === second.offsetMs) setOffset(first.offsetMs)
      throw second.error
    },
  }
}
