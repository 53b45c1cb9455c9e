// A small log on disk for the user to send to someone who can help. Nothing secret gets in (redact.ts).
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { redact } from './redact.ts'

export type Log = {
  info(event: string, facts?: Record<string, unknown>): void
  /** `error` is anything thrown; its cause and stack are kept. */
  problem(event: string, error: unknown, facts?: Record<string, unknown>): void
}

type Options = {
  dir: string
  now: () => number
  /** Problems also go to the terminal: for developers. */
  isEchoed: boolean
  maxBytes?: number
}

/** Files courier.log, courier.1.log and courier.2.log, newest first. */
const keptFiles = 3
export const logFileName = 'courier.log'

/** One JSON line for each event. A log that cannot be written is no reason to fail: the line is lost. */
export function createLog({ dir, now, isEchoed, maxBytes = 1_048_576 }: Options): Log {
  const fileName = (age: number) => join(dir, age === 0 ? logFileName : `courier.${String(age)}.log`)

  function makeRoom(lineBytes: number): void {
    const size = statSync(fileName(0), { throwIfNoEntry: false })?.size ?? 0
    if (size === 0 || size + lineBytes <= maxBytes) return
    for (let age = keptFiles - 2; age >= 0; age--) {
      if (statSync(fileName(age), { throwIfNoEntry: false })) renameSync(fileName(age), fileName(age + 1))
    }
  }

  function write(facts: Record<string, unknown>): string {
    const line = JSON.stringify(redact({ time: new Date(now()).toISOString(), ...facts }))
    append(`${line}\n`)
    return line
  }

  function append(line: string): void {
    try {
      mkdirSync(dir, { recursive: true })
      makeRoom(Buffer.byteLength(line))
      appendFileSync(fileName(0), line, { mode: 0o600 })
    } catch {
      // There is nowhere left to say it.
    }
  }

  return {
    info: (event, facts = {}) => {
      write({ event, ...facts })
    },
    problem: (event, error, facts = {}) => {
      const line = write({ level: 'problem', event, ...facts, error })
      if (isEchoed) console.error(line)
    },
  }
}
