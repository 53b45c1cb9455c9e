import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bucket } from './fixtures/bucket.ts'
import { answerOpenDialog, dropPaths, kill, type Courier } from './fixtures/courier.ts'
import { connect, row } from './fixtures/hands.ts'
import { expect, test } from './fixtures/test.ts'
import { checksumsOf, checksumsOfFile, writeTree } from './fixtures/tree.ts'

let bucket: Bucket
let courier: Courier

test.beforeEach(async ({ launch, bucket: fresh }) => {
  bucket = fresh
  courier = await launch()
  await connect(courier.page, bucket)
})

const newFolder = (name: string): string => {
  const folder = join(mkdtempSync(join(tmpdir(), 'courier-send-')), name)
  mkdirSync(folder)
  return folder
}

const storedAs = async (objectKey: string) => {
  const { content } = await bucket.look.get(objectKey)
  return checksumsOf(
    (async function* () {
      yield await Promise.resolve(content)
    })(),
  )
}

test('a dropped folder arrives whole, every name and every byte', async () => {
  const folder = newFolder('Autumn shoot')
  const paths = await writeTree(folder, { plainFiles: 40, largeBytes: 20 << 20 })
  await dropPaths(courier.page, [folder])
  await expect(courier.page.getByText(`All ${paths.length} files sent and checked`)).toBeVisible({ timeout: 40_000 })
  expect(await bucket.objectKeys()).toEqual(paths.map((path) => `Autumn shoot/${path}`.normalize('NFC')).sort())
  for (const path of paths) {
    expect({ path, ...(await storedAs(`Autumn shoot/${path}`)) }).toEqual({
      path,
      ...(await checksumsOfFile(join(folder, path))),
    })
  }
})

test('what is chosen in the details travels with each file', async () => {
  const { page, app } = courier
  await page.getByRole('button', { name: /Details and labels/ }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('radio', { name: /Rarely read/ }).check()
  await sheet.getByLabel('Keep in browsers’ memory').selectOption({ label: 'Up to 1 day' })
  const labels = sheet.getByRole('group', { name: /^Labels/ })
  await labels.getByLabel('Name of label 1').fill('campaign')
  await labels.getByLabel('Value of label 1').fill('autumn-2026')
  await labels.getByLabel('Name of label 2').fill('photographer')
  await labels.getByLabel('Value of label 2').fill('李静')
  await sheet.getByRole('button', { name: 'Use from now on' }).click()
  const folder = newFolder('x')
  const file = join(folder, 'picture.JPG')
  writeFileSync(file, 'not really a picture')
  await answerOpenDialog(app, [file])
  await page.getByRole('button', { name: 'Choose files' }).click()
  await expect(row(page, 'picture.JPG').getByText('Sent and checked')).toBeVisible()
  const { res } = await bucket.look.head('picture.JPG')
  expect(res.headers).toMatchObject({
    'content-type': 'image/jpeg',
    'cache-control': 'max-age=86400',
    'x-oss-storage-class': 'IA',
    'x-oss-meta-campaign': 'autumn-2026',
    'x-oss-meta-photographer': encodeURIComponent('李静'),
  })
})

test('a taken name is never overwritten: it waits for an answer, and each answer does what it says', async () => {
  const { page } = courier
  await bucket.look.put('a.txt', Buffer.from('theirs'))
  await bucket.look.put('b.txt', Buffer.from('theirs'))
  await bucket.look.put('c.txt', Buffer.from('theirs'))
  const folder = newFolder('x')
  for (const name of ['a.txt', 'b.txt', 'c.txt']) writeFileSync(join(folder, name), 'mine')
  await dropPaths(
    page,
    ['a.txt', 'b.txt', 'c.txt'].map((name) => join(folder, name)),
  )
  for (const name of ['a.txt', 'b.txt', 'c.txt']) await expect(row(page, name).getByText('Name taken')).toBeVisible()
  expect((await bucket.look.get('a.txt')).content.toString()).toBe('theirs')

  await row(page, 'a.txt').getByRole('button', { name: 'Keep both' }).click()
  await row(page, 'b.txt').getByRole('button', { name: 'Skip' }).click()
  await row(page, 'c.txt').getByRole('button', { name: 'Replace' }).click()
  await expect(page.getByText('2 files sent and checked')).toBeVisible()
  expect(await bucket.objectKeys()).toEqual(['a (2).txt', 'a.txt', 'b.txt', 'c.txt'])
  const texts = await Promise.all(
    (await bucket.objectKeys()).map(async (key) => (await bucket.look.get(key)).content.toString()),
  )
  expect(texts).toEqual(['mine', 'theirs', 'theirs', 'mine'])
})

test('pause holds a large file, continue carries on, and no part is sent twice', async () => {
  const { page } = courier
  const folder = newFolder('x')
  await writeTree(folder, { plainFiles: 0, largeBytes: 96 << 20 })
  const film = join(folder, 'film – final cut.mov')
  bucket.server.setFaults(({ operation }) => (operation === 'UploadPart' ? { bytesPerSecond: 2 << 20 } : undefined))
  await dropPaths(page, [film])
  await expect.poll(() => bucket.lines.filter(({ operation }) => operation === 'UploadPart').length).toBeGreaterThan(1)
  await page.getByRole('button', { name: 'Pause all' }).click()
  await expect(row(page, 'film').getByText('Paused')).toBeVisible()
  const arrived = () =>
    bucket.lines.filter(({ operation, status }) => operation === 'UploadPart' && status === 200).length
  const held = arrived()
  await page.waitForTimeout(2500)
  expect(arrived()).toBe(held)
  bucket.server.setFaults(undefined)
  await page.getByRole('button', { name: 'Continue all' }).click()
  await expect(row(page, 'film').getByText('Sent and checked')).toBeVisible({ timeout: 30_000 })
  const accepted = bucket.lines.filter(({ operation, status }) => operation === 'UploadPart' && status === 200)
  expect(new Set(accepted.map(({ partNumber }) => partNumber)).size).toBe(accepted.length)
  expect(await storedAs('film – final cut.mov')).toEqual(await checksumsOfFile(film))
})

test('after kill -9 in the middle the next start carries on where it stopped', async ({ launch }) => {
  const folder = newFolder('x')
  await writeTree(folder, { plainFiles: 0, largeBytes: 96 << 20 })
  const film = join(folder, 'film – final cut.mov')
  bucket.server.setFaults(({ operation }) => (operation === 'UploadPart' ? { bytesPerSecond: 2 << 20 } : undefined))
  await dropPaths(courier.page, [film])
  const parts = () => bucket.lines.filter(({ operation, status }) => operation === 'UploadPart' && status === 200)
  await expect.poll(() => parts().length).toBeGreaterThan(3)
  kill(courier)
  const before = parts().length
  bucket.server.setFaults(undefined)
  const again = await launch({ userData: courier.userData })
  await expect(row(again.page, 'film').getByText('Sent and checked')).toBeVisible({ timeout: 30_000 })
  await again.close()
  const ids = new Set(parts().map(({ uploadId }) => uploadId))
  expect(ids.size).toBe(1)
  // What OSS had acknowledged is not sent again; what was on the wire may be.
  expect(before).toBeGreaterThan(3)
  expect(await storedAs('film – final cut.mov')).toEqual(await checksumsOfFile(film))
})

test('canceling takes the unfinished upload off the server, so that nothing is billed', async () => {
  const { page } = courier
  const folder = newFolder('x')
  await writeTree(folder, { plainFiles: 0, largeBytes: 64 << 20 })
  bucket.server.setFaults(({ operation }) => (operation === 'UploadPart' ? { bytesPerSecond: 1 << 20 } : undefined))
  await dropPaths(page, [join(folder, 'film – final cut.mov')])
  const did = (name: string) =>
    bucket.lines.some(({ operation, status }) => operation === name && status < 300 && status > 0)
  await expect.poll(() => did('InitiateMultipartUpload')).toBe(true)
  await expect(row(page, 'film').getByRole('progressbar')).toBeVisible()
  await row(page, 'film')
    .getByRole('button', { name: /Stop sending/ })
    .click()
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Stop sending' })
  if (await confirm.isVisible().catch(() => false)) await confirm.click()
  await expect(row(page, 'film').getByText('Canceled')).toBeVisible()
  await expect.poll(() => did('AbortMultipartUpload'), { timeout: 20_000 }).toBe(true)
  await expect
    .poll(async () => (await bucket.look.listUploads({ 'max-uploads': 100 })).uploads ?? [], { timeout: 20_000 })
    .toEqual([])
  expect(await bucket.objectKeys()).toEqual([])
})

test('found = sent + skipped + failed, each with its reason, and the rest goes on', async () => {
  const { page } = courier
  const folder = newFolder('Mixed')
  writeFileSync(join(folder, 'good.txt'), 'good')
  writeFileSync(join(folder, '.DS_Store'), 'junk')
  writeFileSync(join(folder, 'Thumbs.db'), 'junk')
  symlinkSync(join(folder, 'gone'), join(folder, 'broken link'))
  symlinkSync(folder, join(folder, 'loop'))
  execFileSync('mkfifo', [join(folder, 'pipe')])
  mkdirSync(join(folder, 'empty folder'))
  await dropPaths(page, [folder])
  await expect(row(page, 'Mixed').getByText(/skipped/)).toBeVisible()
  await row(page, 'Mixed')
    .getByRole('button', { name: /Show the files/ })
    .click()
  for (const [name, reason] of [
    ['.DS_Store', 'a system file nobody needs'],
    ['Thumbs.db', 'a system file nobody needs'],
    ['broken link', 'a shortcut to something that is gone'],
    ['loop', 'a shortcut that leads back into its own folder'],
    ['pipe', 'not an ordinary file'],
  ] as const) {
    await expect(row(page, name).filter({ hasText: reason })).toBeVisible()
  }
  expect(await bucket.objectKeys()).toEqual(['Mixed/empty folder/', 'Mixed/good.txt'])
})

test('ten thousand rows stay fluid: at most 80 in the page, wherever one scrolls', async () => {
  const { page } = courier
  const folder = newFolder('Many')
  for (let i = 0; i < 10_000; i++) writeFileSync(join(folder, `file ${String(i).padStart(5, '0')}.txt`), '')
  await page
    .getByRole('button', { name: 'Pause all' })
    .click()
    .catch(() => undefined)
  await dropPaths(page, [folder])
  await row(page, 'Many')
    .getByRole('button', { name: /Show the files/ })
    .click()
  await expect(row(page, 'file 0').first()).toBeVisible()
  const list = page.getByRole('table', { name: 'Files being sent' })
  await expect.poll(async () => Number(await list.getAttribute('aria-rowcount'))).toBeGreaterThan(9000)
  for (const share of [0.5, 1, 0.25]) {
    await list.evaluate((element, where) => {
      const scroller = [element, ...element.querySelectorAll('*')].find((e) => e.scrollHeight > e.clientHeight + 1000)
      if (scroller) scroller.scrollTop = scroller.scrollHeight * where
    }, share)
    await expect(row(page, 'file 0').first()).toBeVisible()
    expect(await page.getByRole('row').count()).toBeLessThanOrEqual(80)
  }
})

test('the window comes back where it was', async ({ launch }) => {
  await courier.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 50, width: 1000, height: 700 })
  })
  await courier.page.waitForTimeout(800)
  await courier.close()
  const again = await launch({ userData: courier.userData })
  const bounds = await again.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
  expect(bounds).toMatchObject({ width: 1000, height: 700 })
  await again.close()
})

test('a name that is markup is shown as text', async () => {
  test.skip(process.platform === 'win32', 'Windows has no such file names')
  const { page } = courier
  const name = '<img src=x onerror="globalThis.wasRun=true">.txt'
  const file = join(newFolder('x'), name)
  writeFileSync(file, 'content')
  await dropPaths(page, [file])
  await expect(row(page, name).getByText('Sent and checked')).toBeVisible()
  expect(await page.evaluate(() => document.querySelectorAll('img[src="x"]').length)).toBe(0)
  expect(await page.evaluate(() => Reflect.get(globalThis, 'wasRun') as unknown)).toBeUndefined()
})
