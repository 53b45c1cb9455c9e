// As much as people drop: what it costs, and that all of it arrives.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication } from 'playwright'
import { dropPaths, kill } from './fixtures/courier.ts'
import { connect, row } from './fixtures/hands.ts'
import { expect, test } from './fixtures/test.ts'

const MB = 1_000_000

/** Memory of the process alone: without Electron's own file, which all of its processes share. */
const ownBytes = (pid: number): number =>
  Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

const pidsOf = (app: ElectronApplication): Promise<{ main: number; renderer: number }> =>
  app.evaluate(({ BrowserWindow }) => ({
    main: process.pid,
    renderer: BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
  }))

test('1,600 folders with 19,200 small files: begins within 3 s, stays small, says so ten times a second at most, and all of it arrives', async ({
  launch,
  bucket,
}) => {
  test.skip(!existsSync('/proc/self/status'), 'needs /proc to read the memory of a process')
  test.setTimeout(240_000)
  const { page, app } = await launch()
  await connect(page, bucket)
  const shop = join(mkdtempSync(join(tmpdir(), 'courier-many-')), 'shop')
  const keys: string[] = []
  for (let n = 0; n < 1600; n++) {
    const below = `article ${n}`
    mkdirSync(join(shop, below), { recursive: true })
    for (let k = 0; k < 12; k++) {
      writeFileSync(join(shop, below, `${k}.txt`), `${n}/${k} `.repeat(150).slice(0, 1024))
      keys.push(`shop/${below}/${k}.txt`)
    }
  }
  await page.evaluate(() => {
    const times: number[] = []
    Reflect.set(globalThis, 'times', times)
    Reflect.get(globalThis, 'courier').on('uploadsChanged', () => times.push(performance.now()))
  })
  const { main, renderer } = await pidsOf(app)
  const peak = { main: 0, renderer: 0 }
  const timer = setInterval(() => {
    peak.main = Math.max(peak.main, ownBytes(main))
    peak.renderer = Math.max(peak.renderer, ownBytes(renderer))
  }, 200)
  const droppedAt = Date.now()
  await dropPaths(page, [shop])
  await expect
    .poll(() => bucket.lines.some(({ operation }) => operation === 'PutObject'), { intervals: [20] })
    .toBe(true)
  const firstMs = Date.now() - droppedAt
  await expect(row(page, 'shop').getByText('All sent')).toBeVisible({ timeout: 200_000 })
  clearInterval(timer)

  expect(firstMs).toBeLessThan(3000)
  expect(peak.main).toBeLessThan(300 * MB)
  expect(peak.renderer).toBeLessThan(200 * MB)
  const times = await page.evaluate(() => Reflect.get(globalThis, 'times') as number[])
  const mostInASecond = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length))
  // One more than ten where the second begins and ends with one.
  expect(mostInASecond).toBeLessThanOrEqual(11)
  expect(await page.getByRole('row').count()).toBeLessThanOrEqual(80)
  expect(await bucket.objectKeys()).toEqual(keys.sort())
  console.log(
    `19,200 files: first after ${firstMs} ms, main ${(peak.main / MB).toFixed(0)} MB, renderer ${(peak.renderer / MB).toFixed(0)} MB, ${mostInASecond} messages a second`,
  )
})

test('a queue that cannot be read is set aside under a new name, and said, and the app starts', async ({
  launch,
  bucket,
}) => {
  const first = await launch()
  await connect(first.page, bucket)
  kill(first)
  for (const name of readdirSync(first.userData)) {
    if (/^queue\.sqlite-/.test(name)) rmSync(join(first.userData, name))
  }
  writeFileSync(join(first.userData, 'queue.sqlite'), 'this is no queue '.repeat(1000))
  const { page } = await launch({ userData: first.userData })
  await expect(page.getByText(/The list of files to send could not be read, so it starts empty/)).toBeVisible()
  const file = join(mkdtempSync(join(tmpdir(), 'courier-queue-')), 'goes.txt')
  writeFileSync(file, 'content')
  await dropPaths(page, [file])
  await expect(row(page, 'goes.txt').getByText('Sent and checked')).toBeVisible()
  const setAside = readdirSync(first.userData).filter((name) => name.includes('broken'))
  expect(setAside).toHaveLength(1)
  expect(readFileSync(join(first.userData, setAside[0] ?? ''), 'utf8')).toContain('this is no queue')
})
