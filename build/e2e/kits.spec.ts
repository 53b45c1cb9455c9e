// Large files by link in the real app: asked for, handed over as a page or a file, followed, finished, discarded.
import AxeBuilder from '@axe-core/playwright'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Page } from 'playwright'
import { uploadPageRule } from '../../shared/oss/cors-rule.ts'
import { KitDocument } from '../../shared/model/kit.ts'
import { bucketName, type Bucket } from './fixtures/bucket.ts'
import { answerSaveDialog, root, type Courier } from './fixtures/courier.ts'
import { connect } from './fixtures/hands.ts'
import { filesWith } from './fixtures/secrets.ts'
import { expect, test } from './fixtures/test.ts'
import { chromiumPath } from './fixtures/upload-pages.ts'

const film = randomBytes(12_000_000)
const folder = () => mkdtempSync(join(tmpdir(), 'courier-kit-'))

const unfinished = async ({ look }: Bucket): Promise<number> => (await look.listUploads({})).uploads.length

async function makeKit({ page }: Courier, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Ask for files/ }).click()
  await page.getByLabel('Save it as').fill(name)
  await page.getByRole('switch', { name: 'Large file' }).check()
  await page.getByLabel('Up to').selectOption({ label: '1 GB' })
  await page.getByRole('button', { name: 'Make the link' }).click()
  await expect(page.getByRole('heading', { name: 'Your upload page can be saved' })).toBeVisible()
}

async function savePage({ page, app }: Courier): Promise<string> {
  const path = join(folder(), 'film – upload.html')
  await answerSaveDialog(app, path)
  await page.getByRole('button', { name: 'Save upload page' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Save page…' }).click()
  await expect(dialog.getByText('“film – upload.html” is ready to be sent.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  return path
}

/** As the sender, in a browser of their own, until the page shows a heading like that. */
async function send(path: string, until: RegExp): Promise<void> {
  const browser = await chromium.launch({ ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }) })
  try {
    const page = await browser.newPage()
    await page.goto(pathToFileURL(path).href)
    const file = join(folder(), 'film.mp4')
    writeFileSync(file, film)
    await page.locator('#file').setInputFiles(file)
    await page.getByRole('button', { name: 'Send it' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(until, { timeout: 30_000 })
  } finally {
    await browser.close()
  }
}

async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(join(root, 'out/pages'), { recursive: true })
  await page.waitForTimeout(250)
  await page.screenshot({ path: join(root, 'out/pages', `app-kit-${name}.png`) })
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }))).toEqual([])
}

test('a large file is asked for, the rule is added, the page is saved and brings it', async ({ launch, bucket }) => {
  const courier = await launch()
  const { page } = courier
  await connect(page, bucket)
  await makeKit(courier, 'films/interview.mp4')
  await expect(page.getByText('Nothing yet.')).toBeVisible()
  await keepPicture(page, '1-ready')
  await page.getByRole('button', { name: 'Save upload page' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(/Web pages may not upload large files to team-files yet/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Allow…' }).click()
  await keepPicture(page, '2-rule')
  await dialog.getByRole('button', { name: 'Add the rule' }).click()
  await expect(dialog.getByText('Web pages may upload to team-files in parts.')).toBeVisible()
  await keepPicture(page, '3-page')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  const path = await savePage(courier)
  expect(readFileSync(path, 'utf8')).not.toContain(bucket.key.accessKeySecret)
  expect(courier.output()).not.toContain('x-oss-signature=')

  await page.getByRole('button', { name: /^Copy message/ }).click()
  const message = await courier.app.evaluate(({ clipboard }) => clipboard.readText())
  expect(message).toContain('Save the attached page “interview – upload.html”')
  test.skip(chromiumPath === undefined, 'No Chromium is installed on this machine')
  await send(path, /has your file/)
  expect((await bucket.look.get('films/interview.mp4')).content.equals(film)).toBe(true)
  // The list hears of it by itself, and so does the card.
  await expect(page.getByRole('heading', { name: 'This upload is over' })).toBeVisible({ timeout: 30_000 })
})

test('what came is seen, and finished by its owner where the page may not', async ({ launch, bucket }) => {
  test.skip(chromiumPath === undefined, 'No Chromium is installed on this machine')
  bucket.server.setCors(bucketName, [{ ...uploadPageRule, allowedMethods: ['PUT'] }])
  const courier = await launch()
  const { page } = courier
  await connect(page, bucket)
  await makeKit(courier, 'films/interview.mp4')
  const path = await savePage(courier)
  await send(path, /not put together yet/)
  await page.getByRole('button', { name: 'Look again' }).click()
  await expect(
    page.getByText('All of it is here, in 12 parts (12.0 MB), but the page did not put it together.'),
  ).toBeVisible()
  await keepPicture(page, '4-whole')
  await page.getByRole('button', { name: 'Finish…' }).click()
  await expect(page.getByRole('dialog').getByText(/interview\.mp4 will have 12\.0 MB/)).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Finish' }).click()
  await expect(page.getByText('interview.mp4 is complete: 12.0 MB.')).toBeVisible()
  expect((await bucket.look.get('films/interview.mp4')).content.equals(film)).toBe(true)
})

test('half of a file is seen after a restart, and discarded; nothing is left, and no signature is kept', async ({
  launch,
  bucket,
}) => {
  test.skip(chromiumPath === undefined, 'No Chromium is installed on this machine')
  bucket.server.setCors(bucketName, [uploadPageRule])
  const first = await launch()
  await connect(first.page, bucket)
  await makeKit(first, 'films/interview.mp4')
  const kitPath = join(folder(), 'interview.courier-link')
  await answerSaveDialog(first.app, kitPath)
  await first.page.getByRole('button', { name: 'Save as kit file' }).click()
  await expect(first.page.getByText(/“interview.courier-link” is saved/)).toBeVisible()
  const kit = KitDocument.parse(JSON.parse(readFileSync(kitPath, 'utf8')))
  const put = (number: number, bytes: Buffer) => {
    const signature = kit.part.signatures[number - 1] ?? ''
    const url = kit.part.url.replace('{partNumber}', String(number)).replace('{signature}', signature)
    return fetch(url, { method: 'PUT', body: new Uint8Array(bytes) })
  }
  expect((await put(3, film.subarray(0, 1000))).status).toBe(200)
  expect((await put(1, film.subarray(0, kit.partSize))).status).toBe(200)
  await first.page.getByRole('button', { name: 'Look again' }).click()
  await expect(first.page.getByText('2 of 3 parts, 1.0 MB')).toBeVisible()
  await keepPicture(first.page, '5-half')
  await first.close()
  expect(filesWith(first.userData, kit.part.signatures[0] ?? '')).toEqual([])
  expect(filesWith(first.userData, 'x-oss-signature')).toEqual([])
  expect(await unfinished(bucket)).toBe(1)

  const { page } = await launch({ userData: first.userData })
  await page.getByRole('button', { name: /^Ask for files/ }).click()
  await page
    .getByRole('button', { name: /^Show .*films\/interview\.mp4/ })
    .first()
    .click()
  await expect(page.getByText('2 of 3 parts, 1.0 MB')).toBeVisible()
  await page.getByRole('button', { name: 'Discard…' }).click()
  await expect(page.getByRole('dialog').getByText(/2 parts are deleted/)).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByText('This link has been ended, and nothing of it was kept.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save upload page' })).toBeHidden()
  expect(await unfinished(bucket)).toBe(0)
  expect((await put(2, film.subarray(0, kit.partSize))).status).toBe(404)
  await keepPicture(page, '6-discarded')
})
