// What stands around the list: the speed limit, the list as a table, what is new or changed, and what is left behind.
import { expect, test } from '@playwright/test'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBucket, type Bucket } from './fixtures/bucket.ts'
import { answerSaveDialog, dropPaths, launchCourier, removeProfile, type Courier } from './fixtures/courier.ts'
import { connect, fillAccount, row } from './fixtures/hands.ts'

let bucket: Bucket
let courier: Courier

test.beforeEach(async () => {
  bucket = await startBucket()
  courier = await launchCourier()
  await connect(courier.page, bucket)
})
test.afterEach(async () => {
  await courier.close().catch(() => undefined)
  await bucket.close()
  removeProfile(courier.userData)
})

const newFolder = (name: string): string => {
  const folder = join(mkdtempSync(join(tmpdir(), 'courier-desk-')), name)
  mkdirSync(folder)
  return folder
}
const goTo = (name: string) => courier.page.getByRole('navigation').getByRole('button', { name }).click()

test('a list is saved as a table that accounts for every file, what was skipped included', async () => {
  const { page, app } = courier
  const folder = newFolder('报价')
  for (const name of ['价格表.xlsx', '=cmd.txt', '.DS_Store']) writeFileSync(join(folder, name), name)
  await dropPaths(page, [folder])
  await expect(page.getByText('2 files sent and checked · 1 skipped')).toBeVisible()
  const path = join(newFolder('out'), 'list.csv')
  await answerSaveDialog(app, path)
  await page.getByRole('button', { name: 'Save the list…' }).click()
  await expect(page.getByText('The list is saved.').first()).toBeVisible()
  const lines = readFileSync(path, 'utf8').trimEnd().split('\r\n')
  expect(lines[0]?.startsWith('\ufeff"File","State","Reason"')).toBe(true)
  const rows = lines.slice(1).map((line) => line.split(',').slice(0, 2).join(' '))
  expect(rows.sort()).toEqual([
    '"报价/.DS_Store" "Skipped"',
    '"报价/=cmd.txt" "Sent and checked"',
    '"报价/价格表.xlsx" "Sent and checked"',
  ])
  expect(lines.find((line) => line.includes('价格表'))).toMatch(/"CRC64 \d+"/)
})

test('system files go along once that is switched on, and only what is new or changed goes a second time', async () => {
  const { page } = courier
  await goTo('Settings')
  await page.getByRole('switch', { name: /Also send system files/ }).check()
  await goTo('Send files')
  const folder = newFolder('site')
  for (const name of ['a.txt', 'b.txt', '.DS_Store']) writeFileSync(join(folder, name), name)
  await page.getByRole('button', { name: /If the name is taken/ }).click()
  await page.getByRole('menuitemradio', { name: /Only new or changed/ }).click()
  await dropPaths(page, [folder])
  await expect(page.getByText('All 3 files sent and checked')).toBeVisible()
  await page.getByRole('button', { name: 'Clear finished' }).click()
  writeFileSync(join(folder, 'b.txt'), 'changed')
  writeFileSync(join(folder, 'c.txt'), 'new')
  await dropPaths(page, [folder])
  await expect(page.getByText('2 files sent and checked · 2 skipped')).toBeVisible()
  const { content } = await bucket.look.get('site/b.txt')
  expect(content.toString()).toBe('changed')
  expect(await bucket.objectKeys()).toHaveLength(4)
})

test('a speed limit holds at once for what is going, and is remembered', async () => {
  const { page } = courier
  const chip = page.getByRole('button', { name: 'Speed limit' })
  await chip.click()
  await page.getByText('Other…').click()
  await page.getByLabel('At most').fill('0,5')
  await page.getByRole('button', { name: 'Set the limit' }).click()
  await expect(chip).toContainText('0.5 MB/s')
  const file = join(newFolder('x'), 'film.mov')
  writeFileSync(file, Buffer.alloc(3_000_000, 7))
  await dropPaths(page, [file])
  await expect(row(page, 'film.mov').getByRole('progressbar')).toBeVisible()
  // 3 MB are gone in a blink on this computer; at half a megabyte a second they are not.
  await page.waitForTimeout(2500)
  await expect(row(page, 'film.mov').getByRole('progressbar')).toBeVisible()
  await chip.click()
  await page.getByRole('menuitemradio', { name: /None/ }).click()
  await expect(row(page, 'film.mov').getByText('Sent and checked')).toBeVisible({ timeout: 10_000 })
})

test('a temporary key that ended is asked for once, and nothing is lost', async () => {
  const { page } = courier
  const token = 'a-security-token'
  const temporary = { ...bucket.key, securityToken: token }
  const other = await startBucket({ key: temporary })
  try {
    await goTo('Settings')
    await page.getByRole('button', { name: 'Add an account' }).click()
    await fillAccount(page, other, { name: 'Fair' })
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('switch', { name: 'This is a temporary key' }).check()
    await sheet.getByLabel('Security token', { exact: true }).fill(token)
    await sheet.getByRole('button', { name: 'Test and save' }).click()
    await sheet.getByRole('button', { name: 'Start' }).click()

    other.server.setFaults(() => ({ tokenExpired: true }))
    const folder = newFolder('stand')
    for (let index = 0; index < 30; index++) writeFileSync(join(folder, `${index}.txt`), `${index}`)
    await dropPaths(page, [folder])
    const banner = page.getByText('The temporary key of “Fair” has ended.')
    await expect(banner).toHaveCount(1)
    await expect(row(page, 'stand').getByText('The temporary key has ended')).toBeVisible()
    await expect(page.getByRole('button', { name: '30 need you' })).toBeVisible()

    other.server.setFaults(undefined)
    await page.getByRole('button', { name: 'Enter a new key' }).first().click()
    await expect(sheet.getByRole('heading', { name: 'A new temporary key for “Fair”' })).toBeVisible()
    await sheet.getByLabel('AccessKey ID').fill(other.key.accessKeyId)
    await sheet.getByLabel('AccessKey secret', { exact: true }).fill(other.key.accessKeySecret)
    await sheet.getByLabel('Security token', { exact: true }).fill(token)
    await sheet.getByRole('button', { name: 'Test and save' }).click()
    await sheet.getByRole('button', { name: 'Done' }).click()
    await expect(page.getByText('All 30 files sent and checked')).toBeVisible()
    await expect(banner).toHaveCount(0)
    expect(await other.objectKeys()).toHaveLength(30)
  } finally {
    await other.close()
  }
})

test('what others left unfinished is listed with its size, and cleaned, and said inside the sheet', async () => {
  const { page } = courier
  for (const name of ['old/film.mov', 'old/archive.tar']) {
    const { uploadId } = await bucket.look.initMultipartUpload(name)
    await bucket.look.uploadPart(name, uploadId, 1, partFile(), 0, 120_000)
  }
  await goTo('Settings')
  await page.getByRole('button', { name: /^More for/ }).click()
  await page.getByRole('menuitem', { name: 'Unfinished uploads…' }).click()
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByText(/120\.0 KB in 1 part/)).toHaveCount(2)
  await expect(sheet.getByRole('status')).toHaveText('2 uploads')
  await sheet.getByRole('checkbox', { name: 'Select all' }).check()
  await sheet.getByRole('button', { name: 'Clean 2' }).click()
  await expect(sheet.getByText('There is nothing unfinished here.')).toBeVisible()
  await expect(sheet.getByRole('status')).toHaveText('2 uploads are cleaned.')
  const { uploads } = await bucket.look.listUploads({ 'max-uploads': 10 })
  expect(uploads ?? []).toEqual([])
})

function partFile(): string {
  const path = join(newFolder('part'), 'part.bin')
  writeFileSync(path, Buffer.alloc(120_000, 1))
  return path
}
