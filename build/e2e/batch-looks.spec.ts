// Lists of links and download links as they look, light and dark, English and Chinese, and in the smallest window.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dropPaths } from './fixtures/courier.ts'
import { connect } from './fixtures/hands.ts'
import { fewLooks, pictureTaker, wear, wordsOf } from './fixtures/looks.ts'
import { expect, test } from './fixtures/test.ts'

const list = [
  'For whom\tFile name\tKind of file\tWorks until',
  'Acme Ltd\tcontracts/acme-signed.pdf\tPDF\t3 days',
  '上海某某信息技术有限公司\t合同/某某-已签.pdf\tPDF\t',
  'Miller & Sons\tcontracts/miller-signed.pdf\t\t14 days',
  '王芳\tcontracts/\t\t',
  'Beta GmbH\tcontracts/beta-signed.pdf\tcontract\t2 days',
  'Gamma\tcontracts/acme-signed.pdf\t\t',
  'A company whose name is much too long for the column it stands in\tphotos/2026/autumn/team-lunch-at-the-lake.jpg\tJPEG\t',
  ...Array.from({ length: 40 }, (_, at) => `Company ${at + 1}\tcontracts/company-${at + 1}.pdf\tPDF\t`),
].join('\n')

for (const { locale, theme } of fewLooks) {
  test(`lists and download links in ${locale}, ${theme}`, async ({ launch, bucket }) => {
    test.setTimeout(120_000)
    const { page, app } = await launch()
    const word = wordsOf(locale)
    const button = (name: string) => page.getByRole('button', { name, exact: true })
    const keep = pictureTaker(page, `${locale}-${theme}-batch`)
    const resize = (width: number, height: number) =>
      app.evaluate(
        ({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w ?? 0, h ?? 0),
        [width, height],
      )
    await connect(page, bucket)
    const file = join(mkdtempSync(join(tmpdir(), 'courier-looks-')), '合影 team.jpg')
    writeFileSync(file, 'picture')
    await dropPaths(page, [file])
    await wear(page, { locale, theme })
    await button(word('downloads.menuOne', { name: '合影 team.jpg' })).click({ timeout: 20_000 })
    await keep('download')
    await button(word('downloads.make', { count: 1 })).click()
    await expect(button(word('downloads.copyLink'))).toBeVisible()
    await keep('download-ready')
    await page.keyboard.press('Escape')

    await button(word('common.navAsk')).click()
    await button(word('batch.open')).click()
    await keep('empty')
    await page.getByLabel(word('batch.paste')).fill(list)
    await button(word('batch.read')).click()
    await expect(page.getByText(word('batch.wrong', { count: 3 }))).toBeVisible()
    await keep('three-wrong')
    await page
      .getByRole('button', {
        name: word('batch.change', { what: word('batch.headName'), row: 4, value: 'contracts/' }),
      })
      .click()
    await keep('change')
    await page.keyboard.press('Escape')
    await resize(860, 600)
    await keep('three-wrong-small')
    await page.getByText(word('batch.shown.attention'), { exact: true }).click()
    await keep('needs-a-look-small')
    await button(word('batch.leaveOutAll')).click()
    await button(word('batch.make', { count: 44 })).click()
    await expect(page.getByText(word('batch.delivered', { delivered: 0, total: 44 }))).toBeVisible()
    await keep('made-small')
    await resize(1120, 720)
    await keep('made')
    await button(word('batch.save')).click()
    await keep('save')
    await page.keyboard.press('Escape')
    await button(word('batch.another')).click()
    await expect(page.getByText(word('batch.earlierTitle'))).toBeVisible()
    await keep('earlier')
  })
}
