// The app's side of upload pages: it looks at the bucket, offers what works there, and saves the page.
import AxeBuilder from '@axe-core/playwright'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright'
import { root, type Courier } from './fixtures/courier.ts'
import { connect } from './fixtures/hands.ts'
import { expect, test } from './fixtures/test.ts'
import { chromiumPath } from './fixtures/upload-pages.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'courier-saved-'))

/** Lets the next save dialog answer with this path; without one it is dismissed. Gives back what was suggested. */
const answerSaveDialog = (app: Courier['app'], filePath: string) =>
  app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = ((_window: unknown, options: { defaultPath?: string }) => {
      Reflect.set(globalThis, 'suggested', options.defaultPath)
      return Promise.resolve({ canceled: chosen === '', filePath: chosen })
    }) as typeof dialog.showSaveDialog // the form the app calls it with
  }, filePath)

async function makeLink({ page }: Courier, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Ask for files' }).click()
  await page.getByLabel('Save it as').fill(name)
  await page.getByLabel('Kind of file').selectOption('application/pdf')
  await page.getByRole('button', { name: 'Make the link' }).click()
  await page.getByRole('button', { name: 'Save upload page' }).click()
}

/** As the sender: opens the saved file in a browser of their own. Answers the page's heading at the end. */
async function sendThrough(path: string): Promise<string> {
  const browser = await chromium.launch({ ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }) })
  try {
    const page = await browser.newPage()
    await page.goto(pathToFileURL(path).href)
    const file = join(folder(), 'scan.pdf')
    writeFileSync(file, '%PDF the scan')
    await page.locator('#file').setInputFiles(file)
    await page.getByRole('button', { name: 'Send it' }).click()
    await expect(page.locator('#head.ok, #head.bad')).toBeVisible()
    return await page.getByRole('heading', { level: 1 }).innerText()
  } finally {
    await browser.close()
  }
}

async function keepPicture({ page }: Courier, name: string): Promise<void> {
  mkdirSync(join(root, 'out/pages'), { recursive: true })
  await page.waitForTimeout(250)
  await page.screenshot({ path: join(root, 'out/pages', `app-${name}.png`) })
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }))).toEqual([])
}

test('the rule is shown, added when confirmed, and the saved page works', async ({ launch, bucket }) => {
  const courier = await launch()
  const { page, app } = courier
  await connect(page, bucket)
  await makeLink(courier, 'contracts/acme-signed.pdf')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(/Web pages may not upload to team-files yet/)).toBeVisible()
  await expect(dialog.getByRole('radio', { name: /Simple form/ })).toBeChecked()
  await expect(dialog.getByRole('radio', { name: /With progress/ })).toBeDisabled()
  await keepPicture(courier, '1-closed')
  await dialog.getByRole('button', { name: 'Allow…' }).click()
  await expect(dialog.getByText('<AllowedMethod>PUT</AllowedMethod>')).toBeVisible()
  await keepPicture(courier, '2-rule')
  expect(bucket.lines.filter(({ operation }) => operation === 'PutBucketCors')).toEqual([])
  await dialog.getByRole('button', { name: 'Add the rule' }).click()
  await expect(dialog.getByText(/Web pages may upload to team-files, so/)).toBeVisible()
  await expect(dialog.getByRole('radio', { name: /With progress/ })).toBeChecked()
  await keepPicture(courier, '3-open')

  await answerSaveDialog(app, '')
  await dialog.getByRole('button', { name: 'Save page…' }).click()
  const suggested = await app.evaluate(() => String(Reflect.get(globalThis, 'suggested')))
  expect(suggested.endsWith('acme-signed – upload.html')).toBe(true)
  await expect(dialog.getByRole('button', { name: 'Save page…' })).toBeEnabled()
  const path = join(folder(), 'acme-signed – upload.html')
  await answerSaveDialog(app, path)
  await dialog.getByLabel('Who asks').fill('Acme’s lawyers')
  await dialog.getByRole('button', { name: 'Save page…' }).click()
  await expect(dialog.getByText('“acme-signed – upload.html” is ready to be sent.')).toBeVisible()
  await keepPicture(courier, '4-saved')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('button', { name: 'Save upload page' })).toBeFocused()

  const html = readFileSync(path, 'utf8')
  expect(html).toContain("default-src 'none'".replaceAll("'", '&#39;'))
  expect(html).not.toContain(bucket.key.accessKeySecret)
  expect(courier.output()).not.toContain('x-oss-signature=')
  if (chromiumPath === undefined) return
  expect(await sendThrough(path)).toBe('Acme’s lawyers has your file')
  expect((await bucket.look.get('contracts/acme-signed.pdf')).content.toString()).toBe('%PDF the scan')
})

test('a key that may only write gets the rule to hand on, and a form page that works', async ({ launch, bucket }) => {
  bucket.server.setKeys([
    { ...bucket.key, allow: [{ actions: ['oss:PutObject', 'oss:GetObject', 'oss:ListObjects', 'oss:DeleteObject'] }] },
    { accessKeyId: 'LTAI5tOwner', accessKeySecret: bucket.ownerSecret },
  ])
  const courier = await launch()
  const { page, app } = courier
  await connect(page, bucket)
  await makeLink(courier, 'inbox/any.pdf')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Allow…' }).click()
  await dialog.getByRole('button', { name: 'Add the rule' }).click()
  await expect(dialog.getByText(/This key has no permission .* oss:GetBucketCors/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Copy the rule' }).click()
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toContain('<AllowedOrigin>*</AllowedOrigin>')

  await dialog.getByRole('switch', { name: 'The sender names the file' }).check()
  await dialog.getByLabel('Largest file').selectOption({ label: '10 MB' })
  const path = join(folder(), 'any – upload.html')
  await answerSaveDialog(app, path)
  await dialog.getByRole('button', { name: 'Save page…' }).click()
  await expect(dialog.getByText(/It cannot look into your bucket/)).toBeVisible()
  expect(existsSync(path)).toBe(true)
  if (chromiumPath === undefined) return
  expect(await sendThrough(path)).toBe('Sent')
  expect(await bucket.objectKeys()).toContain('inbox/scan.pdf')
})

test('when the file cannot be written there, it is said', async ({ launch, bucket }) => {
  const courier = await launch()
  await connect(courier.page, bucket)
  await makeLink(courier, 'a.pdf')
  const dialog = courier.page.getByRole('dialog')
  await expect(dialog.getByRole('switch', { name: 'The sender names the file' })).toBeDisabled()
  await answerSaveDialog(courier.app, join(folder(), 'no such folder', 'a.html'))
  await dialog.getByRole('button', { name: 'Save page…' }).click()
  await expect(dialog.getByText(/could not be saved there/)).toBeVisible()
})
