import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readCommandLine } from './command-line.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'courier-'))
  vi.stubEnv('INIT_CWD', dir)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(dir, { recursive: true })
})

const needed = ['send', '--endpoint', 'http://127.0.0.1:1', '--bucket', 'bench', '--path', 'photos']

describe('send', () => {
  it('means paths from where the command was given, and leaves the number of requests to the engine', () => {
    expect(readCommandLine(needed)).toEqual({
      kind: 'send',
      job: { endpoint: 'http://127.0.0.1:1', bucket: 'bench', paths: [resolve(dir, 'photos')] },
    })
  })

  it('takes an account from a file', () => {
    const account = { accessKeyId: 'id', accessKeySecret: 'secret', region: 'cn-beijing' }
    writeFileSync(join(dir, 'account.json'), JSON.stringify(account))
    const command = readCommandLine([...needed, '--account', 'account.json', '--parallel', '12'])
    expect(command).toMatchObject({ kind: 'send', job: { account, parallel: 12 } })
  })

  it.each([
    [needed.slice(0, 5), 'are needed'],
    [[...needed, '--paralel', '3'], '--paralel'],
    [[...needed, '--parallel', '0'], '--parallel'],
    [[...needed, '--parallel', 'many'], '--parallel'],
    [[...needed, '--account', 'nowhere.json'], 'nowhere.json'],
    [['send', '--endpoint', 'e', '--bucket', 'No Bucket', '--path', 'p'], 'No Bucket'],
  ])('refuses %j', (args, problem) => {
    expect(readCommandLine(args)).toEqual({ kind: 'problem', problem: expect.stringContaining(problem) as string })
  })
})

describe('the table', () => {
  it('is taken five times, or once when it is only to be seen that it works', () => {
    expect(readCommandLine([])).toEqual({ kind: 'table', options: { runs: 5, isQuick: false } })
    expect(readCommandLine(['--quick', '--only', 'large'])).toEqual({
      kind: 'table',
      options: { only: 'large', runs: 1, isQuick: true },
    })
    expect(readCommandLine(['--only', 'million', '--files', '20000'])).toMatchObject({ options: { fileCount: 20_000 } })
  })

  it.each([[['sned']], [['--only', 'everything']], [['--runs', '-1']], [['--files', '0']], [['--fast']]])(
    'refuses %j',
    (args) => {
      expect(readCommandLine(args).kind).toBe('problem')
    },
  )
})
