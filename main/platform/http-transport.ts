import type { Exchange, RequestBody, SignedRequest } from '../oss/types.ts'
import type { Line } from '../uploads/ports.ts'
import { AppError } from '../../shared/errors.ts'
import { createBufferPool } from './body-buffers.ts'
import type { BodyBuffers } from './body-buffers.ts'
import type { BodySource, SourceOpener } from './body-source.ts'
import { createSourceOpener } from './body-source.ts'
import type { Conversation, Limits } from './conversation.ts'
import { converse, isForwarded } from './conversation.ts'
import type { HopOrder } from './hop-order.ts'
import { createHopOrder } from './hop-order.ts'
import type { AgentOptions, Agents } from './http-agents.ts'
import { createAgents } from './http-agents.ts'
import { hasAddress } from './network-error.ts'
import { proxyLoginNeeded } from './proxy-errors.ts'
import type { Hop, HopTransport, RoutedRequest } from './proxy-hop.ts'
import { createQuickDisk } from './quick-disk.ts'
import type { Pace, Sent } from './send-body.ts'
import { createPace, sendBody } from './send-body.ts'
import type { SpeedLimit } from './speed-limit.ts'
import { createSpeedLimit } from './speed-limit.ts'
import { createSmallSender } from './send-small.ts'
import { createShortTalk } from './short-talk.ts'
import { unlessAborted } from './unless-aborted.ts'
import { toWire } from './wire-headers.ts'

export type HttpTransportOptions = AgentOptions &
  Partial<Limits> & {
    /** Read small files without leaving the thread: for a worker, never for a thread with an event loop to protect. */
    readsSmallFilesSync?: boolean
    /** Whether this computer has any network; asked only when a name could not be resolved. */
    isConnected?: () => boolean
    /** What bodies are read into and checksummed by, where it is not to be the fastest there is. */
    createBuffers?: () => BodyBuffers
  }

export type HttpTransport = HopTransport &
  Line & {
    /** Shares the limit of other threads. */
    joinSpeedLimit(memory: SharedArrayBuffer): void
    /** Closes every connection, also those in use. */
    close(): void
  }

/** From here on the server may refuse before the body is sent: a refusal of a large part then costs nothing. */
const expectFromBytes = 1 << 20

type Setup = {
  agents: Agents
  limits: Limits
  pace: Pace
  speedLimit: SpeedLimit
  openSource: SourceOpener
  isConnected: () => boolean
  hops: HopOrder
}
type How = { setup: Setup; expects: boolean; hop: Hop }
type SendOptions = Parameters<HopTransport['send']>[2]

function wireHeaders(request: SignedRequest, totalBytes: number, expects: boolean): Record<string, string> {
  const headers: Record<string, string> = { host: request.host }
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = toWire(value)
  if (totalBytes > 0 || request.method === 'PUT' || request.method === 'POST') {
    headers['content-length'] = String(totalBytes)
  }
  if (expects) headers.expect = '100-continue'
  return headers
}

/** Waits for leave to send the body, an early answer, or the patience to run out. */
async function awaitContinue(talk: Conversation, continueMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, continueMs)
  })
  await Promise.race([talk.continued, talk.over, patience])
  clearTimeout(timer)
}

async function exchange(
  request: SignedRequest,
  source: BodySource,
  { signal, onSent }: SendOptions,
  { setup, expects, hop }: How,
  sent: Sent,
): Promise<Exchange> {
  const talk = converse(request, {
    ...setup,
    signal,
    hop,
    headers: wireHeaders(request, source.totalBytes, expects),
    silence: () => (sent.isReading && sent.isIdle ? new AppError('file.unreadable', { isRetryable: true }) : undefined),
  })
  try {
    if (expects) await awaitContinue(talk, setup.limits.continueMs)
    const sending = sendBody(source, talk, sent, { ...setup, onSent })
    const response = await Promise.race([talk.answer, sending.then(() => talk.answer)])
    if (!sent.isWhole) talk.out.destroy()
    const sentCrc64 = sent.isWhole ? source.crc64() : undefined
    const fileNow = response.status < 300 ? await source.fileNow?.() : undefined
    return {
      ...{ response, sentBytes: sent.bytes },
      ...(sentCrc64 === undefined ? {} : { sentCrc64 }),
      ...(fileNow === undefined ? {} : { fileNow }),
    }
  } catch (error) {
    talk.out.destroy()
    throw error
  } finally {
    talk.release()
  }
}

async function sendOnce(request: SignedRequest, source: BodySource, options: SendOptions, how: How): Promise<Exchange> {
  const sent: Sent = { bytes: 0, isWhole: false, isReading: false, isIdle: true }
  try {
    const result = await exchange(request, source, options, how, sent)
    await source.close(sent.isIdle)
    return result
  } catch (error) {
    // Not awaited: a disk that hangs must not keep an abort from being heard.
    void source.close(sent.isIdle)
    throw error
  }
}

/**
 * The network through node:http in the calling thread, with connections kept alive. A kept connection that turns out
 * dead is reported as `net.reset` and not silently tried again: the one retry policy lives above.
 */
export function createHttpTransport(options: HttpTransportOptions = {}): HttpTransport {
  const { connectMs = 10_000, idleMs = 60_000, continueMs = 1000 } = options
  const { idleSocketMs = 20_000, isConnected = hasAddress, createBuffers } = options
  const agents = createAgents(options)
  const limits = { connectMs, idleMs, continueMs }
  const disk = createQuickDisk(options.readsSmallFilesSync ?? false)
  const speedLimit = createSpeedLimit()
  const pool = createBufferPool(createBuffers)
  const setup: Setup = {
    ...{ agents, limits, speedLimit, isConnected },
    pace: createPace(),
    openSource: createSourceOpener(pool, disk),
    hops: createHopOrder(),
  }
  const talk = createShortTalk({ agents, limits, idleSocketMs, isConnected })
  const sendSmall = createSmallSender({ talk, disk, speedLimit, checksum: pool.take })
  return {
    send: (request, body, sendOptions) =>
      sendSmall(request, body, sendOptions) ?? sendByWays(request, body, sendOptions, setup),
    setSpeedLimit: (bytesPerSecond) => setup.speedLimit.set(bytesPerSecond),
    joinSpeedLimit: (memory) => setup.speedLimit.join(memory),
    dropIdle() {
      agents.dropIdle()
      talk.dropIdle()
    },
    close() {
      agents.destroy()
      talk.close()
    },
  }
}

async function sendByWays(
  { hops, ...signed }: RoutedRequest,
  body: RequestBody,
  sendOptions: SendOptions,
  setup: Setup,
): Promise<Exchange> {
  const ways = setup.hops.order(hops)
  for (const [index, hop] of ways.entries()) {
    try {
      return await sendBy(hop, signed, body, sendOptions, setup)
    } catch (error) {
      if (!isClosed(error)) throw error
      setup.hops.avoid(hop)
      if (index === ways.length - 1) throw error
    }
  }
  throw new AppError('internal')
}

/** The proxy was not even reached, so nothing of the request was sent. */
const isClosed = (error: unknown): boolean => error instanceof AppError && error.code === 'net.proxyRefused'

async function sendBy(
  hop: Hop,
  request: SignedRequest,
  body: RequestBody,
  options: SendOptions,
  setup: Setup,
): Promise<Exchange> {
  const { signal } = options
  const open = async (): Promise<BodySource> => {
    signal.throwIfAborted()
    return unlessAborted(setup.openSource(body), signal, (late) => void late.close(true))
  }
  const source = await open()
  const expects = source.totalBytes >= expectFromBytes
  const first = await sendOnce(request, source, options, { setup, expects, hop })
  // Some proxies refuse the expectation itself; nothing of the body was sent yet.
  const isRefused = first.response.status === 417 && expects
  const result = isRefused ? await sendOnce(request, await open(), options, { setup, expects: false, hop }) : first
  if (result.response.status === 407 && hop.kind !== 'direct' && isForwarded(request, hop)) {
    throw proxyLoginNeeded(hop, result.response.headers['proxy-authenticate'])
  }
  return result
}
