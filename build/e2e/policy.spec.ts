// Everything a link can ask for, and presets of it, by the hands of a user; what arrives is compared.
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import type { Page } from 'playwright'
import { launchCourier, removeProfile } from './fixtures/courier.ts'
import { connect } from './fixtures/hands.ts'
import { expect, test } from './fixtures/test.ts'

const run = promisify(execFile)
const hasCurl = spawnSync('curl', ['--version']).status === 0
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const more = 'Labels, notify a server, and more'
const group = (page: Page, name: string) =>
  page.locator('details').filter({ has: page.locator('summary b', { hasText: name }) })
const open = (page: Page, name: string) => group(page, name).locator('summary').click()

test('a link with everything a link can ask for, set by hand, sent by the copied command', async ({
  launch,
  bucket,
}) => {
  test.skip(!hasCurl, 'curl is not on this machine')
  const told: string[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      told.push(body)
      response.writeHead(200, { 'content-length': 2 }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  const { page, app } = await launch()
  const clipboard = () => app.evaluate(({ clipboard }) => clipboard.readText())
  await connect(page, bucket)
  await button(page, 'Ask for files').click()

  await page.getByLabel('Save it as').fill('contracts/{for}.pdf')
  await button(page, 'Make the link').click()
  await expect(page.getByText('The name below uses {for}. Say for whom the link is.')).toBeVisible()
  await page.getByLabel(/^For whom/).fill('Acme 合同')
  await expect(page.getByText('Becomes contracts/Acme 合同.pdf')).toBeVisible()
  await page.getByRole('radio', { name: 'Other…' }).check({ force: true })
  await page.getByLabel('How long').fill('0')
  await expect(page.getByText('A link works for a minute at least.')).toBeVisible()
  await page.getByLabel('How long').fill('90')
  await page.getByLabel('Kind of file').selectOption('application/pdf')
  await page.getByLabel('Storage').selectOption('IA')
  await expect(page.getByText(/still billed for 30 days/)).toBeVisible()

  await button(page, more).click()
  const sheet = page.getByRole('dialog')
  const labels = sheet.getByRole('group', { name: /^Labels/ })
  await labels.getByLabel('Name of label 1').fill('sender')
  await labels.getByLabel('Value of label 1').fill('李静')
  const tags = sheet.getByRole('group', { name: /^Tags/ })
  await tags.getByLabel('Name of label 1').fill('project')
  await tags.getByLabel('Value of label 1').fill('autumn')
  await open(page, 'Labels and tags')
  await open(page, 'When someone opens the file')
  await sheet.getByLabel('When someone opens its address').selectOption('named')
  await sheet.getByLabel('Name of the download').fill('合同 Acme.pdf')
  await sheet.getByLabel(/^Keep in browsers/).selectOption('max-age=86400')
  await sheet.getByLabel(/^Copies are good until/).fill('2030-01-02T03:04')
  await sheet.getByLabel(/^Already packed as/).fill('x-packed')
  await open(page, 'When someone opens the file')
  await open(page, 'Who may read it, encryption')
  await sheet.getByLabel('Who may read it').selectOption('public-read')
  await expect(sheet.getByText(/Anyone on the internet/)).toBeVisible()
  await sheet.getByLabel('Who may read it').selectOption('private')
  await sheet.getByLabel('Encryption in the bucket').selectOption('AES256')
  await open(page, 'Who may read it, encryption')
  await open(page, 'Size and speed')
  await sheet.getByLabel(/^Exact size/).fill('ten')
  await expect(sheet.getByText(/Type a whole number of bytes/)).toBeVisible()
  await sheet.getByLabel(/^Exact size/).fill('16')
  await sheet.getByLabel(/^Speed limit/).fill('0,5')
  await open(page, 'Size and speed')
  await open(page, 'Further headers')
  const further = sheet.getByRole('group', { name: /^Further headers/ })
  await further.getByLabel('Name of label 1').fill('Host')
  await further.getByLabel('Value of label 1').fill('zh-CN')
  await expect(sheet.getByText(/Browsers and programs set this one by themselves/)).toBeVisible()
  await further.getByLabel('Name of label 1').fill('Content-Language')
  await open(page, 'Further headers')
  await open(page, 'Notify a server')
  await sheet.getByRole('switch', { name: 'Notify a server when the file has arrived' }).check()
  await button(page, 'Use for this link').click()
  await expect(sheet.getByText(/Write each address in full/)).toBeVisible()
  await expect(sheet.getByRole('textbox', { name: 'Address' })).toBeFocused()
  await sheet.getByRole('textbox', { name: 'Address' }).fill(`http://127.0.0.1:${port}/told`)
  await expect(sheet.getByText(/cannot reach an address inside your network/)).toBeVisible()
  await sheet.getByText('JSON', { exact: true }).click()
  await sheet.getByLabel('Message to the server').fill('{"name":,"who":}')
  await expect(sheet.getByText(/This is no JSON as OSS wants it/)).toBeVisible()
  const own = sheet.getByRole('group', { name: /^Own values/ })
  await own.getByLabel('Name of label 1').fill('who')
  await own.getByLabel('Value of label 1').fill('Acme "合同"')
  await sheet.getByLabel('Message to the server').evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(8, 8))
  await button(page, 'Insert name').click()
  await sheet.getByLabel('Message to the server').evaluate((area: HTMLTextAreaElement) => {
    const end = area.value.length - 1
    area.setSelectionRange(end, end)
  })
  await button(page, 'Insert own: who').click()
  await expect(sheet.getByLabel('Message to the server')).toHaveValue(
    '{"name":' + '$' + '{object},"who":' + '$' + '{x:who}}',
  )
  await expect(sheet.getByText(/This is no JSON/)).toHaveCount(0)
  await sheet.getByText('What is signed').click()
  await expect(sheet.getByText(/^x-oss-callback: \d+ of 5,120 characters$/)).toBeVisible()
  await button(page, 'Use for this link').click()
  await expect(page.getByRole('list', { name: 'Set on this link' }).getByRole('listitem')).toHaveText([
    '1 label',
    '1 tag',
    'Opening set',
    'Caching set',
    'Encoded as x-packed',
    'Private',
    'Encrypted: AES256',
    'Exactly 16 B',
    'Up to 0.5 MB/s',
    `Notifies 127.0.0.1:${port}`,
    '1 further header',
  ])
  await button(page, 'Make the link').click()
  await expect(page.getByRole('heading', { name: 'Your link is ready' })).toBeVisible()
  await expect(page.getByText('The file must have exactly 16 bytes. Any other is turned down.')).toBeVisible()

  await button(page, /^Copy as curl/).click()
  const command = await clipboard()
  const cwd = mkdtempSync(join(tmpdir(), 'courier-outsider-'))
  const send = async (content: string): Promise<string> => {
    writeFileSync(join(cwd, 'Acme 合同.pdf'), content)
    const { stdout } = await run('sh', ['-c', command], { cwd }).catch((error: { stdout: string }) => error)
    return stdout
  }
  expect(await send('seventeen letters')).toContain('SignatureDoesNotMatch')
  expect(await send('sixteen letters!')).toContain('HTTP 200')
  const { res } = await bucket.look.head('contracts/Acme 合同.pdf')
  expect(res.headers).toMatchObject({
    'content-type': 'application/pdf',
    'content-disposition': `attachment; filename="__ Acme.pdf"; filename*=UTF-8''%E5%90%88%E5%90%8C%20Acme.pdf`,
    'cache-control': 'max-age=86400',
    'content-encoding': 'x-packed',
    'content-language': 'zh-CN',
    expires: new Date('2030-01-02T03:04').toUTCString(),
    'x-oss-storage-class': 'IA',
    'x-oss-server-side-encryption': 'AES256',
    'x-oss-meta-sender': '%E6%9D%8E%E9%9D%99',
  })
  expect(told.map((body) => JSON.parse(body) as unknown)).toEqual([
    { name: 'contracts/Acme 合同.pdf', who: 'Acme "合同"' },
  ])
  server.close()
})

test('a preset brings the settings back, also after a restart; it can be changed, renamed and deleted', async ({
  bucket,
}) => {
  const first = await launchCourier()
  await connect(first.page, bucket)
  let { page } = first
  const chip = () => page.getByRole('button', { name: /^Preset / })
  const choose = async (name: string) => {
    await chip().click()
    await page.getByRole('menuitem', { name }).or(page.getByRole('menuitemradio', { name })).click()
  }
  await button(page, 'Ask for files').click()
  await expect(chip()).toHaveText(/None/)
  await page.getByLabel('Save it as').fill('photos/team.jpg')
  await page.getByLabel('Kind of file').selectOption('image/jpeg')
  await page.getByRole('radio', { name: '7 days' }).check({ force: true })
  await choose('Save these settings as a preset…')
  await button(page, 'Save').click()
  await expect(page.getByText('Give it a name.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Name' }).fill('Photos')
  await button(page, 'Save').click()
  await expect(chip()).toHaveText(/Photos/)
  await page.getByLabel('Kind of file').selectOption('image/png')
  await expect(chip()).toHaveText(/Photos, changed/)
  await chip().click()
  await page.keyboard.press('Escape')
  await first.close()

  const again = await launchCourier({ userData: first.userData })
  page = again.page
  await button(page, 'Ask for files').click()
  await expect(page.getByLabel('Kind of file')).toHaveValue('')
  await choose('Photos')
  await expect(page.getByLabel('Kind of file')).toHaveValue('image/jpeg')
  await expect(page.getByLabel('Save it as')).toHaveValue('photos/')
  await expect(page.getByRole('radio', { name: '7 days' })).toBeChecked()
  await page.getByRole('switch', { name: 'Only the first upload counts' }).uncheck()
  await choose('Save the changes to “Photos”')
  await expect(chip()).toHaveText(/^Preset Photos\s*$/)
  await choose('Rename “Photos”…')
  await page.getByRole('textbox', { name: 'Name' }).fill('Team photos')
  await button(page, 'Save').click()
  await expect(chip()).toHaveText(/Team photos/)
  await choose('Delete “Team photos”…')
  await button(page, 'Delete').click()
  await expect(chip()).toHaveText(/None/)
  await again.close()
  removeProfile(first.userData)
})
