// The upload page for everyone: on a phone and a desktop, light and dark, in both languages, by keyboard, by ear.
// A picture of each state is kept in out/pages/.
import type { Page } from 'playwright'
import { expect, heading, pdfLink, test, titled } from './fixtures/upload-page-test.ts'
import { nameOfLook, pageLooks, pagePictures } from './fixtures/page-looks.ts'
import { chromiumPath } from './fixtures/upload-pages.ts'

test.describe(titled('upload page for everyone'), () => {
  test.skip(chromiumPath === undefined, 'No Chromium is installed on this machine')
  test.beforeEach(({ pages }) => pages.allow())

  test('calls nothing but the address of the link, and runs nothing but its own script', async ({ open }) => {
    const asker = '</script><img src=x onerror=alert(1)>'
    const objectKey = `in/</script><script>alert(1)</script> "'&.pdf`
    const { page, problems } = await open({ link: { objectKey }, page: { asker } })
    await expect(heading(page)).toHaveText(`Upload for ${asker}`)
    const violations = page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const found: string[] = []
          document.addEventListener('securitypolicyviolation', (event) => {
            found.push(event.effectiveDirective)
            if (found.length === 3) resolve(found.sort())
          })
          try {
            document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.stolen = true">')
          } catch {
            // Markup from text is forbidden altogether.
          }
          document.body.append(Object.assign(document.createElement('img'), { src: 'https://example.com/x.png' }))
          fetch('https://example.com/').catch(() => undefined)
        }),
    )
    expect(await violations).toEqual(['connect-src', 'img-src', 'require-trusted-types-for'])
    expect(await page.evaluate(() => 'stolen' in window)).toBe(false)
    expect(problems).toEqual([])
  })

  test('everything can be done with the keyboard, and is said aloud', async ({ open, pages }) => {
    const { page } = await open({ link: { ...pdfLink, objectKey: pages.fresh() } })
    // Listened for early: Playwright takes a moment until it catches the system's dialog.
    const chosen = new Promise<void>((resolve, reject) => {
      page.on('filechooser', (chooser) => void chooser.setFiles(pages.pdf()).then(resolve, reject))
    })
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'choose it' })).toBeFocused()
    await page.keyboard.press('Enter')
    await chosen
    // The new heading has the focus, so that it is read; the first button is one step on.
    await expect(heading(page)).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Send it' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(heading(page)).toHaveText('Marketing has your file')
    await expect(heading(page)).toBeFocused()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
    await expect(heading(page)).toHaveText('Marketing 已收到您的文件')
    await expect(page.getByRole('button', { name: 'Show in English' })).toBeFocused()
  })

  for (const look of pageLooks) {
    const name = nameOfLook(look)
    test(`looks right and is accessible: ${name}`, async ({ bucket, open, pages }) => {
      const keep = pagePictures(name)
      const button = (page: Page, en: string, zh: string) =>
        page.getByRole('button', { name: look.locale === 'en' ? en : zh, exact: true })
      const asker = look.locale === 'en' ? 'Marketing' : '市场部'
      const page = { locale: look.locale, asker }
      const objectKey = `contracts/${pages.fresh().slice(3, -4)}-acme-signed.pdf`
      const put = await open({ link: { ...pdfLink, objectKey }, page }, look)
      await keep(put.page, '1-choose')
      await put.page.locator('#file').setInputFiles(pages.file('letter.docx', 'x'))
      await keep(put.page, '2-wrong-kind')
      await put.page.locator('#file').setInputFiles(pages.file('Vertrag Acme final (2).pdf', Buffer.alloc(22_400_000)))
      await keep(put.page, '3-ready')
      bucket.server.setFaults(({ operation }) =>
        operation === 'PutObject' ? { bytesPerSecond: 8_000_000 } : undefined,
      )
      await button(put.page, 'Send it', '发送').click()
      await expect
        .poll(async () => Number(await put.page.getByRole('progressbar').getAttribute('aria-valuenow')))
        .toBeGreaterThan(40)
      await keep(put.page, '4-sending')
      await expect(put.page.locator('#head.ok')).toBeVisible({ timeout: 20_000 })
      await keep(put.page, '5-done')
      await put.page.reload()
      await put.page.locator('#file').setInputFiles(pages.pdf())
      await button(put.page, 'Send it', '发送').click()
      await expect(put.page.locator('#head.bad')).toBeVisible()
      await keep(put.page, '6-taken')

      pages.forbid()
      const byForm = await open(
        {
          link: { objectKey: 'inbox/x.pdf' },
          page: { ...page, kind: 'form', isNamedBySender: true, maxBytes: 100_000_000 },
        },
        look,
      )
      await keep(byForm.page, '7-form-choose')
      bucket.server.setFaults(({ method }) => (method === 'POST' ? { latencyMs: 1500 } : undefined))
      await byForm.page.locator('#file').setInputFiles(pages.file(`${name}.bin`, Buffer.alloc(900_000)))
      await button(byForm.page, 'Send it', '发送').click()
      await byForm.page.waitForTimeout(300)
      await keep(byForm.page, '8-form-sending')
      await expect(byForm.page.locator('#head.ok')).toBeVisible()
      await keep(byForm.page, '9-form-done')
    })
  }
})
