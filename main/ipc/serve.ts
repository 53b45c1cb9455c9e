// Answers the calls of the contract. Knows no Electron: index.ts hands in `handle`.
import type * as z from 'zod'
import { AppError, toShape } from '../../shared/errors.ts'
import { calls, preloadCalls } from '../../shared/ipc/contract.ts'
import type { Handlers, PreloadHandlers, Result } from '../../shared/ipc/contract.ts'

export type Answer = (event: unknown, input: unknown) => Promise<Result<unknown>>

type Schemas = { input: z.ZodType; output: z.ZodType }
type Options = {
  handle: (channel: string, answer: Answer) => void
  /** Whether the event comes from the main frame of our own page. */
  isTrusted: (event: unknown) => boolean
  /** Told of every refused or failed call. The error may hold what only the log may see. */
  report: (channel: string, error: unknown) => void
}

export type AllHandlers = Omit<Handlers, 'uploads'> & { uploads: Handlers['uploads'] & PreloadHandlers['uploads'] }

const declared: Record<string, Record<string, Schemas>> = {
  ...calls,
  uploads: { ...calls.uploads, ...preloadCalls.uploads },
}

/** Every channel of the contract with its schemas. */
export const channels: ReadonlyMap<string, Schemas> = new Map(
  Object.entries(declared).flatMap(([service, methods]) =>
    Object.entries(methods).map(([method, schemas]) => [`${service}.${method}`, schemas] as const),
  ),
)

/**
 * Answers every call of the contract. The input is validated because the page is not trusted; the output is validated
 * because a strict schema turns a leaked secret into a failed call.
 */
export function serve(handlers: AllHandlers, { handle, isTrusted, report }: Options): void {
  for (const [channel, schemas] of channels) {
    const run = handlerOf(handlers, channel)
    handle(channel, async (event, raw) => {
      try {
        if (!isTrusted(event)) throw new AppError('ipc.untrustedSender')
        const input = schemas.input.safeParse(raw)
        if (!input.success) throw new AppError('ipc.badInput', { cause: input.error })
        return { ok: true, value: schemas.output.parse(await run(input.data)) }
      } catch (error) {
        report(channel, error)
        return { ok: false, error: toShape(error) }
      }
    })
  }
}

function handlerOf(handlers: AllHandlers, channel: string): (input: unknown) => unknown {
  const [service = '', method = ''] = channel.split('.')
  // `AllHandlers` proves at compile time that each channel has a handler of its type; splitting the name erased that.
  const run = (handlers as Record<string, Record<string, (input: unknown) => unknown>>)[service]?.[method]
  if (!run) throw new Error(`No handler for ${channel}`)
  return run
}
