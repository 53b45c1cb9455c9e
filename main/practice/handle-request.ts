// The life of one request: read the target, check who asks and whether they may, do it, answer, tell the log.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { admit } from './admit.ts'
import { corsHeaders, corsRules } from './cors.ts'
import type { Answer, Exchange } from './exchange.ts'
import type { Fault } from './faults.ts'
import { handlers } from './handlers.ts'
import { readRequest, type Reading, type World } from './reading.ts'
import { notImplemented, Refusal } from './refusal.ts'
import { refusalAnswer, sendAnswer } from './send-answer.ts'

const lingerMs = 10_000

type Outcome = { answer: Answer; ossCode: string; exchange: Exchange | undefined }

const plannedRefusal = ({ status, code, message, headers }: NonNullable<Fault['refuse']>): Refusal =>
  new Refusal(status, code, message ?? 'This is a rehearsal.', headers ? { headers } : {})

async function operate(reading: Reading, request: IncomingMessage, world: World): Promise<Outcome> {
  const { fault, method, requestId, target } = reading
  let exchange: Exchange | undefined
  try {
    if (fault.latencyMs !== undefined) await sleep(fault.latencyMs)
    if (fault.cutAfterBytes === 0) {
      request.socket.destroy()
      throw new Error('cut on purpose')
    }
    if (fault.refuse && !fault.refuse.isAfterBody) throw plannedRefusal(fault.refuse)
    const admission = admit(reading, request, world)
    if (admission.kind === 'answered') return { answer: admission.answer, ossCode: '', exchange }
    exchange = admission.exchange
    if (fault.refuse) {
      for await (const _ of exchange.body.chunks());
      throw plannedRefusal(fault.refuse)
    }
    const handler = handlers[admission.operation.name]
    if (!handler) throw notImplemented(admission.operation.name)
    return { answer: await handler(exchange), ossCode: '', exchange }
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(500, 'InternalError', 'The server failed.')
    const answer = refusalAnswer(refusal, { method, requestId, hostId: target.hostName })
    return { answer, ossCode: refusal.code, exchange }
  }
}

/** Reads on after an early answer, so that the client sees the answer and not a broken connection; not for ever. */
function drain(request: IncomingMessage): void {
  const { socket } = request
  const limit = setTimeout(() => socket.destroy(), lingerMs)
  const done = (): void => clearTimeout(limit)
  request.once('end', done).once('close', done)
  request.resume()
}

export function createRequestHandler(world: World) {
  let sequence = 0

  return async (request: IncomingMessage, response: ServerResponse, isAskingToContinue: boolean): Promise<void> => {
    const startedMs = performance.now()
    request.on('error', () => undefined) // a cut connection is met where the body is read
    response.on('error', () => undefined)
    const reading = readRequest(world, request, response, { sequence: (sequence += 1), isAskingToContinue })
    const { method, target, headers, fault, requestId } = reading
    const { answer, ossCode, exchange } = await operate(reading, request, world)

    const isCut = fault.dropsAnswer === true || response.destroyed || request.socket.destroyed
    if (isCut) {
      request.socket.destroy()
    } else {
      const bucket = world.buckets.find(({ name }) => name === target.bucket)
      const cors = bucket && method !== 'OPTIONS' ? corsHeaders(corsRules(world.store, bucket), method, headers) : {}
      const isUnread = !request.complete
      // A client still waiting for "100 Continue" sends nothing that could be told from its body: part from it.
      const close: Record<string, string> = isUnread && isAskingToContinue ? { Connection: 'close' } : {}
      const whole = { ...answer, headers: { ...cors, ...answer.headers, ...close } }
      const about = { method, requestId, hostId: target.hostName, startedMs, fault, nowMs: world.now() }
      await sendAnswer(response, world.store, whole, about).catch(() => response.destroy())
      if (isUnread) drain(request)
    }
    world.onRequest({
      ...reading.info,
      status: isCut ? 0 : answer.status,
      ossCode,
      receivedBytes: exchange?.body.receivedBytes() ?? 0,
      requestId,
    })
  }
}
