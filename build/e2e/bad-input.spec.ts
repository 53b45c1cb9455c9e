// Each thing that goes wrong gets its own sentence with what to do, OSS's own words behind "Details", and the file stays.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bucketName, type Bucket } from './fixtures/bucket.ts'
import { dropPaths, type Courier } from './fixtures/courier.ts'
import { connect, fillAccount, row } from './fixtures/hands.ts'
import { expect, test } from './fixtures/test.ts'

let bucket: Bucket
let courier: Courier
const hour = 3_600_000

test.beforeEach(async ({ launch, bucket: fresh }) => {
  bucket = fresh
  courier = await launch()
})

function newFile(name: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'courier-bad-')), name)
  writeFileSync(path, 'content')
  return path
}

const isRoot = process.getuid?.() === 0

/** The row with this sentence is there, and stays when the list is cleared of what is done. */
async function expectKept(name: string, sentence: RegExp): Promise<void> {
  const { page } = courier
  await expect(row(page, name).filter({ hasText: sentence })).toBeVisible({ timeout: 15_000 })
  await page.getByRole('button', { name: 'Clear finished' }).first().click()
  await expect(row(page, 'good.txt')).toHaveCount(0)
  await expect(row(page, name).filter({ hasText: sentence })).toBeVisible()
}

/** Something that is done, so that the list can be cleared of it. */
async function sendGoodFile(): Promise<void> {
  await dropPaths(courier.page, [newFile('good.txt')])
  await expect(row(courier.page, 'good.txt').getByText('Sent and checked')).toBeVisible()
}

async function expectDetails(name: string, ossCode: string): Promise<void> {
  const { page } = courier
  await row(page, name).getByRole('button', { name: 'Details' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(ossCode, { exact: true })).toBeVisible()
  await expect(dialog.getByText('Request ID')).toBeVisible()
  await page.keyboard.press('Escape')
}

test('a wrong secret, when the account is added', async () => {
  const { page } = courier
  await page.getByRole('button', { name: 'Connect' }).click()
  await fillAccount(page, bucket, { accessKeySecret: 'not the secret' })
  await page.getByRole('button', { name: 'Test and save' }).click()
  await expect(page.getByText('The AccessKey secret does not belong to this AccessKey ID').first()).toBeVisible()
})

test('a wrong region: the right one is offered, and one click puts it right', async () => {
  const { page } = courier
  await page.getByRole('button', { name: 'Connect' }).click()
  await fillAccount(page, bucket, { region: 'cn-shanghai' })
  await page.getByRole('button', { name: 'Test and save' }).click()
  await page.getByRole('button', { name: /Switch to .*Hangzhou/ }).click()
  await expect(page.getByRole('button', { name: 'Start' })).toBeVisible()
})

test('no such bucket', async () => {
  const { page } = courier
  await page.getByRole('button', { name: 'Connect' }).click()
  await fillAccount(page, bucket)
  await page.getByRole('dialog').getByLabel('Bucket', { exact: true }).fill('no-such-bucket')
  await page.getByRole('button', { name: 'Test and save' }).click()
  await expect(page.getByText('There is no bucket called “no-such-bucket”').first()).toBeVisible()
})

test('a custom domain that does not answer', async () => {
  const { page } = courier
  const closed = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => closed.once('listening', resolve))
  const address = closed.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await new Promise((resolve) => closed.close(resolve))
  await page.getByRole('button', { name: 'Connect' }).click()
  await fillAccount(page, { ...bucket, endpoint: `http://127.0.0.1:${port}` })
  await page.getByRole('button', { name: 'Test and save' }).click()
  await expect(page.getByText(/127\.0\.0\.1:\d+ does not take the connection/).first()).toBeVisible({ timeout: 20_000 })
})

test('no permission: the sentence names it, details have OSS’s code and request ID, and the request can be copied', async () => {
  const { page, app } = courier
  await connect(page, bucket)
  await sendGoodFile()
  bucket.server.setKeys([{ ...bucket.key, allow: [{ actions: ['oss:GetObject'] }] }])
  await dropPaths(page, [newFile('press-kit.zip')])
  await expectKept('press-kit.zip', /This key has no permission for .* oss:PutObject/)
  await expectDetails('press-kit.zip', 'AccessDenied')
  await row(page, 'press-kit.zip').getByRole('button', { name: 'Copy the request' }).click()
  const request = await app.evaluate(({ clipboard }) => clipboard.readText())
  expect(request).toContain('oss:PutObject')
  expect(request).toContain(`acs:oss:*:*:${bucketName}/`)
  expect(request).not.toContain(bucket.key.accessKeySecret)
})

test('a clock that is hours off is allowed for, and said', async () => {
  const { page } = courier
  await connect(page, bucket)
  bucket.server.setNow(() => Date.now() + 8 * hour)
  await dropPaths(page, [newFile('late.txt')])
  await expect(row(page, 'late.txt').getByText('Sent and checked')).toBeVisible()
  await expect(page.getByText(/This computer’s clock is 8 h behind OSS/)).toBeVisible()
})

test('no network: the file waits and goes by itself when it is back', async () => {
  const { page } = courier
  await connect(page, bucket)
  const dir = mkdtempSync(join(tmpdir(), 'courier-back-'))
  const { port } = bucket.server
  await bucket.close()
  await dropPaths(page, [newFile('waits.txt')])
  await expect(row(page, 'waits.txt').getByText('Waiting', { exact: true })).toBeVisible()
  const { startPracticeServer } = await import('../../main/practice/server.ts')
  const back = await startPracticeServer({
    dir,
    port,
    buckets: [{ name: bucketName, region: 'cn-hangzhou' }],
    keys: [bucket.key],
  })
  await expect(row(page, 'waits.txt').getByText('Sent and checked')).toBeVisible({ timeout: 40_000 })
  await back.close()
})

test('a file that cannot be read', async () => {
  test.skip(isRoot, 'root may read every file')
  await connect(courier.page, bucket)
  await sendGoodFile()
  const file = newFile('locked.txt')
  chmodSync(file, 0)
  await dropPaths(courier.page, [file])
  await expectKept('locked.txt', /cannot be opened/)
})

test('a file that was removed while it waited', async () => {
  const { page } = courier
  await connect(page, bucket)
  await sendGoodFile()
  bucket.server.setFaults(() => ({ latencyMs: 1500 }))
  const folder = mkdtempSync(join(tmpdir(), 'courier-bad-'))
  const names = Array.from({ length: 40 }, (_, i) => `f${String(i).padStart(2, '0')}.txt`)
  for (const name of names) writeFileSync(join(folder, name), 'content')
  await dropPaths(
    page,
    names.map((name) => join(folder, name)),
  )
  await expect(row(page, 'f00.txt')).toBeVisible()
  rmSync(join(folder, 'f39.txt'))
  bucket.server.setFaults(undefined)
  await expect(page.getByText(/1 needs you/).first()).toBeVisible({ timeout: 20_000 })
  await page.getByRole('radio', { name: /Needs you/ }).check({ force: true })
  await expectKept('f39.txt', /no longer where it was/)
})

test('a name with more than 1023 bytes', async () => {
  const { page } = courier
  await connect(page, bucket)
  let folder = mkdtempSync(join(tmpdir(), 'courier-bad-'))
  const top = join(folder, 'Long')
  folder = top
  for (let i = 0; i < 5; i++) folder = join(folder, '很长的文件夹名字'.repeat(9))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'file.txt'), 'content')
  writeFileSync(join(top, 'short.txt'), 'content')
  await dropPaths(page, [top])
  await expect(row(page, 'Long').filter({ hasText: /1,?023 is the most/ })).toBeVisible({ timeout: 15_000 })
  await expect.poll(() => bucket.objectKeys()).toEqual(['Long/short.txt'])
})
