// The app's own engine, with its queue on disk and its transfer threads, sending to any address: and what that took.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createOssClient } from '../../main/oss/client.ts'
import { targetFor } from '../../main/oss/endpoint.ts'
import type { Credentials, Transport } from '../../main/oss/types.ts'
import { systemClock } from '../../main/platform/clock.ts'
import { guessContentType } from '../../main/platform/content-type.ts'
import { createDiskSources } from '../../main/platform/disk-sources.ts'
import { newThread } from '../../main/platform/new-thread.ts'
import { openJournal } from '../../main/platform/open-journal.ts'
import { randomId } from '../../main/platform/random-id.ts'
import { createWalkThread } from '../../main/platform/walk-thread.ts'
import { createWorkerTransport, usualThreads } from '../../main/platform/worker-transport.ts'
import { createUploads } from '../../main/uploads/create-uploads.ts'
import type { AccountId } from '../../shared/model/account.ts'
import type { SendRequest, Totals } from '../../shared/model/upload.ts'

export type Account = Credentials & { region: string }

/** What a server that checks no signature takes. */
export const anyAccount: Account = { accessKeyId: 'LTAIbench', accessKeySecret: 'bench', region: 'cn-hangzhou' }

export type SendJob = {
  endpoint: string
  bucket: string
  paths: readonly string[]
  account?: Account
  /** Requests at once; absent: the engine finds out by itself. */
  parallel?: number
  /** Transfer threads; absent: as many as the app uses. */
  threads?: number
  /** Without our checksums, to be compared with programs that check nothing. */
  isUnchecked?: boolean
  /** Where the queue lies; what it holds is gone on with. Absent: a new one, removed at the end. */
  queueDir?: string
  /** Called about ten times a second. */
  onProgress?: (totals: Totals) => void
}

export type SendResult = {
  files: number
  bytes: number
  seconds: number
  mbPerSecond: number
  filesPerSecond: number
  cpuSeconds: number
  peakRssBytes: number
  eventLoopP99Ms: number
  requests: number
  retries: number
  /** From the start to the first request. */
  firstRequestMs: number
  failed: number
  skipped: number
  /** The first thing that went wrong, in the engine's own words. */
  problem?: string
}

const round = (value: number, digits = 3): number => Number(value.toFixed(digits))
const loopResolutionMs = 2

const request: SendRequest = {
  // Known to this program only; the brand promises no more than a short text.
  accountId: 'bench' as AccountId,
  destination: '',
  options: { onConflict: 'replace', metadata: {}, tags: {} },
}

type Counts = { requests: number; retries: number; firstAtMs: number | undefined }

/** Counts what goes over the wire; a request sent again after it failed is a retry. */
function counted(transport: Transport): { transport: Transport; counts: Counts } {
  const counts: Counts = { requests: 0, retries: 0, firstAtMs: undefined }
  const failed = new Set<string>()
  const send: Transport['send'] = async (request, body, options) => {
    const name = `${request.method} ${request.path}`
    counts.requests++
    counts.firstAtMs ??= performance.now()
    if (failed.delete(name)) counts.retries++
    try {
      const exchange = await transport.send(request, body, options)
      if (exchange.response.status >= 400) failed.add(name)
      return exchange
    } catch (error) {
      failed.add(name)
      throw error
    }
  }
  return { transport: { send }, counts }
}

const isOver = ({ queued, going, paused, isWalking }: Totals): boolean => queued + going + paused === 0 && !isWalking

/** `dirOfWorkers` holds the bundled transfer threads. Always ends with the engine closed and its folder removed. */
export async function sendWithEngine(job: SendJob, dirOfWorkers: string): Promise<SendResult> {
  const { endpoint, bucket, account = anyAccount } = job
  const dir = job.queueDir ?? mkdtempSync(join(tmpdir(), 'courier-bench-'))
  const { journal } = openJournal(join(dir, 'queue.sqlite'), systemClock.now())
  const workerFile = join(dirOfWorkers, job.isUnchecked ? 'unchecked-worker.js' : 'transfer-worker.js')
  const begun: Promise<unknown>[] = []
  const begin = (file: string) => (): ReturnType<typeof newThread> => {
    const worker = newThread(file)
    begun.push(once(worker, 'online'))
    return worker
  }
  const threads = job.threads ?? usualThreads()
  const workers = createWorkerTransport(begin(workerFile), { threads, isEager: true })
  const walking = createWalkThread(begin(join(dirOfWorkers, 'walk-worker.js')), { isEager: true })
  const { transport, counts } = counted(workers)
  const target = targetFor({ kind: 'custom', region: account.region, bucket, customDomain: endpoint })
  const client = createOssClient({ transport, clock: systemClock, target, credentials: () => account })
  const problems: unknown[] = []
  const uploads = createUploads({
    journal,
    sources: createDiskSources({ walk: walking.walk }),
    clients: { forAccount: () => Promise.resolve(client) },
    clock: systemClock,
    random: Math.random,
    newId: randomId,
    guessContentType,
    line: workers,
    onChange: (_, totals) => job.onProgress?.(totals),
    report: (error) => problems.push(error),
    ...(job.parallel === undefined ? {} : { requestsAtOnce: job.parallel }),
  })
  uploads.start()
  // As in the app, which has begun its threads long before something is dropped.
  await Promise.all(begun)
  const loop = monitorEventLoopDelay({ resolution: loopResolutionMs })
  try {
    const cpuBefore = process.cpuUsage()
    loop.enable()
    const begunAt = performance.now()
    if (journal.summaries().length === 0) await uploads.add(job.paths, request)
    while (!isOver(uploads.totals())) await systemClock.sleep(10, new AbortController().signal)
    const seconds = (performance.now() - begunAt) / 1000
    loop.disable()
    const cpu = process.cpuUsage(cpuBefore)
    const totals = uploads.totals()
    const firstError = journal.summaries().flatMap(({ itemId }) => journal.firstError(itemId) ?? [])[0]
    const problem = firstError ? JSON.stringify(firstError) : problems.map(String)[0]
    return {
      files: totals.sent,
      bytes: totals.acceptedBytes,
      seconds: round(seconds),
      mbPerSecond: round(totals.acceptedBytes / 1e6 / seconds),
      filesPerSecond: round(totals.sent / seconds, 1),
      cpuSeconds: round((cpu.user + cpu.system) / 1e6),
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
      eventLoopP99Ms: round(Math.max(0, loop.percentile(99) / 1e6 - loopResolutionMs), 2),
      requests: counts.requests,
      retries: counts.retries,
      firstRequestMs: round((counts.firstAtMs ?? begunAt) - begunAt, 1),
      failed: totals.failed,
      skipped: totals.skipped,
      ...(problem === undefined ? {} : { problem }),
    }
  } finally {
    await uploads.close()
    journal.close()
    await Promise.all([workers.close(), walking.close()])
    if (job.queueDir === undefined) rmSync(dir, { recursive: true, force: true })
  }
}
