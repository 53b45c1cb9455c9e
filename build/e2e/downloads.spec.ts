import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { dropPaths } from './fixtures/courier.ts'
import { connect, row } from './fixtures/hands.ts'
import { expect, test } from './fixtures/test.ts'
import { writeTree } from './fixtures/tree.ts'

const run = promisify(execFile)
const hasCurl = spawnSync('curl', ['--version']).status === 0

test('what was sent is handed out by download links: one file with a name, a folder, and what came by a link', async ({
  launch,
  bucket,
}) => {
  test.setTimeout(90_000)
  const { page, app } = await launch()
  const clipboard = () => app.evaluate(({ clipboard }) => clipboard.readText())
  const dialog = page.getByRole('dialog')
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  await connect(page, bucket)
  const folder = mkdtempSync(join(tmpdir(), 'courier-downloads-'))
  writeFileSync(join(folder, 'team +1% 合影.jpg'), 'the picture')
  await writeTree(join(folder, 'Autumn shoot'), { plainFiles: 5, largeBytes: 0 })
  await dropPaths(page, [join(folder, 'team +1% 合影.jpg'), join(folder, 'Autumn shoot')])
  await expect(row(page, '合影').getByText('Sent and checked')).toBeVisible({ timeout: 20_000 })

  await button('Make a download link for team +1% 合影.jpg').click()
  await dialog.getByRole('radio', { name: '1 day' }).check({ force: true })
  await dialog.getByLabel('Saved as').fill('team "A" 合影.jpg')
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  await expect(dialog.getByText(/^It works until/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Copy link' }).click()
  const url = await clipboard()
  const answer = await fetch(url)
  expect([answer.status, await answer.text()]).toEqual([200, 'the picture'])
  expect(answer.headers.get('content-disposition')).toBe(
    'attachment; filename="team _A_ __.jpg"; filename*=UTF-8\'\'team%20%22A%22%20%E5%90%88%E5%BD%B1.jpg',
  )
  const part = await fetch(url, { headers: { range: 'bytes=4-' } })
  expect([part.status, await part.text()]).toEqual([206, 'picture'])
  await dialog.getByRole('button', { name: 'Copy message' }).click()
  await expect.poll(clipboard).toContain('You can download the file “team "A" 合影.jpg” here:')
  expect(await clipboard()).toContain(url)

  // The processing is signed: the practice server says that it has none only to whom it believes.
  await dialog.getByRole('button', { name: 'Change' }).click()
  await dialog.getByLabel('Picture').selectOption({ label: 'Small, 400 pixels wide' })
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  await dialog.getByRole('button', { name: 'Copy link' }).click()
  await expect.poll(clipboard).toContain('x-oss-process=image%2Fresize%2Cw_400')
  const small = await clipboard()
  expect(await (await fetch(small)).text()).toContain('<Code>NotImplemented</Code>')
  expect(await (await fetch(small.replace('w_400', 'w_4000'))).text()).toContain('<Code>SignatureDoesNotMatch</Code>')
  await dialog.getByRole('button', { name: 'Done' }).click()

  await expect(row(page, 'Autumn shoot').getByText('All sent')).toBeVisible({ timeout: 20_000 })
  await button('More for Autumn shoot').click()
  await page.getByRole('menuitem', { name: 'Download link…' }).click()
  await expect(dialog.getByRole('heading')).toHaveText(/^\d+ download links$/)
  await dialog.getByRole('button', { name: /^Make \d+ links$/ }).click()
  await dialog.getByRole('button', { name: 'Copy all links' }).click()
  await expect.poll(clipboard).toContain('\n')
  const links = (await clipboard()).split('\n')
  const keys = (await bucket.objectKeys()).filter((objectKey) => objectKey.startsWith('Autumn shoot/'))
  expect(links.length).toBe(keys.length)
  for (const link of links) expect((await fetch(link)).status).toBe(200)
  await page.keyboard.press('Escape')

  if (!hasCurl) return
  await button('Ask for files').click()
  await page.getByLabel('Save it as').fill('in/answer.txt')
  await page.getByRole('switch', { name: /Only the first upload counts/ }).uncheck()
  await button('Make the link').click()
  await page.getByRole('button', { name: 'Copy link' }).first().click()
  const upload = await clipboard()
  // Not in one breath with this process, which is the bucket as well.
  await run('curl', ['-sS', '-T', join(folder, 'team +1% 合影.jpg'), upload])
  const came = page.getByRole('row').filter({ hasText: 'in/answer.txt' })
  await expect(came.getByText('Received')).toBeVisible({ timeout: 60_000 })
  await came
    .getByRole('button', { name: /ownload/ })
    .first()
    .click()
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  await dialog.getByRole('button', { name: 'Copy link' }).click()
  await expect.poll(clipboard).toContain('in/answer.txt')
  expect(await (await fetch(await clipboard())).text()).toBe('the picture')
})
