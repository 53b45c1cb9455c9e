// The main job without hands, on real Electron: a folder is sent, a link is made, an outsider uploads through it, and
// every object is compared with the file on disk. Prints one table, saves screenshots, and its exit status is the truth.
import { expect, type Page } from '@playwright/test'
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { startBucket, type Bucket } from '../e2e/fixtures/bucket.ts'
import { dropPaths, launchCourier, removeProfile, type Courier } from '../e2e/fixtures/courier.ts'
import { connect } from '../e2e/fixtures/hands.ts'
import { checksumsOfFile, writeTree } from '../e2e/fixtures/tree.ts'
import { compareObjects, type Comparison } from './compare.ts'

const MB = 1_000_000
const pictures = resolve(import.meta.dirname, '../../out/demo')
const linkKey = 'inbox/signed contract 合同.pdf'
const labels = { sender: '王小明', purpose: 'demo 100 %' }
/** A header cannot hold Chinese: such a value is percent-encoded, a plain one stays as it is. */
const labelsAsStored = { sender: encodeURIComponent('王小明'), purpose: 'demo 100 %' }

async function photograph(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}

async function sendFolder(courier: Courier, folder: string, found: number): Promise<number> {
  const startedMs = Date.now()
  await dropPaths(courier.page, [folder])
  await expect(courier.page.getByRole('progressbar').first()).toBeVisible({ timeout: 20_000 })
  await photograph(courier.page, '2-sending')
  await expect(courier.page.getByText(`All ${found} files sent and checked`)).toBeVisible({ timeout: 180_000 })
  await photograph(courier.page, '3-sent')
  return (Date.now() - startedMs) / 1000
}

type LinkMade = { url: string; headers: { name: string; value: string }[] }

async function makeLink(courier: Courier): Promise<LinkMade> {
  const { page, app } = courier
  await page.getByRole('button', { name: 'Ask for files' }).click()
  await page.getByLabel('Save it as').fill(linkKey)
  await page.getByLabel('Kind of file').selectOption({ label: 'PDF document' })
  await page.getByLabel('Storage').selectOption('IA')
  await page.getByRole('button', { name: 'Labels, notify a server, and more' }).click()
  const editor = page.getByRole('group', { name: /^Labels/ })
  for (const [i, [name, value]] of Object.entries(labels).entries()) {
    await editor.getByLabel(`Name of label ${i + 1}`).fill(name)
    await editor.getByLabel(`Value of label ${i + 1}`).fill(value)
  }
  await page.getByRole('button', { name: 'Use for this link' }).click()
  await photograph(page, '4-link-form')
  await page.getByRole('button', { name: 'Make the link' }).click()
  await expect(page.getByRole('heading', { name: 'Your link is ready' })).toBeVisible()
  await photograph(page, '5-link-ready')
  await page.getByRole('button', { name: 'Copy link' }).first().click()
  const url = await app.evaluate(({ clipboard }) => clipboard.readText())
  await page.getByRole('button', { name: 'Copy all headers' }).click()
  const text = await app.evaluate(({ clipboard }) => clipboard.readText())
  const headers = text
    .trim()
    .split('\n')
    .map((line) => ({ name: line.slice(0, line.indexOf(':')), value: line.slice(line.indexOf(':') + 1).trim() }))
  return { url, headers }
}

/** The outsider: curl where it is, else Node's own fetch. Neither shares code with the app. */
async function uploadAsOutsider({ url, headers }: LinkMade, file: string): Promise<string> {
  if (spawnSync('curl', ['--version']).status === 0) {
    const sent = headers.flatMap(({ name, value }) => ['--header', `${name}: ${value}`])
    const args = ['--silent', '--show-error', '--fail', '--path-as-is', '--upload-file', file, ...sent, url]
    await promisify(execFile)('curl', args)
    return 'curl'
  }
  const { openAsBlob } = await import('node:fs')
  const answer = await fetch(url, {
    method: 'PUT',
    body: await openAsBlob(file),
    headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
  })
  if (!answer.ok) throw new Error(`the upload through the link was answered with ${answer.status}`)
  return 'fetch'
}

function printTable(rows: Record<string, string | number>): void {
  const width = Math.max(...Object.keys(rows).map((name) => name.length))
  for (const [name, value] of Object.entries(rows)) console.log(`  ${name.padEnd(width)}  ${value}`)
}

async function checkLinkedObject(bucket: Bucket, file: string): Promise<string[]> {
  const { res } = await bucket.look.head(linkKey)
  const onDisk = await checksumsOfFile(file)
  const wanted: Record<string, string> = {
    'content-type': 'application/pdf',
    'x-oss-storage-class': 'IA',
    'x-oss-hash-crc64ecma': onDisk.crc64,
    'content-length': String(onDisk.bytes),
  }
  const problems = Object.entries(wanted).flatMap(([name, value]) =>
    res.headers[name] === value ? [] : [`${name} is ${res.headers[name] ?? 'missing'}, not ${value}`],
  )
  for (const [name, value] of Object.entries(labelsAsStored)) {
    const stored = res.headers[`x-oss-meta-${name}`] ?? ''
    if (stored !== value) problems.push(`label ${name} is “${stored}”, not “${value}”`)
  }
  return problems
}

async function demo(): Promise<boolean> {
  rmSync(pictures, { recursive: true, force: true })
  mkdirSync(pictures, { recursive: true })
  const work = mkdtempSync(join(tmpdir(), 'courier-demo-'))
  const folder = join(work, 'Demo folder')
  const paths = await writeTree(folder, { plainFiles: 300, largeBytes: 300 * MB })
  const outsidersFile = join(work, 'contract.pdf')
  writeFileSync(outsidersFile, 'a contract, signed by somebody without an account')

  const bucket = await startBucket()
  const courier = await launchCourier()
  try {
    await photograph(courier.page, '1-welcome')
    await connect(courier.page, bucket)
    const seconds = await sendFolder(courier, folder, paths.length)
    const totals = await courier.page.evaluate(async () => {
      const answer = await Reflect.get(globalThis, 'courier').uploads.window({
        offset: 0,
        limit: 1,
        expanded: [],
        filter: 'all',
      })
      return answer.value.totals as Record<'found' | 'sent' | 'skipped' | 'failed' | 'totalBytes', number>
    })
    const comparison: Comparison = await compareObjects(bucket, folder, 'Demo folder/', paths)
    const link = await makeLink(courier)
    const client = await uploadAsOutsider(link, outsidersFile)
    const linkProblems = await checkLinkedObject(bucket, outsidersFile)

    const adds = totals.found === totals.sent + totals.skipped + totals.failed
    console.log('\nOSS Courier, demo: a folder sent and an upload link used\n')
    printTable({
      'files on disk': paths.length,
      found: totals.found,
      sent: totals.sent,
      skipped: totals.skipped,
      failed: totals.failed,
      'found = sent + skipped + failed': adds ? 'yes' : 'NO',
      bytes: totals.totalBytes,
      seconds: seconds.toFixed(1),
      'objects compared': comparison.compared,
      'CRC64 of object equals file on disk': `${comparison.equalCrc64} of ${comparison.compared}`,
      'SHA-256 of bytes read back equals file': `${comparison.equalSha256} of ${comparison.compared}`,
      'headers the link asks for': link.headers.map(({ name }) => name).join(', '),
      'uploaded through the link with': client,
      'object of the link': linkProblems.length === 0 ? 'as asked: type, storage class, 2 labels, CRC64' : 'WRONG',
      screenshots: 'out/demo/',
    })
    for (const problem of [...comparison.problems, ...linkProblems]) console.log(`  problem: ${problem}`)
    return (
      adds &&
      totals.found === paths.length &&
      totals.sent === paths.length &&
      comparison.compared === paths.length &&
      comparison.problems.length === 0 &&
      linkProblems.length === 0 &&
      link.headers.length >= 4
    )
  } catch (error) {
    await photograph(courier.page, 'failed').catch(() => undefined)
    throw error
  } finally {
    await courier.close()
    await bucket.close()
    removeProfile(courier.userData)
    rmSync(work, { recursive: true, force: true })
  }
}

const isGood = await demo().catch((error: unknown) => {
  console.error(error)
  return false
})
console.log(isGood ? '\ndemo: everything is as it should be' : '\ndemo: NOT everything is as it should be')
process.exit(isGood ? 0 : 1)
