// Every screen, light and dark, English and Chinese: a picture of each in out/screens/, and axe finds nothing.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { dropPaths } from './fixtures/courier.ts'
import { bucketName } from './fixtures/bucket.ts'
import { looks, pictureTaker, wear, wordsOf } from './fixtures/looks.ts'
import { expect, test } from './fixtures/test.ts'
import { writeTree } from './fixtures/tree.ts'

for (const { locale, theme } of looks) {
  test(`every screen in ${locale}, ${theme}`, async ({ launch, bucket }) => {
    test.setTimeout(120_000)
    const { page, app } = await launch()
    const word = wordsOf(locale)
    const button = (name: string) => page.getByRole('button', { name, exact: true })
    const keep = pictureTaker(page, `${locale}-${theme}`)
    await wear(page, { locale, theme })
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(word('welcome.title'))
    await keep('welcome')

    await button(word('welcome.connectButton')).click()
    await keep('connect')
    const sheet = page.getByRole('dialog')
    await button(word('accounts.testAndSave')).click()
    await keep('connect-fields-missing')
    await sheet.getByLabel(word('accounts.accessKeyId')).fill(bucket.key.accessKeyId)
    await sheet.getByLabel(word('accounts.accessKeySecret'), { exact: true }).fill('not the secret')
    await sheet.getByLabel(word('accounts.bucket'), { exact: true }).fill(bucketName)
    const region = sheet.getByRole('combobox', { name: word('accounts.region') })
    await region.fill('hangzhou')
    await keep('connect-regions')
    await region.press('Enter')
    await page.locator('summary').first().click()
    await sheet.getByRole('radio', { name: word('accounts.endpoint.custom') }).check()
    await sheet.getByLabel(word('accounts.customDomain'), { exact: true }).fill(bucket.endpoint)
    await sheet.getByPlaceholder(bucketName).fill('Marketing')
    await button(word('accounts.testAndSave')).click()
    await expect(sheet.getByText(word('accounts.result.no'), { exact: true }).first()).toBeVisible()
    await keep('connect-wrong-secret')
    await sheet.getByLabel(word('accounts.accessKeySecret'), { exact: true }).fill(bucket.key.accessKeySecret)
    await button(word('accounts.testAndSave')).click()
    await expect(button(word('accounts.start'))).toBeVisible()
    await keep('connected')
    await button(word('accounts.start')).click()
    await keep('send-empty')

    await button(word('send.changeFolder')).click()
    await keep('send-change-folder')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: word('send.details') }).click()
    await keep('send-details')
    await page.keyboard.press('Escape')

    await sendSomeOfEverything(page, bucket)
    await expect(page.getByText(word('send.stateTaken'), { exact: true })).toBeVisible()
    await keep('send-busy-and-failed')
    bucket.server.setFaults(undefined)
    await expect(
      page.getByRole('row').filter({ hasText: 'film' }).getByText(word('send.stateSentChecked')),
    ).toBeVisible({
      timeout: 30_000,
    })
    await keep('send-done')

    await button(word('common.navAsk')).click()
    await keep('ask-empty')
    await page.getByLabel(word('ask.saveAs')).fill('contracts/acme-signed.pdf')
    await page.getByLabel(word('ask.kind')).selectOption('application/pdf')
    await button(word('ask.make')).click()
    await expect(page.getByRole('heading', { name: word('ask.ready') })).toBeVisible()
    await keep('ask-ready')
    await button(word('page.open')).click()
    await button(word('page.allow')).click()
    await keep('ask-upload-page')
    await page.keyboard.press('Escape')
    await button(word('ask.codeLanguage')).click()
    await keep('ask-code-menu')
    await page.keyboard.press('Escape')
    await page.getByLabel(word('ask.kind')).selectOption('')
    await page.getByRole('switch', { name: word('ask.firstOnly') }).uncheck()
    await button(word('ask.make')).click()
    await button(word('ask.qrEnlarge')).click()
    await keep('ask-qr')
    await page.keyboard.press('Escape')

    await button(word('common.navSettings')).click()
    await keep('settings')
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(860, 600))
    await keep('settings-small')
    await button(word('common.navAsk')).click()
    await keep('ask-small')
    await page
      .getByRole('button', { name: word('common.navSend') })
      .first()
      .click()
    await keep('send-small')
  })
}

type SlowBucket = Parameters<Parameters<typeof test>[2]>[0]['bucket']

/** A file that goes slowly, one that is sent, one whose name is taken, one that may not be written, a folder. */
async function sendSomeOfEverything(page: Page, bucket: SlowBucket): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'courier-gallery-'))
  await writeTree(join(folder, 'Autumn shoot'), { plainFiles: 12, largeBytes: 0 })
  await writeTree(folder, { plainFiles: 0, largeBytes: 40 << 20 })
  for (const name of ['价格表 2026.xlsx', 'taken.docx', 'press-kit.zip']) writeFileSync(join(folder, name), name)
  await bucket.look.put('taken.docx', Buffer.from('theirs'))
  bucket.server.setFaults(({ operation, objectKey }) => {
    if (operation === 'UploadPart') return { bytesPerSecond: 3 << 20 }
    if (objectKey === 'press-kit.zip') return { refuse: { status: 403, code: 'AccessDenied', message: 'no right' } }
    return undefined
  })
  const names = ['Autumn shoot', 'film – final cut.mov', '价格表 2026.xlsx', 'taken.docx', 'press-kit.zip']
  await dropPaths(
    page,
    names.map((name) => join(folder, name)),
  )
}
