// What the judge and the app's process say to each other.
import type { ErrorShape } from '../../shared/errors.ts'
import type { SendRequest, Totals, UploadAction } from '../../shared/model/upload.ts'
import type { FullAt } from './full-disk.ts'
import type { FileRecord, PendingAbort } from '../../main/uploads/ports.ts'

export type Keys = { accessKeyId: string; accessKeySecret: string; securityToken: string }

/** Ways to break the engine on purpose, to see that the judge notices. */
export type Sabotage = 'claimsSent' | 'forgetsFiles' | 'overwrites' | 'neverAborts' | 'blamesNetwork'

export type AppConfig = {
  endpoint: string
  queuePath: string
  transport: 'thread' | 'same'
  keys: Keys
  seed: number
  sabotage?: Sabotage
}

/** A row with what is needed of its item. */
export type Row = FileRecord & { batchNumber: number }

export type Dump = { totals: Totals; rows: Row[]; aborts: PendingAbort[]; reported: string[] }

/** `target` of an action by path, because only the app knows its ids. */
export type Act = {
  action: UploadAction['action']
  decision?: 'keepBoth' | 'skip' | 'replace'
  target: { kind: 'all' } | { kind: 'item' } | { kind: 'file'; path: string }
}

export type Status = { totals: Totals; aborts: number; held: ErrorShape['code'] | undefined }

export type Calls = {
  begin: (config: AppConfig) => void
  add: (what: { paths: string[]; request: SendRequest }) => void
  act: (act: Act) => void
  renew: (keys: Keys) => void
  jumpClock: (ms: number) => void
  fillDisk: (how: { writes: number; at: FullAt }) => void
  wake: () => void
  status: () => Status
  dump: () => Dump
  /** Ends the engine in order and closes the journal. */
  end: () => void
}

export type ToApp = { id: number; call: keyof Calls; input: unknown }
export type FromApp = { id: number; result?: unknown; error?: string } | { ready: true }
