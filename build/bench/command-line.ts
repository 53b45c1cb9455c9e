// What was asked for on the command line.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { isBucketName } from '../../shared/oss/bucket-name.ts'
import type { Account, SendJob } from './engine.ts'

export const usage = `Usage:
  npm run bench
      The whole table, with other programs beside, against servers of its own. Takes about half an hour.
      --only NAME   one measurement: large, many, line, kill, growth, links, batch, register,
                    million (the app itself, with its window)
      --runs N      how often each is taken, the median counts; 5 by default
      --files N     in "growth" and "million": no more files than this; 1,000,000 by default
      --quick       smaller files and fewer of them, once: to see that it works
  npm run bench -- send --endpoint URL --bucket B --path PATH [--account FILE] [--parallel N]
      Sends a file or folder with the app's own engine and says what it took. What is there already is replaced.
      --account     JSON: accessKeyId, accessKeySecret, securityToken (if any), region; without it keys that only
                    a server which checks none will take
      --parallel    requests at once; by default the engine finds out by itself

Each measurement is one line of JSON on standard output. The exit status is 0 when all was sent (send), or all was
measured (the table, whether or not a bar was met), and 2 when the command line cannot be read.`

export type TableOptions = { only?: string; runs: number; isQuick: boolean; fileCount?: number }
export type Command =
  { kind: 'send'; job: SendJob } | { kind: 'table'; options: TableOptions } | { kind: 'problem'; problem: string }

const Account = z.strictObject({
  accessKeyId: z.string().min(1),
  accessKeySecret: z.string().min(1),
  securityToken: z.string().min(1).optional(),
  region: z.string().regex(/^[a-z0-9-]+$/),
})

/** Paths are meant from where the command was given; npm itself works in the project folder. */
const fullPath = (path: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), path)

function readAccount(path: string): Account {
  const { securityToken, ...account } = Account.parse(JSON.parse(readFileSync(fullPath(path), 'utf8')))
  return securityToken === undefined ? account : { ...account, securityToken }
}

function wholeNumber(text: string, name: string, most: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > most) throw new Error(`--${name} is a number from 1 to ${most}.`)
  return value
}

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const

function readSend(args: string[]): SendJob {
  const options = { endpoint: text, bucket: text, path: text, account: text, parallel: text }
  // For the table's own use.
  const inner = { unchecked: flag, threads: text, queue: text }
  const { values } = parseArgs({ args, options: { ...options, ...inner } })
  const { endpoint, bucket, path, account, parallel, unchecked, threads, queue } = values
  if (endpoint === undefined || bucket === undefined || path === undefined)
    throw new Error('--endpoint, --bucket and --path are needed.')
  if (!isBucketName(bucket)) throw new Error(`--bucket ${bucket} is no bucket name.`)
  return {
    endpoint,
    bucket,
    paths: [fullPath(path)],
    ...(account === undefined ? {} : { account: readAccount(account) }),
    ...(parallel === undefined ? {} : { parallel: wholeNumber(parallel, 'parallel', 64) }),
    ...(threads === undefined ? {} : { threads: wholeNumber(threads, 'threads', 16) }),
    ...(queue === undefined ? {} : { queueDir: queue }),
    ...(unchecked === true ? { isUnchecked: true } : {}),
  }
}

export const measurementNames = [
  'large',
  'many',
  'line',
  'kill',
  'growth',
  'links',
  'batch',
  'register',
  'million',
] as const

function readTable(args: string[]): TableOptions {
  const { values } = parseArgs({ args, options: { only: text, runs: text, files: text, quick: flag } })
  const { only, runs, files, quick = false } = values
  if (only !== undefined && !measurementNames.some((name) => name === only))
    throw new Error(`--only is one of ${measurementNames.join(', ')}.`)
  const times = runs === undefined ? (quick ? 1 : 5) : wholeNumber(runs, 'runs', 100)
  return {
    ...(only === undefined ? {} : { only }),
    ...{ runs: times, isQuick: quick },
    ...(files === undefined ? {} : { fileCount: wholeNumber(files, 'files', 10_000_000) }),
  }
}

export function readCommandLine(args: readonly string[]): Command {
  const [first, ...rest] = args
  try {
    if (first === 'send') return { kind: 'send', job: readSend(rest) }
    return { kind: 'table', options: readTable([...args]) }
  } catch (error) {
    return { kind: 'problem', problem: error instanceof Error ? error.message : 'The command line cannot be read.' }
  }
}
