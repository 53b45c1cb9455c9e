import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { companyHost, startCompany } from './testing/company.ts'
import type { Company } from './testing/company.ts'
import { startHttpProxy } from './testing/proxies.ts'
import type { TestProxy } from './testing/proxies.ts'

let company: Company
let proxy: TestProxy
beforeAll(async () => {
  company = await startCompany()
  proxy = await startHttpProxy({ route: company.route })
})
afterAll(async () => {
  await proxy.close()
  await company.close()
})

async function sendWith(env: NodeJS.ProcessEnv): Promise<string> {
  const hops = [{ kind: 'http', host: '127.0.0.1', port: proxy.port }]
  const request = { method: 'HEAD', protocol: 'https:', host: companyHost, path: '/', headers: {}, hops }
  const script = join(import.meta.dirname, 'testing', 'send-once.ts')
  const args = ['--no-warnings', script, JSON.stringify(request)]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } })
  return stdout
}

// Elsewhere the store of the system is not a file one could point to.
describe.runIf(process.platform === 'linux' && process.features.typescript)('a company’s own certificates', () => {
  it('are trusted once their root is in the store of the operating system', async () => {
    const root = join(import.meta.dirname, 'testdata', 'company-ca.pem')
    expect(await sendWith({ SSL_CERT_FILE: root })).toBe('403')
  })

  it('are not trusted otherwise, whatever the environment asks for', async () => {
    expect(await sendWith({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toBe('net.tls')
  })
})
