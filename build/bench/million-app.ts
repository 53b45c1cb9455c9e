// `node million-app.ts JOB`: drops a folder on the real app, scrolls through its files while they are found and sent,
// and prints as JSON what that took. In a process of its own, because the app is driven by Playwright.
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { ElectronApplication, Page } from 'playwright'
import { dropPaths, launchCourier, removeProfile } from '../e2e/fixtures/courier.ts'
import type { Courier } from '../e2e/fixtures/courier.ts'
import { connect } from '../e2e/fixtures/hands.ts'
import { jumpTo, readWatch, startWatch } from './million-page.ts'
import type { Watched } from './million-page.ts'

export type AppJob = { endpoint: string; path: string; files: number }
export type AppResult = Watched & {
  droppedAtMs: number
  /** From the drop until every file was found, and how many of them had been sent by then. */
  foundAllMs: number
  sentByThen: number
  mainPeakMB: number
  /** Of that, what is its own: the rest are pages of Electron's program and of system libraries, shared with others. */
  mainPrivatePeakMB: number
  /** Before the drop, for comparison. */
  mainBeforeMB: number
  rendererPeakMB: number
  rendererBeforeMB: number
  /** Of the main process, from the drop on. */
  eventLoopP99Ms: number
  eventLoopMaxMs: number
  /** From a jump to another place of the list until its rows are there; the slowest, of all files. */
  slowestJumpMs: number
  /** A second start over the same queue, until the list is there. */
  relaunchMs: number
}

const key = { accessKeyId: 'LTAIbench', accessKeySecret: 'bench' }
const jumpShares = [0.5, 1, 0.25, 0.75, 0.5, 0.99, 0.01, 0.66]

/** Resident memory as the kernel counts it, in MB. */
function residentMB(pid: number, field: 'VmRSS' | 'VmHWM' | 'RssAnon'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Math.round((Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024) / 1e6)
}

const pidsOf = async (app: ElectronApplication): Promise<{ main: number; renderer: number }> => ({
  main: app.process().pid ?? 0,
  renderer: await app.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
  ),
})

/** Measures the main process's event loop until the answer is called, in ms. */
async function watchLoop(app: ElectronApplication): Promise<() => Promise<{ p99: number; max: number }>> {
  await app.evaluate(() => {
    const loop = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: 2 })
    loop.enable()
    Reflect.set(globalThis, 'benchLoop', loop)
  })
  return () =>
    app.evaluate(() => {
      // Set above.
      const loop = Reflect.get(globalThis, 'benchLoop') as { percentile(at: number): number; max: number }
      return { p99: Math.max(0, loop.percentile(99) / 1e6 - 2), max: Math.max(0, loop.max / 1e6 - 2) }
    })
}

/** Resolves when every file was found; scrolls about meanwhile, as a curious user does. */
async function untilFound(page: Page, files: number): Promise<Watched> {
  for (let turn = 0; ; turn++) {
    const watched = await page.evaluate(readWatch)
    if (watched.found >= files && !watched.isWalking) return watched
    await page.evaluate(jumpTo, jumpShares[turn % jumpShares.length] ?? 0)
    await delay(1000)
  }
}

/** The most there ever was, as far as looking five times a second tells. */
function watchPrivate(pid: number): () => number {
  let peakMB = 0
  const timer = setInterval(() => (peakMB = Math.max(peakMB, residentMB(pid, 'RssAnon'))), 200)
  return () => {
    clearInterval(timer)
    return peakMB
  }
}

async function measure({ app, page }: Courier, { endpoint, path, files }: AppJob): Promise<AppResult> {
  await connect(page, { endpoint, key })
  const pids = await pidsOf(app)
  const before = { main: residentMB(pids.main, 'VmRSS'), renderer: residentMB(pids.renderer, 'VmRSS') }
  const readLoop = await watchLoop(app)
  const readPrivate = watchPrivate(pids.main)
  await page.evaluate(startWatch)
  const droppedAtMs = Date.now()
  await dropPaths(page, [path])
  await page.getByRole('button', { name: /^Show the files/ }).click()
  const found = await untilFound(page, files)
  const foundAllMs = Date.now() - droppedAtMs
  const jumps: number[] = []
  for (const share of jumpShares) jumps.push(await page.evaluate(jumpTo, share))
  const { p99, max } = await readLoop()
  return {
    ...(await page.evaluate(readWatch)),
    ...{ droppedAtMs, foundAllMs, sentByThen: found.sent },
    ...{ mainPeakMB: residentMB(pids.main, 'VmHWM'), mainBeforeMB: before.main },
    mainPrivatePeakMB: readPrivate(),
    ...{ rendererPeakMB: residentMB(pids.renderer, 'VmHWM'), rendererBeforeMB: before.renderer },
    ...{ eventLoopP99Ms: Math.round(p99), eventLoopMaxMs: Math.round(max), slowestJumpMs: Math.max(...jumps) },
    relaunchMs: 0,
  }
}

async function relaunch(userData: string): Promise<number> {
  const begun = Date.now()
  const courier = await launchCourier({ userData })
  try {
    await courier.page.getByRole('button', { name: /^(Show|Hide) the files/ }).waitFor({ timeout: 60_000 })
    return Date.now() - begun
  } finally {
    await courier.close()
  }
}

// ours: million.ts writes it from this type.
const job = JSON.parse(process.argv[2] ?? '') as AppJob
delete process.env['ELECTRON_RUN_AS_NODE']
const courier = await launchCourier()
try {
  const result = await measure(courier, job)
  await courier.close()
  console.log(JSON.stringify({ ...result, relaunchMs: await relaunch(courier.userData) } satisfies AppResult))
} catch (error) {
  console.error(courier.output())
  throw error
} finally {
  await courier.close().catch(() => undefined)
  removeProfile(courier.userData)
}
