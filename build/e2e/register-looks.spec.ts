// The list of links as it looks: empty, with one, with one of everything, with 10,000, and when something came.
import type { Locator } from '@playwright/test'
import { connect, row } from './fixtures/hands.ts'
import { makeMany, upload } from './fixtures/links.ts'
import { fewLooks, pictureTaker, wear, wordsOf } from './fixtures/looks.ts'
import { expect, test } from './fixtures/test.ts'

for (const { locale, theme } of fewLooks) {
  test(`the list of links in ${locale}, ${theme}`, async ({ launch, bucket }) => {
    test.setTimeout(150_000)
    const { page, app } = await launch()
    const word = wordsOf(locale)
    const button = (name: string) => page.getByRole('button', { name, exact: true })
    const keep = pictureTaker(page, `${locale}-${theme}-register`)
    const resize = (width: number, height: number) =>
      app.evaluate(
        ({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w ?? 0, h ?? 0),
        [width, height],
      )
    const choose = async (name: string, item: string) => {
      await button(word('register.moreOf', { name })).click()
      await page.getByRole('menuitem', { name: item, exact: true }).click()
    }
    const make = async (name: string, forWhom: string, isFirstOnly = true) => {
      await page.getByLabel(word('ask.forWhom')).fill(forWhom)
      await page.getByLabel(word('ask.saveAs')).fill(name)
      await page.getByRole('switch', { name: word('ask.firstOnly') }).setChecked(isFirstOnly)
      await button(word('ask.make')).click()
      await expect(row(page, name)).toBeVisible()
      return page.getByRole('textbox', { name: word('ask.linkField'), exact: true }).inputValue()
    }
    const shows = (where: Locator, text: string) => expect(where.getByText(text, { exact: true })).toBeVisible()

    await connect(page, bucket)
    await wear(page, { locale, theme })
    const ask = page.getByRole('button', { name: new RegExp(`^${word('common.navAsk')}`) })
    await ask.click()
    await keep('empty')
    await make('contracts/acme-signed.pdf', 'Acme')
    await keep('one')

    await choose('contracts/acme-signed.pdf', word('register.close'))
    await keep('close')
    await button(word('register.closeConfirm')).click()
    await shows(row(page, 'acme-signed.pdf'), word('register.state.closed'))
    await keep('closed')
    const url = await make('合同/年度框架协议.pdf', '某某公司', false)
    await choose('合同/年度框架协议.pdf', word('register.close'))
    await keep('cannot-close')
    await page.keyboard.press('Escape')
    await page
      .getByRole('button', { name: word('common.navSend') })
      .first()
      .click()
    expect(await upload(url, 'x'.repeat(412_000))).toBe('200')
    await expect(ask).toContainText(word('register.badgeShort', { count: 1 }), { timeout: 40_000 })
    await keep('received-notice')
    await button(word('register.arrivedShow')).click()
    await expect(page.getByRole('heading', { name: word('register.cardReceived') })).toBeVisible()
    await keep('received')

    await makeMany(page, locale === 'en' && theme === 'light' ? 10_000 : 500)
    await button(word('register.closeCard')).click()
    await page.getByRole('radio', { name: word('register.filter.all') }).check({ force: true })
    await keep('10000')
    await page.getByRole('table', { name: word('register.list') }).press('End')
    await expect(row(page, 'acme-signed.pdf')).toBeVisible()
    await keep('10000-end')
    await button(word('register.export')).click()
    await page.getByRole('checkbox', { name: word('register.exportWithLinks') }).check()
    await keep('export')
    await page.keyboard.press('Escape')
    await resize(860, 600)
    await keep('10000-small')
    await row(page, '年度框架协议.pdf').getByRole('button').first().click()
    await expect(page.getByRole('heading', { name: word('register.cardReceived') })).toBeVisible()
    await keep('received-small')
  })
}
