import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dropPaths } from './fixtures/courier.ts'
import { connect, row } from './fixtures/hands.ts'
import { expect, test } from './fixtures/test.ts'
import { writeSparse } from './fixtures/tree.ts'

const GiB = 1024 ** 3
const MB = 1_000_000

/** Resident memory of one process, as the kernel counts it. */
function residentBytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const kilobytes = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

test('a 5 GB file is sent with the main process growing by less than 120 MB', async ({ launch, bucket }) => {
  test.skip(!existsSync('/proc/self/status'), 'needs /proc to read the memory of a process')
  test.setTimeout(300_000)
  const courier = await launch()
  await connect(courier.page, bucket)
  const folder = mkdtempSync(join(tmpdir(), 'courier-large-'))
  await writeSparse(join(folder, 'five gigabytes.img'), 5 * GiB)
  const pid = courier.app.process().pid ?? 0
  const before = residentBytes(pid, 'VmRSS')
  let peak = before
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(pid, 'VmRSS'))
  }, 200)
  await dropPaths(courier.page, [join(folder, 'five gigabytes.img')])
  await expect(row(courier.page, 'five gigabytes').getByText('Sent and checked')).toBeVisible({ timeout: 280_000 })
  clearInterval(timer)
  const grewBytes = peak - before
  test.info().annotations.push({ type: 'measured', description: `main grew by ${(grewBytes / MB).toFixed(0)} MB` })
  console.log(
    `5 GiB sparse file: main ${(before / MB).toFixed(0)} MB before, grew by ${(grewBytes / MB).toFixed(0)} MB at most`,
  )
  expect(grewBytes).toBeLessThan(120 * MB)
  const { res } = await bucket.look.head('five gigabytes.img')
  expect(res.headers['content-length']).toBe(String(5 * GiB))
  rmSync(folder, { recursive: true })
})
