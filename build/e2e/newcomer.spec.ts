// What somebody does who has just typed `npm start`: no account, no one to ask.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dropPaths } from './fixtures/courier.ts'
import { row, tryPractice } from './fixtures/hands.ts'
import { expect, test } from './fixtures/test.ts'

const hasCurl = spawnSync('curl', ['--version']).status === 0

test('a newcomer tries it: a file sent into the practice bucket, a link made and used', async ({ launch }) => {
  const { page, app } = await launch()
  await tryPractice(page)
  const folder = mkdtempSync(join(tmpdir(), 'courier-newcomer-'))
  writeFileSync(join(folder, 'my first file.txt'), 'hello')
  await dropPaths(page, [join(folder, 'my first file.txt')])
  await expect(row(page, 'my first file').getByText('Sent and checked')).toBeVisible({ timeout: 15_000 })

  await page.getByRole('button', { name: 'Ask for files' }).click()
  await page.getByLabel('Save it as').fill('from a friend.txt')
  await page.getByRole('button', { name: 'Make the link' }).click()
  await expect(page.getByText('This link works on this computer only')).toBeVisible()
  await page.getByRole('button', { name: /^Copy as curl/ }).click()
  const command = await app.evaluate(({ clipboard }) => clipboard.readText())
  expect(command).toMatch(/^curl /)
  if (hasCurl) {
    writeFileSync(join(folder, 'from a friend.txt'), 'from outside')
    const answer = execFileSync('sh', ['-c', `${command} --silent --write-out '%{http_code}'`], { cwd: folder })
    expect(String(answer)).toBe('200')
  }
})

test('the same in Chinese, chosen on the first screen', async ({ launch }) => {
  const { page } = await launch()
  await page.getByRole('button', { name: '简体中文' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('发送文件，或收取文件')
  await page.getByRole('button', { name: /^试/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: '发送文件' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/)
})

test('the practice bucket and what is in it are there again at the next start', async ({ launch }) => {
  const first = await launch()
  await tryPractice(first.page)
  const folder = mkdtempSync(join(tmpdir(), 'courier-newcomer-'))
  writeFileSync(join(folder, 'kept.txt'), 'one')
  await dropPaths(first.page, [join(folder, 'kept.txt')])
  await expect(row(first.page, 'kept').getByText('Sent and checked')).toBeVisible({ timeout: 15_000 })
  await first.close()
  const second = await launch({ userData: first.userData })
  await expect(second.page.getByRole('heading', { level: 1, name: 'Send files' })).toBeVisible()
  writeFileSync(join(folder, 'kept.txt'), 'two')
  await dropPaths(second.page, [join(folder, 'kept.txt')])
  await expect(second.page.getByText('Name taken', { exact: true })).toBeVisible({ timeout: 15_000 })
})
