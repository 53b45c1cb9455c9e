import type { Page } from '@playwright/test'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createHttpTransport } from '../../main/platform/http-transport.ts'
import { companyCa, companyHost, companyKey, startCompany, type Company } from '../../main/platform/testing/company.ts'
import { startHttpProxy, type TestProxy } from '../../main/platform/testing/proxies.ts'
import { dropPaths, root } from './fixtures/courier.ts'
import { connect, row } from './fixtures/hands.ts'
import { filesWith, trafficRecorder } from './fixtures/secrets.ts'
import { expect, test } from './fixtures/test.ts'

const login = { username: 'CORP\\anna', password: 'Sehr-geheim-42' }
let company: Company
let proxy: TestProxy

test.beforeAll(async () => {
  company = await startCompany()
  proxy = await startHttpProxy({ route: company.route, login })
})
test.afterAll(async () => {
  await proxy.close()
  await company.close()
})

/** As on a computer where the company's root is in the system's store, and someone wants it not to matter. */
const env = {
  SSL_CERT_FILE: resolve(root, 'main/platform/testdata/company-ca.pem'),
  NODE_TLS_REJECT_UNAUTHORIZED: '0',
}

async function logIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('User name').fill(login.username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

async function crc64InBucket(objectKey: string): Promise<string | undefined> {
  const transport = createHttpTransport({ ca: [companyCa] })
  const hops = [{ kind: 'http' as const, host: '127.0.0.1', port: proxy.port, login }]
  const client = company.client(transport, 'https:', hops)
  const { crc64 } = await client.headObject(objectKey, { signal: AbortSignal.timeout(5000) })
  transport.close()
  return crc64
}

test('behind a company proxy with a login: entered once, kept, and everything goes through it', async ({ launch }) => {
  const name = `127.0.0.1:${proxy.port}`
  const folder = mkdtempSync(join(tmpdir(), 'courier-proxy-'))
  const traffic = join(folder, 'traffic.jsonl')
  const courier = await launch({ preloadMain: trafficRecorder(traffic), env })
  const { page } = courier

  // Before there is an account.
  await page.getByRole('button', { name: 'Network settings…' }).click()
  await page.getByRole('radiogroup', { name: 'How to reach the internet' }).getByText('Through a proxy').click()
  await page.getByLabel('Proxy', { exact: true }).fill(name)
  await page.getByLabel('Proxy', { exact: true }).press('Enter')
  await expect(page.getByText(`In use now: the proxy ${name}`)).toBeVisible()
  await page.getByRole('button', { name: 'Test the connection' }).click()
  await expect(page.getByText(`The proxy ${name} asks for your user name and password.`).first()).toBeVisible()
  const refusedBefore = proxy.asked.length
  await logIn(page, 'wrong')
  await expect(page.getByText('does not accept the ones it was given').first()).toBeVisible()
  // Once, so that nobody is locked out of the company.
  expect(proxy.asked.length).toBe(refusedBefore + 1)
  await logIn(page, login.password)
  await expect(page.getByText(`The login for ${name} is kept in this computer’s keychain.`)).toBeVisible()
  await page.getByRole('button', { name: 'Done' }).click()

  await connect(page, { endpoint: companyHost, key: companyKey })
  const path = join(folder, 'report.pdf')
  writeFileSync(path, 'numbers of the third quarter')
  await dropPaths(page, [path])
  await expect(page.getByText('The file is sent and checked').first()).toBeVisible({ timeout: 20_000 })
  expect(await crc64InBucket('report.pdf')).toBeDefined()
  expect(proxy.asked.filter((asked) => asked === `CONNECT ${companyHost}:443`).length).toBeGreaterThan(0)

  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Test the connection' }).click()
  await expect(page.getByText(`${companyHost} answers, through the proxy ${name}.`)).toBeVisible()
  await page.screenshot({ path: resolve(root, 'out/e2e/network-settings.png') })
  expect(await courier.app.evaluate(() => process.env['NODE_TLS_REJECT_UNAUTHORIZED'])).toBeUndefined()

  const inPage = await page.evaluate(() => document.documentElement.outerHTML)
  expect(inPage).not.toContain(login.password)
  await courier.close()
  const recorded = readFileSync(traffic, 'utf8')
  expect(recorded).toContain('app.setProxyLogin')
  expect(recorded).not.toContain(login.password)
  expect(courier.output()).not.toContain(login.password)
  expect(filesWith(courier.userData, login.password)).toEqual([])
  // The search itself must be able to find: the proxy's address is in the settings.
  expect(filesWith(courier.userData, name)).toContain(join(courier.userData, 'settings.json'))

  // The next day nobody is asked.
  const again = await launch({ userData: courier.userData, env })
  const second = join(folder, 'second.pdf')
  writeFileSync(second, 'numbers of the fourth quarter')
  await dropPaths(again.page, [second])
  // The first file is still in the list, sent: only the row of the second says how far the second is.
  await expect(row(again.page, 'second.pdf').getByText('Sent and checked')).toBeVisible({ timeout: 20_000 })
  expect(await crc64InBucket('second.pdf')).toBeDefined()
})

test('files wait under one prompt while a proxy wants a login, and go on once it has it', async ({ launch }) => {
  const name = `127.0.0.1:${proxy.port}`
  const folder = mkdtempSync(join(tmpdir(), 'courier-proxy-'))
  const courier = await launch({ env, passwordStore: 'basic' })
  const { page } = courier
  await page.getByRole('button', { name: 'Network settings…' }).click()
  await page.getByRole('radiogroup', { name: 'How to reach the internet' }).getByText('Through a proxy').click()
  await page.getByLabel('Proxy', { exact: true }).fill(name)
  await page.getByLabel('Proxy', { exact: true }).press('Enter')
  await expect(page.getByText(`In use now: the proxy ${name}`)).toBeVisible()
  await page.getByText('The proxy wants a login').click()
  await logIn(page, login.password)
  await expect(page.getByText(`The login for ${name} is kept in memory`)).toBeVisible()
  await page.getByRole('button', { name: 'Done' }).click()
  await connect(page, { endpoint: companyHost, key: companyKey })

  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Forget it' }).click()
  await expect(page.getByText('The proxy wants a login')).toBeVisible()
  await page.getByRole('button', { name: 'Send files' }).click()
  const paths = ['a.txt', 'b.txt', 'c.txt'].map((file) => join(folder, file))
  for (const path of paths) writeFileSync(path, path)
  await dropPaths(page, paths)
  await expect(page.getByText(`The proxy ${name} asks for your user name and password.`)).toBeVisible()
  await page.screenshot({ path: resolve(root, 'out/e2e/proxy-login-wanted.png') })
  await page.getByRole('button', { name: 'Enter them' }).click()
  await logIn(page, login.password)
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('All 3 files sent and checked').first()).toBeVisible({ timeout: 20_000 })
})

test('as the system says: a PAC script sends some hosts through a proxy and others directly', async ({ launch }) => {
  const open = await startHttpProxy({ route: company.route })
  const name = `127.0.0.1:${open.port}`
  const script = `function FindProxyForURL(url, host) {
    return host === '${companyHost}' ? 'PROXY ${name}; DIRECT' : 'DIRECT'
  }`
  const pac = createServer((_request, response) => response.end(script))
  await new Promise<void>((resolve) => pac.listen(0, '127.0.0.1', resolve))
  // A TCP server that listens has such an address.
  const { port } = pac.address() as AddressInfo
  const folder = mkdtempSync(join(tmpdir(), 'courier-pac-'))
  const hook = join(folder, 'pac.cjs')
  writeFileSync(
    hook,
    `require('electron').app.commandLine.appendSwitch('proxy-pac-url', 'http://127.0.0.1:${port}/proxy.pac')`,
  )
  const { page } = await launch({ preloadMain: hook, env })
  await page.getByRole('button', { name: 'Network settings…' }).click()
  await expect(page.getByText('In use now: no proxy')).toBeVisible()
  await page.getByRole('button', { name: 'Done' }).click()
  await connect(page, { endpoint: companyHost, key: companyKey })
  await page.getByRole('button', { name: 'Settings' }).click()
  await expect(page.getByText(`In use now: the proxy ${name}`)).toBeVisible()
  expect(open.asked.every((asked) => asked === `CONNECT ${companyHost}:443`)).toBe(true)
  expect(open.asked.length).toBeGreaterThan(0)
  await open.close()
  pac.close()
})
