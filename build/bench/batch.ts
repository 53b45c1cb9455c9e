// From a list of 10,000 rows to the file with its links: read, planned, signed, kept, saved. Step by step as the app does it.
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeStep } from '../../main/links/batch/make-step.ts'
import type { LinkStore } from '../../main/links/register/ports.ts'
import { makeLinks } from '../../main/links/make-link.ts'
import { targetFor } from '../../main/oss/endpoint.ts'
import { writeCsv } from '../../main/platform/csv-file.ts'
import { openLinkStore } from '../../main/platform/open-link-store.ts'
import { batchTable } from '../../main/shell/batch-table.ts'
import { decodeText } from '../../renderer/batch/decode-text.ts'
import { listRows } from '../../renderer/batch/list-rows.ts'
import { planAll } from '../../renderer/batch/plan.ts'
import type { Plan } from '../../renderer/batch/plan.ts'
import { readTable } from '../../renderer/batch/read-table.ts'
import { BatchStep } from '../../shared/model/batch.ts'
import type { LinkView } from '../../shared/model/link.ts'
import type { LinkRow } from '../../shared/model/register.ts'
import { anyAccount } from './engine.ts'
import type { Scene } from './scene.ts'
import { atMost, byTurns, median, rounded } from './scene.ts'

const count = 10_000
const rowsAStep = 250
const bucket = 'bench'
const region = 'cn-hangzhou'

const head = 'For whom,File name,Kind of file,Works for,label:department'
const lineOf = (at: number): string =>
  `"Company ${at}, Ltd",contracts/${at % 10 === 0 ? '合同 ' : ''}${at}.pdf,PDF,${(at % 7) + 1} days,Sales ${at % 20}`
const list = `\ufeff${head}\r\n${Array.from({ length: count }, (_, at) => lineOf(at)).join('\r\n')}\r\n`

// Any text is an id here.
const accountId = 'bench' as Plan['account']['accountId']
const plan: Plan = {
  account: { accountId, folder: '', isTemporary: false },
  policy: {
    validity: { kind: 'seconds', seconds: 604_800 },
    metadata: {},
    tags: {},
    pinnedHeaders: {},
    isFirstUploadOnly: true,
  },
  pattern: '{for}.pdf',
  nowMs: Date.now(),
  date: '2026-11-20',
}
/** The keychain seals one key, whatever the number of links. */
const box = {
  keychain: () => Promise.resolve('bench'),
  seal: (text: string) => Promise.resolve({ ciphertext: text, backend: 'bench' }),
  open: ({ ciphertext }: { ciphertext: string }) => Promise.resolve(ciphertext),
}

const secondsSince = (fromMs: number): number => (performance.now() - fromMs) / 1000

/** The longest stretch without a pause: what a window, or what else main does, waits for at most. */
function createPauses() {
  let fromMs = performance.now()
  let longestMs = 0
  return {
    pause: async (): Promise<void> => {
      longestMs = Math.max(longestMs, performance.now() - fromMs)
      await new Promise((resolve) => setImmediate(resolve))
      fromMs = performance.now()
    },
    longestMs: () => longestMs,
  }
}

async function readAndPlan(path: string) {
  const { pause, longestMs } = createPauses()
  const from = performance.now()
  const { columns, rows } = await readTable(decodeText(readFileSync(path)), { pause })
  const read = secondsSince(from)
  const planFrom = performance.now()
  const planned = await planAll(
    listRows(columns, rows, () => 'k3x9q2'),
    plan,
    { pause, isWanted: () => true, isMade: () => false },
  )
  await pause()
  const requests = planned?.flatMap(({ request, problem }) => (request && !problem ? [request] : [])) ?? []
  if (requests.length !== count) throw new Error(`${requests.length} of ${count} rows are right`)
  return { requests, read, plan: secondsSince(planFrom), longestPieceMs: longestMs() }
}

function* openedOneByOne(store: LinkStore, rows: readonly LinkRow[]): Generator<LinkView> {
  for (const { linkId } of rows) yield store.open(linkId).view
}

/** From the list on the disk to the file with the links, in seconds by step. */
async function once(files: string, run: number) {
  const from = performance.now()
  const { requests, read, plan, longestPieceMs } = await readAndPlan(join(files, 'list.csv'))
  const { pause, longestMs } = createPauses()
  const target = targetFor({ kind: 'public', region, bucket })
  const { accessKeyId, accessKeySecret } = anyAccount
  const { store } = await openLinkStore({
    path: join(files, `links-${run}.sqlite`),
    box,
    nowMs: Date.now(),
    report: (error) => console.error(error),
  })
  const took = { check: 0, sign: 0, keep: 0 }
  let ids = 0
  const timed = <T>(what: keyof typeof took, work: () => T): T => {
    const startedMs = performance.now()
    const value = work()
    took[what] += secondsSince(startedMs)
    return value
  }
  for (let at = 0; at < count; at += rowsAStep) {
    await pause()
    const raw = { batchId: `b${run}`, name: 'Contracts', requests: requests.slice(at, at + rowsAStep) }
    const step = timed('check', () => BatchStep.parse(raw))
    const facts = { folder: '', target, credentials: { accessKeyId, accessKeySecret }, nowMs: Date.now() }
    makeStep(step, {
      makeLinks: (asked) => timed('sign', () => makeLinks(asked, { ...facts, newId: () => `l${run}-${(ids += 1)}` })),
      keep: (links) => timed('keep', () => store.add(links, Date.now(), { batchId: step.batchId, name: step.name })),
    })
  }
  await pause()
  const saveFrom = performance.now()
  const out = join(files, `links-${run}.csv`)
  const rows = [...store.each({ search: '', filter: 'all', batchId: `b${run}` })].reverse()
  await writeCsv(out, batchTable(openedOneByOne(store, rows), { locale: 'en', timeZone: 'Asia/Shanghai' }))
  const save = secondsSince(saveFrom)
  const seconds = secondsSince(from)
  store.close()
  return { seconds, read, plan, ...took, save, longestPieceMs, longestStepMs: longestMs(), bytes: statSync(out).size }
}

export async function measureBatch({ files, runs, say }: Scene): Promise<void> {
  writeFileSync(join(files, 'list.csv'), list)
  let run = 0
  const { batch } = await byTurns({ batch: () => once(files, run++) }, Math.max(5, runs))
  const of = (name: keyof (typeof batch)[number]): number => median(batch.map((each) => each[name]))
  say('batch', {
    links: count,
    seconds: Object.fromEntries(
      (['seconds', 'read', 'plan', 'check', 'sign', 'keep', 'save'] as const).map((name) => [
        name === 'seconds' ? 'all' : name,
        rounded(of(name)),
      ]),
    ),
    all: batch.map(({ seconds }) => rounded(seconds)),
    longestPieceMs: rounded(of('longestPieceMs'), 1),
    longestStepMs: rounded(of('longestStepMs'), 1),
    fileMB: rounded(of('bytes') / 1e6, 1),
    // Of the whole of this process, in which every run was.
    peakRssMB: Math.round(process.resourceUsage().maxRSS / 1000),
    bars: [atMost('seconds of signing in 10,000 links from a list to the saved file', rounded(of('sign')), 1)],
  })
}
