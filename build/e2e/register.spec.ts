// The register of links: from making one to what came through it, over a restart, to its end.
import { expect, type Page } from '@playwright/test'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBucket } from './fixtures/bucket.ts'
import { answerSaveDialog, type Courier } from './fixtures/courier.ts'
import { connect, row } from './fixtures/hands.ts'
import { makeMany, upload } from './fixtures/links.ts'
import { filesWith } from './fixtures/secrets.ts'
import { test } from './fixtures/test.ts'

const ask = (page: Page) => page.getByRole('button', { name: /^Ask for files/ }).click()
const clipboard = ({ app }: Courier) => app.evaluate(({ clipboard }) => clipboard.readText())

type LinkOptions = { firstOnly?: boolean; forWhom?: string }

/** Makes a link with the form, and answers its URL. */
async function makeLink(courier: Courier, name: string, { firstOnly = false, forWhom = '' }: LinkOptions = {}) {
  const { page } = courier
  await page.getByLabel('For whom').fill(forWhom)
  await page.getByLabel('Save it as').fill(name)
  await page.getByRole('switch', { name: /Only the first upload counts/ }).setChecked(firstOnly)
  await page.getByRole('button', { name: 'Make the link', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Your link is ready' })).toBeVisible()
  await expect(page.getByText(name).first()).toBeVisible()
  return page.getByRole('textbox', { name: 'Link', exact: true }).inputValue()
}

async function choose(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** In a narrow window the filters are behind a button. */
async function filter(page: Page, name: RegExp): Promise<void> {
  const chip = page.getByRole('button', { name: /^Show (All|Waiting|Received|Needs|Ended)/ })
  if (!(await chip.isVisible())) return page.getByRole('radio', { name }).check({ force: true })
  await chip.click()
  await page.getByRole('menuitemradio', { name }).click()
}

/** Keeps what the desktop would have shown. */
const spyOnNotices = ({ app }: Courier) =>
  app.evaluate(({ Notification }) => {
    const shown: { title: string; body: string }[] = []
    Reflect.set(globalThis, 'shownNotices', shown)
    Notification.isSupported = () => true
    Notification.prototype.show = function (this: { title: string; body: string }) {
      shown.push({ title: this.title, body: this.body })
      Reflect.set(globalThis, 'lastNotice', this)
    }
  })
const notices = ({ app }: Courier) => app.evaluate(() => Reflect.get(globalThis, 'shownNotices') as unknown)

test('a file that comes is seen by itself: its size, a badge, a word on the desktop; all of it is there after a restart', async ({
  launch,
  bucket,
}) => {
  test.setTimeout(120_000)
  const courier = await launch()
  const { page } = courier
  await spyOnNotices(courier)
  await connect(page, bucket)
  await ask(page)
  const url = await makeLink(courier, 'contracts/acme signed 合同.pdf', { forWhom: 'Acme' })
  await makeLink(courier, 'contracts/other.pdf')
  const acme = row(page, 'acme signed 合同.pdf')
  await expect(acme.getByText('Waiting', { exact: true })).toBeVisible()
  await expect(acme.getByText(/made just now · for Acme/)).toBeVisible()

  await page.getByRole('button', { name: /^Send files/ }).click()
  expect(await upload(url, 'x'.repeat(412_000))).toBe('200')
  await expect(page.getByRole('button', { name: /^Ask for files/ })).toContainText('1 new', { timeout: 40_000 })
  await expect(page.getByText('acme signed 合同.pdf came through your link, from Acme.').first()).toBeVisible()
  await expect
    .poll(() => notices(courier))
    .toEqual([{ title: 'A file came through your link', body: 'acme signed 合同.pdf, from Acme' }])

  await courier.app.evaluate(() => {
    Reflect.get(globalThis, 'lastNotice').emit('click')
  })
  await expect(page.getByRole('heading', { name: 'The file has come' })).toBeVisible()
  await expect(acme.getByText('Received', { exact: true })).toBeVisible()
  await expect(acme.getByText('412.0 KB')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Ask for files/ })).not.toContainText('new', { timeout: 10_000 })

  await courier.close()
  const again = await launch({ userData: courier.userData })
  await ask(again.page)
  await expect(row(again.page, 'acme signed 合同.pdf').getByText('412.0 KB')).toBeVisible()
  await expect(row(again.page, 'other.pdf').getByText('Waiting', { exact: true })).toBeVisible()
  await choose(again.page, 'contracts/other.pdf', 'Copy link')
  await expect(again.page.getByText('The link is on the clipboard.')).toBeVisible()
  expect(await upload(await clipboard(again), 'second')).toBe('200')
  await choose(again.page, 'contracts/other.pdf', 'Check now')
  await expect(row(again.page, 'other.pdf').getByText('Received', { exact: true })).toBeVisible()
})

test('links rest sealed: no file of the profile holds a signature or a policy, and no list has a link in it', async ({
  launch,
  bucket,
}) => {
  const courier = await launch()
  const { page } = courier
  await connect(page, bucket)
  await ask(page)
  const url = await makeLink(courier, 'contracts/secret.pdf')
  const signature = new URL(url).searchParams.get('x-oss-signature') ?? ''
  expect(signature).toMatch(/^[0-9a-f]{64}$/)
  await expect(row(page, 'secret.pdf')).toBeVisible()
  const listed = await page.evaluate(async () => {
    const query = { search: '', filter: 'all', offset: 0, limit: 200 }
    return JSON.stringify(await Reflect.get(globalThis, 'courier').links.window(query))
  })
  expect(listed).toContain('contracts/secret.pdf')
  expect(listed).not.toContain(signature)
  expect(existsSync(join(courier.userData, 'links.sqlite'))).toBe(true)
  for (const secret of [signature, 'x-oss-signature=', 'x-oss-credential=']) {
    expect(filesWith(courier.userData, secret), secret).toEqual([])
  }
  await courier.close()
  expect(filesWith(courier.userData, signature)).toEqual([])
  expect(courier.output()).not.toContain(signature)
})

test('closing early: the link then answers 409 FileAlreadyExists; where that cannot work nothing false is offered', async ({
  launch,
  bucket,
}) => {
  const courier = await launch()
  const { page } = courier
  await connect(page, bucket)
  await ask(page)
  const url = await makeLink(courier, 'in/closed.pdf', { firstOnly: true })
  await choose(page, 'in/closed.pdf', 'Close early')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('An empty file takes the name in/closed.pdf')
  await dialog.getByRole('button', { name: 'Close the link' }).click()
  await expect(page.getByText('The link is closed. Nobody can upload through it any more.').first()).toBeVisible()
  await expect(row(page, 'closed.pdf').getByText('Closed', { exact: true })).toBeVisible()
  expect(await upload(url, 'too late', true)).toBe('409 FileAlreadyExists')

  const came = await makeLink(courier, 'in/came.pdf', { firstOnly: true })
  expect(await upload(came, 'in time', true)).toBe('200')
  await choose(page, 'in/came.pdf', 'Close early')
  await dialog.getByRole('button', { name: 'Close the link' }).click()
  await expect(page.getByText('The file had come before.').first()).toBeVisible()
  await expect(row(page, 'came.pdf').getByText('Received', { exact: true })).toBeVisible()
  expect((await bucket.look.get('in/came.pdf')).content.toString()).toBe('in time')

  await makeLink(courier, 'in/open.pdf')
  await choose(page, 'in/open.pdf', 'Close early')
  await expect(page.getByRole('heading', { name: 'This link cannot be closed early' })).toBeVisible()
  await expect(dialog.getByRole('button')).toHaveCount(1)
  await page.keyboard.press('Escape')
  expect(await bucket.objectKeys()).toEqual(['in/came.pdf', 'in/closed.pdf'])
})

test('a new link like an old one: the same name while it is free, another one when the first upload holds it', async ({
  launch,
  bucket,
}) => {
  const courier = await launch()
  const { page } = courier
  await connect(page, bucket)
  await ask(page)
  const url = await makeLink(courier, 'in/plan.pdf', { firstOnly: true, forWhom: 'Beta' })
  await choose(page, 'in/plan.pdf', 'New link like this')
  await expect(row(page, 'plan.pdf')).toHaveCount(2)
  expect(await upload(url, 'plan', true)).toBe('200')
  await page.getByRole('button', { name: 'Check now' }).click()
  await expect(row(page, 'plan.pdf').getByText('Received', { exact: true })).toHaveCount(2)
  await page.getByRole('button', { name: 'More for in/plan.pdf' }).first().click()
  await page.getByRole('menuitem', { name: 'New link like this' }).click()
  await expect(row(page, 'plan (2).pdf').getByText(/for Beta/)).toBeVisible()
})

test('a key that may only write: it cannot check, says what to ask for, and the request is ready to be sent', async ({
  launch,
}) => {
  const allow = [{ actions: ['oss:PutObject', 'oss:AbortMultipartUpload', 'oss:ListParts'] }]
  const bucket = await startBucket({ key: { allow } })
  try {
    const courier = await launch()
    const { page } = courier
    await connect(page, bucket)
    await ask(page)
    await makeLink(courier, 'in/plan.pdf')
    const plan = row(page, 'plan.pdf')
    await expect(plan.getByText('Cannot check', { exact: true })).toBeVisible()
    await expect(plan).toContainText('Needs oss:GetObject.')
    await plan.getByRole('button', { name: 'Copy the request' }).click()
    const request = await clipboard(courier)
    expect(request).toContain('cannot see whether it came')
    expect(request).toContain('"oss:GetObject"')
    expect(request).toContain('acs:oss:*:*:team-files/in/*')
    await filter(page, /Needs a look/)
    await expect(plan).toBeVisible()
  } finally {
    await bucket.close()
  }
})

test('10,000 links: a few rows are drawn, search and filters find one, and the list is saved as a table', async ({
  launch,
  bucket,
}) => {
  test.setTimeout(180_000)
  const courier = await launch()
  const { page } = courier
  await connect(page, bucket)
  await ask(page)
  await makeMany(page, 10_000)
  await makeLink(courier, 'in/the one.pdf', { forWhom: '王小明' })
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await expect(page.getByRole('table', { name: 'Links' })).toHaveAttribute('aria-rowcount', '10001')
  expect(await page.getByRole('row').count()).toBeLessThanOrEqual(80)
  await page.getByRole('table', { name: 'Links' }).press('End')
  await expect(row(page, 'many/00000.pdf')).toBeVisible()
  expect(await page.getByRole('row').count()).toBeLessThanOrEqual(80)

  await page.getByRole('searchbox', { name: 'Search links' }).fill('王小 ONE')
  await expect(page.getByRole('row')).toHaveCount(1)
  await expect(row(page, 'the one.pdf')).toBeVisible()
  await filter(page, /Ended/)
  await expect(page.getByText('No link fits this search.')).toBeVisible()
  await filter(page, /All/)

  const path = join(mkdtempSync(join(tmpdir(), 'courier-list-')), 'links.csv')
  await answerSaveDialog(courier.app, path)
  await page.getByRole('button', { name: 'Save the list' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('1 link is saved')
  await dialog.getByRole('button', { name: 'Save…' }).click()
  await expect(page.getByText('The list is saved.').first()).toBeVisible()
  const table = readFileSync(path, 'utf8')
  expect(table).toContain('"王小明","in/the one.pdf"')
  expect(table).not.toContain('x-oss-signature')

  await page.getByRole('button', { name: 'Save the list' }).click()
  await dialog.getByRole('checkbox', { name: 'Also the links themselves' }).check()
  await expect(dialog).toContainText('Whoever can read the file can then upload')
  await dialog.getByRole('button', { name: 'Save…' }).click()
  await expect.poll(() => readFileSync(path, 'utf8')).toContain('x-oss-signature')
})
