// One request on one connection, watched: when it opens, falls silent, breaks, is aborted, or is answered.
import type * as http from 'node:http'
import type { Socket } from 'node:net'
import type { OssResponse, SignedRequest } from '../oss/types.ts'
import type { Agents } from './http-agents.ts'
import { parseHost } from './http-agents.ts'
import { netError, networkError } from './network-error.ts'
import { httpRequest, httpsRequest } from './node-http.ts'
import { takesWholeRequests } from './proxy-agents.ts'
import type { Hop } from './proxy-hop.ts'
import { basicLogin } from './proxy-tunnel.ts'
import { readAnswer } from './read-answer.ts'
import type { StopSignal } from '../oss/stop.ts'

export type Limits = {
  /** For name, connection and TLS handshake together. */
  connectMs: number
  /** With no byte in either direction. Counted in slices of at least 64 KiB going out. */
  idleMs: number
  /** How long to wait for `100 Continue` before sending the body anyway. */
  continueMs: number
}

export type Conversation = {
  out: http.ClientRequest
  /** With its body. Rejects with AppError `net.*`, with what `silence` gave, or with the signal's reason. */
  answer: Promise<OssResponse>
  continued: Promise<void>
  /** The answer has begun, or the exchange failed: nothing more is to be written. */
  over: Promise<void>
  isOver(): boolean
  /** Called whenever bytes moved. */
  moved(): void
  /** Stops watching; the connection stays open when it can serve again. */
  release(): void
}

export type ConversationOptions = {
  agents: Agents
  limits: Limits
  signal: StopSignal
  headers: Readonly<Record<string, string>>
  hop: Hop
  isConnected: () => boolean
  /** What to say when the line is silent, where it is not the line's fault. */
  silence?: () => Error | undefined
}

/** Whether an HTTP proxy is handed the request itself and not only a connection. */
export const isForwarded = ({ protocol }: SignedRequest, hop: Hop): boolean =>
  protocol === 'http:' && hop.kind !== 'direct' && takesWholeRequests(hop)

function begin(request: SignedRequest, { agents, headers, hop }: ConversationOptions): http.ClientRequest {
  const isWhole = isForwarded(request, hop)
  const login = isWhole && hop.kind !== 'direct' && hop.login
  const start = request.protocol === 'http:' ? httpRequest : httpsRequest
  return start({
    protocol: request.protocol,
    ...parseHost(request.host),
    method: request.method,
    // The raw target: a URL object would collapse `/../` and change what was signed.
    path: isWhole ? `http://${request.host}${request.path}` : request.path,
    headers: login ? { ...headers, 'proxy-authorization': basicLogin(login) } : headers,
    setHost: false,
    agent: agents.of(request.protocol, hop),
  })
}

/** Both timers of a connection: one until it stands, then one that every byte winds up again. */
function watch(out: http.ClientRequest, limits: Limits, onSilence: () => void) {
  let timer: NodeJS.Timeout | undefined
  const arm = (delayMs: number): void => {
    clearTimeout(timer)
    timer = setTimeout(onSilence, delayMs)
  }
  // Not before: a request waiting for a free connection is not a silent one.
  out.once('socket', (socket: Socket) => {
    if (!socket.connecting) return arm(limits.idleMs)
    arm(limits.connectMs)
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => arm(limits.idleMs))
  })
  const stop = (): void => {
    clearTimeout(timer)
    timer = undefined
  }
  return { moved: () => timer?.refresh(), stop }
}

export function converse(request: SignedRequest, options: ConversationOptions): Conversation {
  const { signal, limits, isConnected } = options
  const out = begin(request, options)
  const answer = Promise.withResolvers<OssResponse>()
  const continued = Promise.withResolvers<void>()
  const over = Promise.withResolvers<void>()
  let isOver = false
  const end = (): void => {
    isOver = true
    over.resolve()
  }
  const fail = (reason: unknown): void => {
    end()
    answer.reject(reason)
    out.destroy()
  }
  // It may fail before anybody awaits it.
  answer.promise.catch(() => undefined)

  const silence = (): void => fail(options.silence?.() ?? netError('net.timeout', request.host))
  const watcher = watch(out, limits, silence)
  const onAbort = (): void => fail(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })

  let isAnswered = false
  out.on('continue', () => {
    watcher.moved()
    continued.resolve()
  })
  out.on('response', (message) => {
    isAnswered = true
    watcher.moved()
    end()
    readAnswer(message, watcher.moved).then(answer.resolve, (error: unknown) =>
      fail(networkError(error, request.host, isConnected)),
    )
  })
  // Once the answer began, its own stream says whether it arrived whole; a body cut off by it is no error.
  out.on('error', (error) => {
    if (!isAnswered) fail(networkError(error, request.host, isConnected))
  })
  out.on('close', () => {
    if (!isAnswered) fail(netError('net.reset', request.host))
  })

  return {
    out,
    answer: answer.promise,
    continued: continued.promise,
    over: over.promise,
    isOver: () => isOver,
    moved: watcher.moved,
    release() {
      watcher.stop()
      signal.removeEventListener('abort', onAbort)
    },
  }
}
