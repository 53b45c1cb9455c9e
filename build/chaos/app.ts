// The app's own engine in a process that may be killed: journal, transport, disk and protocol as in the app, no window.
import { Worker } from 'node:worker_threads'
import { createOssClient } from '../../main/oss/client.ts'
import { targetFor } from '../../main/oss/endpoint.ts'
import type { Transport } from '../../main/oss/types.ts'
import { guessContentType } from '../../main/platform/content-type.ts'
import { createDiskSources } from '../../main/platform/disk-sources.ts'
import { createHttpTransport } from '../../main/platform/http-transport.ts'
import { openJournal } from '../../main/platform/open-journal.ts'
import { randomId } from '../../main/platform/random-id.ts'
import { createWorkerTransport } from '../../main/platform/worker-transport.ts'
import { createUploads } from '../../main/uploads/create-uploads.ts'
import { planUpload } from '../../main/uploads/plan.ts'
import type { Journal } from '../../main/uploads/ports.ts'
import type { ActionTarget, UploadAction } from '../../shared/model/upload.ts'
import { createHurriedClock, patience } from './app-patience.ts'
import type { Act, AppConfig, Calls, Dump, FromApp, Keys, Row, Status, ToApp } from './app-messages.ts'
import { diceOf } from './dice.ts'
import { failCommitsOnFullDisk, failWritesOnFullDisk, fillDisk } from './full-disk.ts'
import { partBytes, putUpToBytes, requestsAtOnce } from './layout.ts'
import { sabotaged } from './sabotage.ts'

const plan: typeof planUpload = (size, agreed = {}) =>
  agreed.partSize === undefined && size <= putUpToBytes
    ? { kind: 'put', size }
    : planUpload(size, { partSize: agreed.partSize ?? partBytes })

const startThread = (): Worker => new Worker(new URL('app-transfer.ts', import.meta.url))
const transports = {
  thread: createWorkerTransport(startThread),
  same: createHttpTransport(patience),
} satisfies Record<AppConfig['transport'], Transport>

const allRows = 1_000_000

function rowsOf(journal: Journal): Row[] {
  const batches = new Map<string, number>()
  return journal.summaries().flatMap(({ itemId }) => {
    const batchId = journal.item(itemId)?.batchId ?? ''
    if (!batches.has(batchId)) batches.set(batchId, batches.size)
    const batchNumber = batches.get(batchId) ?? 0
    return journal.files(itemId, 'all', 0, allRows).map((record) => ({ ...record, batchNumber }))
  })
}

function launch(config: AppConfig) {
  const clock = createHurriedClock()
  const reported: string[] = []
  let keys = config.keys
  const target = targetFor({
    ...{ kind: 'custom', region: 'cn-hangzhou', bucket: 'practice' },
    customDomain: config.endpoint,
  })
  const transport = transports[config.transport]
  const client = createOssClient({ transport, clock, target, credentials: () => keys })
  const opened = openJournal(config.queuePath, clock.now())
  if (opened.setAside !== undefined) reported.push(`the journal was set aside as ${opened.setAside}`)
  const journal = failWritesOnFullDisk(opened.journal)
  const broken = sabotaged(config.sabotage, { client, sources: createDiskSources() })
  const uploads = createUploads({
    journal,
    sources: broken.sources,
    clients: { forAccount: () => Promise.resolve(broken.client) },
    clock,
    random: diceOf('app', config.seed).next,
    newId: randomId,
    guessContentType,
    plan,
    requestsAtOnce,
    onChange: () => undefined,
    report: (error) => reported.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  })
  uploads.start()

  const targetsOf = ({ target: of }: Act): ActionTarget[] => {
    if (of.kind === 'all') return [{ kind: 'all' }]
    const [first] = journal.summaries()
    if (of.kind === 'item') return first ? [{ kind: 'item', itemId: first.itemId }] : []
    const found = rowsOf(journal).filter(({ path }) => path === of.path)
    return found.map(({ fileId }) => ({ kind: 'file', fileId }))
  }
  const held = (): Status['held'] => {
    const query = { offset: 0, limit: 200, filter: 'going' as const }
    const expanded = journal.summaries().map(({ itemId }) => itemId)
    const waiting = uploads.window({ ...query, expanded }).rows.find((row) => row.kind === 'file' && row.error)
    return waiting?.kind === 'file' ? waiting.error?.code : undefined
  }
  return {
    uploads,
    calls: {
      add: ({ paths, request }: Parameters<Calls['add']>[0]) => uploads.add(paths, request),
      act: async (act: Act) => {
        for (const at of targetsOf(act)) await uploads.act(actionOf(act, at))
      },
      renew: (given: Keys) => {
        keys = given
        uploads.accountChanged('A1')
      },
      jumpClock: (ms: number) => clock.jump(ms),
      fillDisk,
      wake: () => uploads.setOnline(true),
      status: (): Status => ({ totals: uploads.totals(), aborts: journal.pendingAborts(1000).length, held: held() }),
      dump: (): Dump => ({
        totals: uploads.totals(),
        rows: rowsOf(journal),
        aborts: journal.pendingAborts(1000),
        reported,
      }),
      end: async () => {
        await uploads.close()
        journal.close()
      },
    } satisfies Record<Exclude<keyof Calls, 'begin'>, unknown>,
  }
}

function actionOf({ action, decision }: Act, target: ActionTarget): UploadAction {
  if (action !== 'decide') return { action, target }
  return { action, target, decision: decision ?? 'skip' }
}

failCommitsOnFullDisk()
let running: ReturnType<typeof launch> | undefined

async function answer({ call, input }: ToApp): Promise<unknown> {
  if (call === 'begin') {
    // The judge is written against the same types; nothing else talks to this process.
    running = launch(input as AppConfig)
    return undefined
  }
  if (!running) throw new Error('nothing has begun')
  const calls = running.calls as Record<string, (input: unknown) => unknown>
  return calls[call]?.(input)
}

const say = (message: FromApp): void => {
  // The judge may be gone already.
  if (process.connected) process.send?.(message)
}

process.on('message', (message: ToApp) => {
  answer(message).then(
    (result) => say({ id: message.id, result }),
    (error: unknown) => say({ id: message.id, error: error instanceof Error ? error.message : String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
say({ ready: true })
