import { expect, test } from '@playwright/test'
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startBucket, type Bucket } from './fixtures/bucket.ts'
import { launchCourier, removeProfile, type Courier } from './fixtures/courier.ts'
import { connect } from './fixtures/hands.ts'

const run = promisify(execFile)
const hasCurl = spawnSync('curl', ['--version']).status === 0

let bucket: Bucket
let courier: Courier

test.beforeAll(async () => {
  bucket = await startBucket()
  courier = await launchCourier()
  await connect(courier.page, bucket)
  await courier.page.getByRole('button', { name: 'Ask for files' }).click()
})
test.afterAll(async () => {
  await courier.close()
  await bucket.close()
  removeProfile(courier.userData)
})

const clipboard = () => courier.app.evaluate(({ clipboard }) => clipboard.readText())

function fileToSend(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'courier-outsider-')), 'file to send.bin')
  writeFileSync(path, text)
  return path
}

const upload = async (url: string, file: string, headers: string[] = []): Promise<string> => {
  const { stdout } = await run('curl', [
    ...['--silent', '--show-error', '--path-as-is', '--write-out', '%{http_code}', '--output', '-'],
    ...headers.flatMap((header) => ['--header', header]),
    ...['--upload-file', file, url],
  ])
  return stdout
}

test('a plain link: curl sends a file through it, nothing else needed', async () => {
  test.skip(!hasCurl, 'curl is not on this machine')
  const { page } = courier
  await page.getByLabel('Save it as').fill('contracts/acme signed 合同 +1%.pdf')
  await page.getByRole('switch', { name: /Only the first upload counts/ }).uncheck()
  await page.getByRole('button', { name: 'Make the link' }).click()
  await expect(page.getByRole('heading', { name: 'Your link is ready' })).toBeVisible()
  await page.getByRole('button', { name: 'Copy link' }).click()
  const url = await clipboard()
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/team-files\/contracts\//)
  expect(await upload(url, fileToSend('signed'))).toBe('200')
  const { content } = await bucket.look.get('contracts/acme signed 合同 +1%.pdf')
  expect(content.toString()).toBe('signed')
})

test('a link with headers: without them refused, with them stored as asked; the copied curl command has them', async () => {
  test.skip(!hasCurl, 'curl is not on this machine')
  const { page } = courier
  const another = page.getByRole('button', { name: 'Make another' })
  if (await another.isVisible()) await another.click()
  await page.getByLabel('Save it as').fill('photos/team.jpg')
  await page.getByRole('radio', { name: '1 day' }).check({ force: true })
  await page.getByRole('switch', { name: /Only the first upload counts/ }).check()
  await page.getByLabel('Kind of file').selectOption({ label: 'JPEG picture' })
  await page.getByLabel('Storage').selectOption('IA')
  await page.getByRole('button', { name: 'Labels, notify a server, and more' }).click()
  const labels = page.getByRole('group', { name: /^Labels/ })
  await labels.getByLabel('Name of label 1').fill('sender')
  await labels.getByLabel('Value of label 1').fill('王 O\'Neil $HOME `x` "y"')
  await page.getByRole('button', { name: 'Use for this link' }).click()
  await page.getByRole('button', { name: 'Make the link' }).click()
  await expect(page.getByText(/The sender must send \d headers/)).toBeVisible()
  await page.getByRole('button', { name: 'Copy link' }).first().click()
  const url = await clipboard()
  expect(await upload(url, fileToSend('no headers'))).toContain('SignatureDoesNotMatch')

  await page.getByRole('button', { name: 'Copy as curl' }).first().click()
  const command = await clipboard()
  // Pasted into a shell as it is, in the folder that holds the file the link asks for.
  const cwd = mkdtempSync(join(tmpdir(), 'courier-outsider-'))
  writeFileSync(join(cwd, 'team.jpg'), 'the picture')
  await run('sh', ['-c', command], { cwd })
  const { res } = await bucket.look.head('photos/team.jpg')
  expect(res.headers).toMatchObject({ 'content-type': 'image/jpeg', 'x-oss-storage-class': 'IA' })
  expect(decodeURIComponent(String(res.headers['x-oss-meta-sender']))).toBe('王 O\'Neil $HOME `x` "y"')
  // Only the first upload counts.
  writeFileSync(join(cwd, 'team.jpg'), 'another picture')
  const again = await run('sh', ['-c', command], { cwd }).catch((error: { stdout: string }) => error)
  expect(again.stdout).toContain('FileAlreadyExists')
  expect((await bucket.look.get('photos/team.jpg')).content.toString()).toBe('the picture')
})
