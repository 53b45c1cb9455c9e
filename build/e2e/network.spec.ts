// Without a network everything waits, nothing is given up, and it goes on by itself.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication } from 'playwright'
import { dropPaths } from './fixtures/courier.ts'
import { connect, row } from './fixtures/hands.ts'
import { startLine } from './fixtures/line.ts'
import { keepInEveryLook } from './fixtures/pictures.ts'
import { expect, test } from './fixtures/test.ts'

/** What Electron says of the network from now on. */
const sayOnline = (app: ElectronApplication, isOnline: boolean): Promise<void> =>
  app.evaluate(({ net }, answer) => {
    Object.defineProperty(net, 'isOnline', { value: () => answer, configurable: true })
  }, isOnline)

/** Whether the app keeps the computer from falling asleep. */
const isAwake = (app: ElectronApplication): Promise<boolean> =>
  app.evaluate(({ powerSaveBlocker }) =>
    Array.from({ length: 50 }, (_, id) => id).some((id) => powerSaveBlocker.isStarted(id)),
  )

test('going offline in the middle and back: waits without giving anything up or keeping the computer awake, then ends by itself', async ({
  launch,
  bucket,
}) => {
  test.setTimeout(120_000)
  const line = await startLine(bucket.endpoint)
  const { page, app } = await launch()
  await connect(page, { ...bucket, endpoint: line.endpoint })
  const folder = mkdtempSync(join(tmpdir(), 'courier-offline-'))
  const shoot = join(folder, 'Autumn shoot')
  mkdirSync(shoot)
  for (let n = 0; n < 300; n++) writeFileSync(join(shoot, `IMG_${4100 + n}.jpg`), Buffer.alloc(20_000, n))
  writeFileSync(join(folder, 'film – final cut.mov'), Buffer.alloc(64 << 20, 'film'))
  bucket.server.setFaults(({ operation }) =>
    operation === 'UploadPart' ? { bytesPerSecond: 4 << 20 } : { latencyMs: 150 },
  )
  await dropPaths(page, [join(folder, 'film – final cut.mov'), shoot])
  await expect(row(page, 'Autumn shoot').getByText(/^(?:[6-9]\d|[12]\d\d) of 300 files/)).toBeVisible()
  expect(await isAwake(app)).toBe(true)

  await line.cut()
  await sayOnline(app, false)
  await expect(page.getByText('There is no network. What is left to send waits, and goes on by itself.')).toBeVisible()
  await expect(row(page, 'film').getByText(/waiting for the network, tries again by itself/)).toBeVisible()
  await expect(page.getByRole('contentinfo').getByText('Waiting for the network')).toBeVisible()
  await expect.poll(() => isAwake(app)).toBe(false)
  await keepInEveryLook(page, 'engine-waiting-for-the-network')
  // Longer than all tries of one request would take if they counted.
  await page.waitForTimeout(20_000)
  await expect(page.locator('label', { hasText: 'Needs you' })).toHaveText(/Needs you\s*0/)

  bucket.server.setFaults(undefined)
  await line.mend()
  await sayOnline(app, true)
  await expect(page.getByText('All 301 files sent and checked')).toBeVisible({ timeout: 15_000 })
  expect(await bucket.objectKeys()).toHaveLength(301)
  await line.close()
})
