import { AppError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { FileRow, RowFilter, SendOptions, Totals, UploadAction, UploadRow } from '../../../shared/model/upload.ts'
import { createUploads } from '../create-uploads.ts'
import type { Uploads } from '../create-uploads.ts'
import type { Journal } from '../ports.ts'
import { FakeClock } from './fake-clock.ts'
import { FakeDisk } from './fake-disk.ts'
import { FakeOss } from './fake-oss.ts'
import { sendRequest } from './records.ts'

export const MiB = 1024 * 1024

type Setup = {
  requestsAtOnce?: number
  reached?: readonly string[]
  disk?: FakeDisk
  oss?: FakeOss
  random?: () => number
}

/** The engine with a scripted world around it. The journal is a real one. */
export class Rig {
  readonly clock = new FakeClock()
  readonly disk: FakeDisk
  readonly oss: FakeOss
  readonly reported: unknown[] = []
  /** Accounts whose files began to wait, with the reason. */
  readonly held: string[] = []
  /** What the connections were told. */
  readonly line: string[] = []
  readonly changes: { revision: number; totals: Totals; atMs: number }[] = []
  readonly uploads: Uploads
  readonly journal: Journal
  /** Set to make the account's secret unavailable. */
  accountError: ErrorCode | undefined
  #ids = 0

  constructor(journal: Journal, setup: Setup = {}) {
    this.journal = journal
    this.disk = setup.disk ?? new FakeDisk()
    this.oss = setup.oss ?? new FakeOss(this.disk)
    const { clock, disk, oss } = this
    this.uploads = createUploads({
      journal,
      sources: disk,
      clients: {
        forAccount: () => (this.accountError ? Promise.reject(new AppError(this.accountError)) : Promise.resolve(oss)),
      },
      clock,
      random: setup.random ?? (() => 0.5),
      newId: () => `N${journal.summaries().length}-${this.#ids++}`,
      guessContentType: (name) => (name.endsWith('.txt') ? 'text/plain' : 'application/octet-stream'),
      onChange: (revision, totals) => this.changes.push({ revision, totals, atMs: clock.now() }),
      report: (error) => this.reported.push(error),
      onAccountHeld: (accountId, error) => this.held.push(`${accountId} ${error?.code ?? 'free'}`),
      line: {
        setSpeedLimit: (bytesPerSecond) => this.line.push(`limit ${bytesPerSecond}`),
        dropIdle: () => this.line.push('drop idle'),
      },
      isReached: (host) => setup.reached?.includes(host) ?? false,
      ...(setup.requestsAtOnce === undefined ? {} : { requestsAtOnce: setup.requestsAtOnce }),
    })
    this.uploads.start()
  }

  async add(paths: string | string[], options: Partial<SendOptions> = {}, destination = ''): Promise<void> {
    await this.uploads.add([paths].flat(), sendRequest(options, destination))
    await this.clock.settle()
  }

  /** Until nothing is queued, going or being read. */
  async finish(): Promise<Totals> {
    await this.clock.until(() => {
      const { queued, going, isWalking } = this.uploads.totals()
      return queued + going === 0 && !isWalking
    })
    await this.clock.pass(1000)
    return this.uploads.totals()
  }

  act(action: UploadAction['action'], decision?: 'keepBoth' | 'skip' | 'replace'): Promise<void> {
    const target = { kind: 'all' } as const
    return this.uploads.act(action === 'decide' ? { action, target, decision: decision ?? 'skip' } : { action, target })
  }

  rows(filter: RowFilter = 'all'): UploadRow[] {
    const expanded = this.journal.summaries().map(({ itemId }) => itemId)
    return this.uploads.window({ offset: 0, limit: 200, expanded, filter }).rows
  }

  files(): FileRow[] {
    return this.rows().filter((row) => row.kind === 'file')
  }

  file(name: string): FileRow {
    const row = this.files().find((candidate) => candidate.name === name)
    if (!row) throw new Error(`no row for ${name}`)
    return row
  }
}
