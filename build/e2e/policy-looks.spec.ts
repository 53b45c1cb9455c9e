// Everything a link can ask for, as it looks in every language and theme; axe finds nothing.
import type { LinkPreset } from '../../shared/model/link-preset.ts'
import { connect } from './fixtures/hands.ts'
import { fewLooks, pictureTaker, wear, wordsOf } from './fixtures/looks.ts'
import { expect, test } from './fixtures/test.ts'

const contracts: LinkPreset = {
  name: 'Contracts',
  pattern: 'contracts/{date}-{random}.pdf',
  policy: {
    validity: { kind: 'seconds', seconds: 7200 },
    contentType: 'application/pdf',
    storageClass: 'ColdArchive',
    isFirstUploadOnly: true,
    metadata: { campaign: 'autumn-2026', photographer: '李静' },
    tags: { project: 'x' },
    contentDisposition: 'attachment',
    cacheControl: 'no-cache',
    acl: 'public-read-write',
    encryption: { kind: 'KMS' },
    exactBytes: 1_234_567,
    trafficLimitBitsPerSecond: 8_000_000,
    pinnedHeaders: { 'Content-Language': 'zh-CN' },
    callback: {
      url: 'https://app.example.com/told',
      body: ['object', 'x:who'].map((name) => `${name}=\${${name}}`).join('&'),
      bodyType: 'application/x-www-form-urlencoded',
      variables: { who: 'Acme' },
    },
  },
}

for (const look of fewLooks) {
  test(`the form of a link in ${look.locale}, ${look.theme}, in the smallest window`, async ({ launch, bucket }) => {
    test.setTimeout(90_000)
    const { page, app } = await launch()
    await connect(page, bucket)
    await wear(page, look)
    await page.evaluate(
      (linkPresets) => Reflect.get(globalThis, 'courier').app.setPreferences({ linkPresets }) as Promise<unknown>,
      [contracts],
    )
    const word = wordsOf(look.locale)
    const keep = pictureTaker(page, `${look.locale}-${look.theme}-policy`)
    const button = (name: string | RegExp) => page.getByRole('button', { name })
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(860, 600))
    await button(word('common.navAsk')).click()
    await keep('form')

    await button(new RegExp(`^${word('policy.preset')}`)).click()
    await keep('presets')
    await page.getByRole('menuitemradio', { name: 'Contracts' }).click()
    const chips = page.getByRole('list', { name: word('policy.set') })
    await expect(chips.getByRole('listitem')).toHaveCount(10)
    // Nothing sticks out to the right of the form.
    const clipped = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('form .segmented, form .segmented label, form ul, form li')]
        .filter((each) => each.scrollWidth > each.clientWidth + 1)
        .map((each) => each.outerHTML.slice(0, 120)),
    )
    expect(clipped).toEqual([])
    await chips.scrollIntoViewIfNeeded()
    await keep('chips')

    await button(word('policy.open')).click()
    const groups = await page
      .getByRole('dialog')
      .locator('details:has(> summary b)')
      .evaluateAll((all) => {
        const opened = all.map((each) => (each as HTMLDetailsElement).open)
        for (const each of all) (each as HTMLDetailsElement).open = false
        return opened
      })
    // What is set is in sight when the sheet opens.
    expect(groups).toEqual(Array(6).fill(true))
    await keep('sheet')
    for (const at of groups.keys()) {
      const group = page.getByRole('dialog').locator('details:has(> summary b)').nth(at)
      await group.locator('> summary').click()
      await group.evaluate((each) => each.scrollIntoView())
      await keep('sheet-group')
      await group.locator('> summary').click()
    }
  })
}
