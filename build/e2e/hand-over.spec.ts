import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { connect } from './fixtures/hands.ts'
import { expect, test } from './fixtures/test.ts'

const run = promisify(execFile)
const hasCurl = spawnSync('curl', ['--version']).status === 0

test('a link is handed over as a message, as code and as a QR code, and each works', async ({ launch, bucket }) => {
  const { page, app } = await launch()
  const clipboard = () => app.evaluate(({ clipboard }) => clipboard.readText())
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const cwd = mkdtempSync(join(tmpdir(), 'courier-outsider-'))
  await connect(page, bucket)
  await button('Ask for files').click()

  await page.getByLabel('Save it as').fill('合同 +1%.pdf')
  await page.getByRole('switch', { name: /Only the first upload counts/ }).uncheck()
  await button('Make the link').click()
  await button('Copy message').click()
  const message = await clipboard()
  expect(message).toContain('Please upload the file “合同 +1%.pdf”.')
  writeFileSync(join(cwd, '合同 +1%.pdf'), 'by the message')
  if (hasCurl) {
    const line = message.split('\n').find((each) => each.startsWith('curl ')) ?? ''
    expect((await run('sh', ['-c', line], { cwd })).stdout).toContain('HTTP 200')
    expect((await bucket.look.get('合同 +1%.pdf')).content.toString()).toBe('by the message')
  }

  // Choosing a language copies at once, and the button keeps to it.
  await button('Language of the message').click()
  await page.getByRole('menuitemradio', { name: '中文' }).click()
  await expect.poll(clipboard).toContain('请上传文件“合同 +1%.pdf”。')
  await button('For developers').click()
  await page.getByRole('menuitemradio', { name: 'Node.js' }).click()
  await expect.poll(clipboard).toContain("from 'node:http'")
  await expect(button('Copy as Node.js')).toBeVisible()
  writeFileSync(join(cwd, 'upload.mjs'), await clipboard())
  writeFileSync(join(cwd, '合同 +1%.pdf'), 'by the code')
  expect((await run(process.execPath, ['upload.mjs'], { cwd })).stdout).toContain('Uploaded.')
  expect((await bucket.look.get('合同 +1%.pdf')).content.toString()).toBe('by the code')

  await button('Show the QR code larger').click()
  await expect(page.getByRole('img', { name: /QR code of the link/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(button('Show the QR code larger')).toBeFocused()

  // A scanner hands on the link alone, so there is none when headers go with it.
  await page.getByRole('switch', { name: /Only the first upload counts/ }).check()
  await button('Make the link').click()
  await expect(page.getByText(/and so there is no QR code/)).toBeVisible()
  await expect(button('Show the QR code larger')).toHaveCount(0)
})
