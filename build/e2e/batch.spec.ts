import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright'
import { answerOpenDialog, answerSaveDialog, dropPaths, root } from './fixtures/courier.ts'
import { connect } from './fixtures/hands.ts'
import { readCsv } from './fixtures/read-csv.ts'
import { expect, test } from './fixtures/test.ts'

const run = promisify(execFile)
const hasCurl = spawnSync('curl', ['--version']).status === 0
const screens = join(root, 'out/screens')

const fiveRows = [
  'For whom\tFile name\tKind of file\tWorks until\tlabel:dept',
  'Acme Ltd\tcontracts/acme.pdf\tPDF\t\tSales',
  '王芳\tcontracts/\t\t\t',
  'Foo, Inc.\t\tWord\t2 days\t',
  'Acme Ltd\tcontracts/acme.pdf\t\t\t',
  "O'Neil & $Co\tphotos/o`neil + 1%.jpg\tcontract\t\t",
].join('\n')

const keep = async (page: Page, name: string) => {
  mkdirSync(screens, { recursive: true })
  await page.waitForTimeout(200)
  await page.screenshot({ path: join(screens, `${name}.png`) })
}
const table = (page: Page) => page.getByRole('table', { name: 'What each row becomes' })
const curl = async (url: string, headers: string[], file: string): Promise<string> =>
  (
    await run('curl', [
      ...['--silent', '--path-as-is', '--write-out', '%{http_code}', '--output', '-', '--upload-file', file],
      ...headers.flatMap((header) => ['--header', header]),
      url,
    ])
  ).stdout

test('five rows, three of them wrong: one is put right, the links are made, saved and used', async ({
  launch,
  bucket,
}) => {
  test.setTimeout(90_000)
  const { page, app } = await launch()
  const folder = mkdtempSync(join(tmpdir(), 'courier-batch-'))
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  await connect(page, bucket)
  await button('Ask for files').click()
  await button('Many links from a list').click()
  await keep(page, 'batch-empty')
  await page.getByLabel('Paste names, or rows from a spreadsheet').fill(fiveRows)
  await button('Show what they become').click()

  await expect(page.getByText('2 links', { exact: true })).toBeVisible()
  await expect(page.getByText('3 rows need a look')).toBeVisible()
  await expect(table(page).getByText('This ends in / and names a folder. Add the name of the file.')).toBeVisible()
  await expect(table(page).getByText('Row 1 has this name already. Give one of them another.')).toBeVisible()
  await expect(table(page).getByText('“contract” is no kind of file known here.')).toBeVisible()
  await keep(page, 'batch-three-wrong')

  await page.getByLabel('Save each file as').fill('contracts/{for}.docx')
  await expect(button('The file becomes, row 3: contracts/Foo, Inc..docx')).toBeVisible()
  await page.getByText('Needs a look', { exact: true }).click()
  await expect(table(page).getByRole('row')).toHaveCount(4)
  await button(/^Kind of file, row 5/).click()
  await page.getByRole('textbox', { name: 'Kind of file' }).fill('photo')
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 rows need a look')).toBeVisible()
  await button(/^Leave out row 2/).click()
  await expect(page.getByText('1 row left out')).toBeVisible()
  await page.getByLabel('Name of the list').fill('Contracts: autumn')
  await button('Make 3 links').click()

  await expect(page.getByRole('heading', { name: 'Contracts: autumn' })).toBeVisible()
  await expect(page.getByText('0 of 3 delivered')).toBeVisible()
  await keep(page, 'batch-made')

  const csv = join(folder, 'links.csv')
  await answerSaveDialog(app, csv)
  await button('Save links').click()
  await page.getByRole('menuitem', { name: 'As a table, with messages' }).click()
  await expect(page.getByText('Saved. Whoever has the file can use the links in it.')).toBeVisible()
  const [head, ...rows] = readCsv(csv)
  expect(head).toEqual([
    ...['For whom', 'Name in the bucket', 'Link', 'Works until (time of this computer)', 'Headers to send', 'Message'],
  ])
  expect(rows.map(([forWhom, key]) => [forWhom, key])).toEqual([
    ['Acme Ltd', 'contracts/acme.pdf'],
    ['Foo, Inc.', 'contracts/Foo, Inc..docx'],
    ["O'Neil & $Co", 'photos/o`neil + 1%.jpg'],
  ])

  if (hasCurl) {
    for (const [, key = '', url = '', , headers = '', message = ''] of rows) {
      const name = key.split('/').at(-1) ?? ''
      expect(message).toContain(`Please upload the file “${name}”.`)
      writeFileSync(join(folder, 'file'), `of ${key}`)
      expect(await curl(url, headers.split('\n'), join(folder, 'file'))).toBe('200')
      expect((await bucket.look.get(key)).content.toString()).toBe(`of ${key}`)
    }
    expect((await bucket.look.head('contracts/acme.pdf')).res.headers).toMatchObject({
      'content-type': 'application/pdf',
      'x-oss-meta-dept': 'Sales',
    })
    await expect(page.getByText('3 of 3 delivered')).toBeVisible({ timeout: 60_000 })
    const acme = page.getByRole('row').filter({ hasText: 'Acme Ltd' })
    await expect(acme.getByText('Received', { exact: true })).toBeVisible()
    await keep(page, 'batch-delivered')
  }

  // The messages alone, in Chinese.
  await button('Messages in English').click()
  await page.getByRole('menuitemradio', { name: '中文' }).click()
  const messages = join(folder, 'messages.txt')
  await answerSaveDialog(app, messages)
  await button('Save links').click()
  await page.getByRole('menuitem', { name: 'As messages' }).click()
  await expect.poll(() => readdirSync(folder)).toContain('messages.txt')
  expect(readFileSync(messages, 'utf8').match(/请上传文件“/g)).toHaveLength(3)

  // Pages in a folder of their own.
  await answerOpenDialog(app, [folder])
  await button('Save links').click()
  await page.getByRole('menuitem', { name: 'As upload pages' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save page' }).click()
  await expect(page.getByText('3 pages are in the folder Contracts- autumn – upload pages.')).toBeVisible()
  const pages = readdirSync(join(folder, 'Contracts- autumn – upload pages')).sort()
  expect(pages).toEqual([
    'Acme Ltd – acme – upload.html',
    'Foo, Inc – upload.html',
    "O'Neil & $Co – o`neil + 1% – upload.html",
  ])

  // What was left over is still there, and lists made before can be looked at again.
  await button('Back to the rows').click()
  await expect(page.getByText('1 row needs a look')).toBeVisible()
  await button('Another list').click()
  await expect(page.getByText(hasCurl ? /^3 of 3 delivered/ : /^0 of 3 delivered/)).toBeVisible()
  await button('Show the list Contracts: autumn').click()
  await expect(page.getByRole('row').filter({ hasText: 'Foo, Inc.' })).toBeVisible()
})

test('a list saved by Chinese Excel is read, and ten thousand rows stay fluid', async ({ launch, bucket }) => {
  test.setTimeout(120_000)
  const { page } = await launch()
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  await connect(page, bucket)
  await button('Ask for files').click()
  await button('Many links from a list').click()
  // 公司,文件 / 上海,a.pdf in GB18030.
  const gb18030 = Buffer.from('b9abcbbe2ccec4bcfe0d0ac9cfbaa32c612e7064660d0a', 'hex')
  const files = page.locator('input[type=file]')
  await files.setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: gb18030 })
  await expect(button('For whom, row 1: 上海')).toBeVisible()
  await expect(page.getByLabel('Name of the list')).toHaveValue('名单')
  await button('Another list').click()
  // The same file, dropped.
  const dropped = join(mkdtempSync(join(tmpdir(), 'courier-batch-')), 'dropped.csv')
  writeFileSync(dropped, gb18030)
  await expect(page.getByLabel('Paste names, or rows from a spreadsheet')).toBeVisible()
  await dropPaths(page, [dropped])
  await expect(button('The file becomes, row 1: a.pdf')).toBeVisible()
  await expect(page.getByLabel('Name of the list')).toHaveValue('dropped')
  await button('Another list').click()

  const lines = Array.from(
    { length: 10_000 },
    (_, n) => `Somebody ${n},in/${n % 5000 === 7 ? 7 : n}.pdf,${n % 9}00 min,x${n}`,
  )
  const text = `For whom,File,Works for,label:id\n${lines.join('\n')}\n`
  await page.evaluate(() => {
    const tasks: number[] = []
    Reflect.set(globalThis, 'longTasks', tasks)
    new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map(({ duration }) => Math.round(duration))),
    ).observe({
      type: 'longtask',
    })
  })
  const longTasks = () => page.evaluate(() => Reflect.get(globalThis, 'longTasks') as number[])
  const seen: string[] = []
  let known = 0
  /** What took longer than 50 ms since it was asked last. */
  const look = async (what: string) => {
    const all = await longTasks()
    seen.push(`${what}: ${all.slice(known).join(' ms, ') || 'none over 50'} ms`)
    known = all.length
  }
  await files.setInputFiles({ name: 'long.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  // Row 5,008 has the name of row 8; 1,112 rows ask for 0 minutes.
  await expect(page.getByText('8,887 links', { exact: true })).toBeVisible()
  await expect(page.getByText('1,113 rows need a look')).toBeVisible()
  await look('reading and planning')
  await keep(page, 'batch-10000-rows')
  for (const place of [0.3, 0.9, 0.5, 1, 0]) {
    await table(page)
      .getByRole('rowgroup')
      .evaluate((list, share) => (list.scrollTop = share * list.scrollHeight), place)
    await page.waitForTimeout(50)
  }
  await look('scrolling, and a picture')
  await page.getByLabel('Save each file as').pressSequentially('x')
  await page.waitForTimeout(500)
  await look('another name pattern')
  expect(await table(page).getByRole('row').count()).toBeLessThan(60)
  await button('Make 8,887 links').click()
  await expect(page.getByText('0 of 8,887 delivered')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('row').filter({ hasText: 'Somebody' }).first()).toBeVisible()
  await look('making')
  await keep(page, 'batch-10000-made')
  const tasks = await longTasks()
  const told = seen.join('; ')
  test.info().annotations.push({ type: 'long tasks of the window', description: told })
  console.log(`long tasks of the window: ${told}`)
  // What measured that does see one.
  await page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve))
    for (const end = performance.now() + 150; performance.now() < end;);
  })
  await expect.poll(async () => (await longTasks()).length).toBe(tasks.length + 1)
})
