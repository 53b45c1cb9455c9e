import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBucket } from './fixtures/bucket.ts'
import { newProfile } from './fixtures/courier.ts'
import { connect, fillAccount, testAccount } from './fixtures/hands.ts'
import { filesWith, trafficRecorder } from './fixtures/secrets.ts'
import { expect, test } from './fixtures/test.ts'

test('a secret goes one way: into the keychain’s protection, never to the page, a log or the disk in clear', async ({
  launch,
  bucket,
}) => {
  const traffic = join(mkdtempSync(join(tmpdir(), 'courier-traffic-')), 'traffic.jsonl')
  const courier = await launch({ preloadMain: trafficRecorder(traffic) })
  const { accessKeySecret } = bucket.key
  await connect(courier.page, bucket)
  await courier.page.getByRole('button', { name: 'Settings' }).click()
  await expect(courier.page.getByText('In this computer’s keychain')).toBeVisible()
  const inPage = await courier.page.evaluate(() => document.documentElement.outerHTML)
  expect(inPage).not.toContain(accessKeySecret)
  await courier.close()

  const recorded = readFileSync(traffic, 'utf8')
  expect(recorded).toContain('accounts.add')
  expect(recorded).not.toContain(accessKeySecret)
  expect(courier.output()).not.toContain(accessKeySecret)
  expect(filesWith(courier.userData, accessKeySecret)).toEqual([])
  // The search itself must be able to find: the same search sees the name of the account, in the settings.
  expect(filesWith(courier.userData, 'Marketing')).toEqual([join(courier.userData, 'settings.json')])

  const again = await launch({ userData: courier.userData })
  await expect(again.page.getByRole('heading', { level: 1, name: 'Send files' })).toBeVisible()
  await again.page.getByRole('button', { name: 'Settings' }).click()
  await testAccount(again.page)
  await again.close()
})

test('the security token of a temporary key is as secret as its secret', async ({ launch }) => {
  const securityToken = `CAIS${'0123456789abcdefghij'.repeat(8)}`
  const bucket = await startBucket({ key: { securityToken, expiresAtMs: Date.now() + 3_600_000 } })
  const traffic = join(mkdtempSync(join(tmpdir(), 'courier-traffic-')), 'traffic.jsonl')
  const courier = await launch({ preloadMain: trafficRecorder(traffic) })
  const { page } = courier
  await page.getByRole('button', { name: 'Connect' }).click()
  await fillAccount(page, bucket)
  await page.getByRole('switch', { name: 'This is a temporary key' }).check()
  await page.getByLabel('Security token', { exact: true }).fill(securityToken)
  await page.getByRole('button', { name: 'Test and save' }).click()
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Send files' })).toBeVisible()
  await courier.close()
  expect(readFileSync(traffic, 'utf8')).not.toContain(securityToken)
  expect(courier.output()).not.toContain(securityToken)
  expect(filesWith(courier.userData, securityToken)).toEqual([])
  await bucket.close()
})

test('without a keychain the key is kept for this session only, said plainly, and asked for at the next start', async ({
  launch,
  bucket,
}) => {
  const userData = newProfile()
  const courier = await launch({ userData, passwordStore: 'basic' })
  const { page } = courier
  await page.getByRole('button', { name: 'Connect' }).click()
  await expect(page.getByText('The secret is kept for this session only')).toBeVisible()
  await fillAccount(page, bucket)
  await page.getByRole('button', { name: 'Test and save' }).click()
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByText('Access keys are kept for this session only')).toBeVisible()
  await courier.close()
  expect(filesWith(userData, bucket.key.accessKeySecret)).toEqual([])
  const settings = readFileSync(join(userData, 'settings.json'), 'utf8')
  expect(settings).toContain('Marketing')
  expect(settings).not.toContain('ciphertext')

  const again = await launch({ userData, passwordStore: 'basic' })
  await again.page.getByRole('button', { name: 'Settings' }).click()
  await expect(again.page.getByText('Secret needed').first()).toBeVisible()
  await again.close()
})

test('a secret the keychain does not open any more is kept, and asked for again', async ({ launch, bucket }) => {
  const courier = await launch()
  await connect(courier.page, bucket)
  await courier.close()
  const settingsFile = join(courier.userData, 'settings.json')
  const kept = readFileSync(settingsFile, 'utf8')

  const locked = await launch({ userData: courier.userData, passwordStore: 'basic' })
  await locked.page.getByRole('button', { name: 'Settings' }).click()
  await expect(locked.page.getByText('Secret needed').first()).toBeVisible()
  await locked.close()
  const ciphertext = /"ciphertext":\s*"([^"]+)"/.exec(kept)?.[1]
  expect(ciphertext?.length).toBeGreaterThan(20)
  expect(readFileSync(settingsFile, 'utf8')).toContain(ciphertext)

  const open = await launch({ userData: courier.userData })
  await open.page.getByRole('button', { name: 'Settings' }).click()
  await testAccount(open.page)
  await open.close()
})

test('a settings file that cannot be read is set aside under a new name, and said', async ({ launch }) => {
  const userData = newProfile()
  writeFileSync(join(userData, 'settings.json'), '{"accounts": [ this is not JSON')
  const courier = await launch({ userData })
  await expect(courier.page.getByText('The settings could not be read')).toBeVisible()
  const aside = readdirSync(userData).filter((name) => name.startsWith('settings.broken'))
  expect(aside).toHaveLength(1)
  expect(readFileSync(join(userData, String(aside[0])), 'utf8')).toContain('this is not JSON')
  await courier.close()
})
