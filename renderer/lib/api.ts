// The only door to main. Every call answers its value or throws AppError.
import { AppError } from '../../shared/errors.ts'
import type { Bridge, Calls, Result } from '../../shared/ipc/contract.ts'
import { callNames } from '../../shared/ipc/names.ts'

type Unwrapped<F> = F extends (...input: infer I) => Promise<Result<infer T>> ? (...input: I) => Promise<T> : never

export type Api = { [S in keyof Calls]: { [M in keyof Bridge[S]]: Unwrapped<Bridge[S][M]> } } & {
  dropFiles: Unwrapped<Bridge['dropFiles']>
  on: Bridge['on']
}

export async function unwrap<T>(result: Promise<Result<T>>): Promise<T> {
  const answer = await result
  if (answer.ok) return answer.value
  throw AppError.from(answer.error)
}

type AnyCall = (...input: unknown[]) => Promise<Result<unknown>>

const unwrapped =
  (call: AnyCall) =>
  (...input: unknown[]) =>
    unwrap(call(...input))

export function createApi(bridge: Bridge): Api {
  const groups = Object.entries(callNames).map(([group, names]) => {
    // callNames is checked against the contract, so every group and name is in the bridge.
    const calls = bridge[group as keyof typeof callNames] as unknown as Record<string, AnyCall>
    const wrapped = names.map((name) => [name, unwrapped((...input) => (calls[name] as AnyCall)(...input))])
    return [group, Object.fromEntries(wrapped)] as const
  })
  return {
    // The entries above are exactly the calls of the contract, each with its Result taken apart.
    ...(Object.fromEntries(groups) as Pick<Api, keyof Calls>),
    dropFiles: (files, request) => unwrap(bridge.dropFiles(files, request)),
    on: (event, listener) => bridge.on(event, listener),
  }
}
