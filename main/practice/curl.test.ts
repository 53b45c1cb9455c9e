// curl, as the recipient of a link would use it, with URLs presigned by ali-oss.
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAliOss } from './testing/ali-oss.ts'
import { ownerKey, startPractice, type Practice } from './testing/practice.ts'

const hasCurl = spawnSync('curl', ['--version']).status === 0

let practice: Practice
let dir: string
const big = Buffer.alloc(3_000_000, 'courier ')

beforeAll(async () => {
  practice = await startPractice()
  dir = mkdtempSync(join(tmpdir(), 'practice-curl-'))
  writeFileSync(join(dir, 'big.bin'), big)
  writeFileSync(join(dir, 'empty.bin'), '')
})
afterAll(async () => {
  await practice.end()
  rmSync(dir, { recursive: true })
})

/** For an IP endpoint ali-oss leaves the bucket out of the URL, so the URL names a bucket host, which curl leads here. */
const presign = (method: string, name: string, headers: Record<string, string> = {}): Promise<string> =>
  createAliOss('http://oss.practice.test', ownerKey).signatureUrlV4(method, 600, { headers }, name)

const curl = (...args: string[]): Promise<{ status: string; body: string }> =>
  new Promise((resolve) => {
    const route = ['--connect-to', `::127.0.0.1:${practice.port}`]
    execFile('curl', ['-sS', '--path-as-is', '-w', '\n%{http_code}', ...route, ...args], (_, output) => {
      const at = output.lastIndexOf('\n')
      resolve({ status: output.slice(at + 1), body: output.slice(0, at) })
    })
  })

const stored = async (name: string): Promise<Buffer> => (await practice.send('GET', name)).body

describe.skipIf(!hasCurl)('curl', () => {
  it('sends a file through a link and fetches it through another', async () => {
    const put = await curl('-T', join(dir, 'big.bin'), await presign('PUT', "links/报告 a+b'.bin"))
    expect(put).toEqual({ status: '200', body: '' })
    const copy = join(dir, 'copy.bin')
    expect((await curl('-o', copy, await presign('GET', "links/报告 a+b'.bin"))).status).toBe('200')
    expect(readFileSync(copy).equals(big)).toBe(true)
  })

  it('sends exactly the signed headers, or is refused', async () => {
    const headers = { 'content-type': 'image/png', 'x-oss-meta-author': 'li', 'x-oss-storage-class': 'IA' }
    const url = await presign('PUT', 'links/typed.png', headers)
    const all = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
    expect((await curl('-T', join(dir, 'big.bin'), ...all.slice(0, 4), url)).body).toContain('SignatureDoesNotMatch')
    expect((await curl('-T', join(dir, 'big.bin'), ...all, url)).status).toBe('200')
    const head = await practice.send('HEAD', 'links/typed.png')
    expect(head.headers).toMatchObject(headers)
  })

  it('sends an empty file, and a stream of unknown length', async () => {
    expect((await curl('-T', join(dir, 'empty.bin'), await presign('PUT', 'links/empty'))).status).toBe('200')
    expect((await practice.send('HEAD', 'links/empty')).headers['content-length']).toBe('0')
    const url = await presign('PUT', 'links/streamed')
    expect((await curl('-T', join(dir, 'big.bin'), '-H', 'Transfer-Encoding: chunked', url)).status).toBe('200')
    expect((await stored('links/streamed')).equals(big)).toBe(true)
  })

  it('waits for 100 Continue, and sends nothing when it is refused before', async () => {
    const headers = { 'x-oss-forbid-overwrite': 'true' }
    const url = await presign('PUT', 'links/once', headers)
    const args = ['-H', 'Expect: 100-continue', '--expect100-timeout', '20', '-H', 'x-oss-forbid-overwrite: true', url]
    expect((await curl('-T', join(dir, 'big.bin'), ...args)).status).toBe('200')
    expect((await curl('-T', join(dir, 'big.bin'), ...args)).status).toBe('409')
    expect(practice.lines.filter((line) => line.objectKey === 'links/once').map((line) => line.receivedBytes)).toEqual([
      big.length,
      0,
    ])
  })

  it('hears of a refusal while it is still sending', async () => {
    const url = await presign('PUT', 'links/other')
    const answer = await curl('-T', join(dir, 'big.bin'), '-H', 'Expect:', '-H', 'x-oss-meta-extra: 1', url)
    expect(answer.status).toBe('403')
    expect(answer.body).toContain('<Code>SignatureDoesNotMatch</Code>')
  })

  it('cannot use a link with a form', async () => {
    const answer = await curl('-F', `file=@${join(dir, 'empty.bin')}`, await presign('PUT', 'links/form'))
    expect(['403', '405']).toContain(answer.status)
  })
})
