// The upload page by parts for everyone: on a phone and a desktop, light and dark, in both languages, by keyboard, by ear.
// A picture of each state is kept in out/pages/.
import { randomBytes } from 'node:crypto'
import { uploadPageRule } from '../../shared/oss/cors-rule.ts'
import { bucketName } from './fixtures/bucket.ts'
import { expect, heading, test, titled } from './fixtures/kit-pages.ts'
import { nameOfLook, pageLooks, pagePictures } from './fixtures/page-looks.ts'
import { chromiumPath } from './fixtures/upload-pages.ts'

const film = randomBytes(24_000_000)

test.describe(titled('upload page by multipart for everyone'), () => {
  test.skip(chromiumPath === undefined, 'No Chromium is installed on this machine')
  test.beforeEach(({ pages }) => pages.allow())

  test('everything can be done with the keyboard, and is said aloud', async ({ bucket, openKit, pages }) => {
    const { page } = await openKit()
    bucket.server.setFaults(({ operation, partNumber }) =>
      operation === 'UploadPart' && Number(partNumber) > 9 && partNumber !== 23 ? { latencyMs: 2000 } : undefined,
    )
    // Listened for early: Playwright takes a moment until it catches the system's dialog.
    const chosen = new Promise<void>((resolve, reject) => {
      page.on('filechooser', (chooser) => void chooser.setFiles(pages.file('film.mp4', film)).then(resolve, reject))
    })
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'choose it' })).toBeFocused()
    await page.keyboard.press('Enter')
    await chosen
    await expect(heading(page)).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Send it' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('progressbar', { name: 'Upload of film.mp4' })).toBeVisible()
    await expect(page.locator('#live')).toHaveText(/% sent/)
    await expect(heading(page)).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Stop' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(heading(page)).toHaveText('Stopped')
    await expect(heading(page)).toBeFocused()
    for (let step = 0; step < 3; step++) await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Discard…' })).toBeFocused()
    await page.keyboard.press('Enter')
    // What cannot be undone is not the first button.
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Keep it' })).toBeFocused()
    await page.keyboard.press('Enter')
    bucket.server.setFaults(undefined)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(heading(page)).toHaveText('Marketing has your file')
  })

  for (const look of pageLooks) {
    const name = nameOfLook(look)
    test(`looks right and is accessible: ${name}`, async ({ bucket, openKit, pages }) => {
      const keep = pagePictures(`parts-${name}`)
      const asker = look.locale === 'en' ? 'Marketing' : '市场部'
      const file = pages.file('Interview final cut (2).mp4', film)
      const { page, reopen } = await openKit(
        { link: { contentType: 'video/mp4', maxBytes: 5e9 }, page: { locale: look.locale, asker } },
        look,
      )
      const button = (en: string, zh: string) =>
        page.getByRole('button', { name: look.locale === 'en' ? en : zh, exact: true })
      await keep(page, '1-choose')
      // The last part and the first four come through; the others wait until there are pictures.
      bucket.server.setFaults(({ operation, partNumber }) =>
        operation === 'UploadPart' && Number(partNumber) > 4 && partNumber !== 12 ? { latencyMs: 10_000 } : undefined,
      )
      await page.locator('#file').setInputFiles(file)
      await keep(page, '2-ready')
      await button('Send it', '发送').click()
      await expect
        .poll(async () => Number(await page.getByRole('progressbar').getAttribute('aria-valuenow')))
        .toBeGreaterThan(30)
      await keep(page, '3-sending')
      await button('Stop', '停止').click()
      await keep(page, '4-stopped')
      await button('Discard…', '丢弃…').click()
      await keep(page, '5-discard')
      await button('Keep it', '保留').click()
      bucket.server.setCors(bucketName, [{ ...uploadPageRule, allowedMethods: ['PUT'] }])
      bucket.server.setFaults(undefined)
      await button('Send it', '发送').click()
      await expect(page.locator('#head.bad')).toBeVisible({ timeout: 20_000 })
      await keep(page, '6-not-finished')
      pages.allow()
      await button('Try again', '重试').click()
      await expect(page.locator('#head.ok')).toBeVisible({ timeout: 20_000 })
      await keep(page, '7-done')
      await reopen()
      await expect(page.locator('#head.bad')).toBeVisible()
      await keep(page, '8-used')

      const begun = await openKit({ link: { objectKey: 'films/two.mp4' }, page: { locale: look.locale, asker } }, look)
      const [signature = ''] = begun.document.part.signatures
      const url = begun.document.part.url.replace('{partNumber}', '1').replace('{signature}', signature)
      await fetch(url, { method: 'PUT', body: film.subarray(0, 1_048_576) })
      await begun.reopen()
      await expect(begun.page.locator('.calm')).toBeVisible()
      await keep(begun.page, '9-begun')
    })
  }
})
