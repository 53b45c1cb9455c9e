// What the list looks like when there is much of it, when something went wrong, and after a kill: pictures in out/screens/.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { openJournal } from '../../main/platform/open-journal.ts'
import type { NewFile } from '../../main/uploads/ports.ts'
import type { ItemId, SendRequest } from '../../shared/model/upload.ts'
import { dropPaths, kill } from './fixtures/courier.ts'
import { connect, row } from './fixtures/hands.ts'
import { keepInEveryLook } from './fixtures/pictures.ts'
import { expect, test } from './fixtures/test.ts'

const newFolder = (name: string): string => {
  const folder = join(mkdtempSync(join(tmpdir(), 'courier-gallery-')), name)
  mkdirSync(folder)
  return folder
}
const unfold = (page: Page, name: string): Promise<void> =>
  row(page, name)
    .getByRole('button', { name: /Show the files/ })
    .click()

const found = 100_000
/** Where the sending has come to; the files right behind that are there. */
const sent = 49_998
const present = 120
const nameOf = (n: number): string => `IMG_${String(n).padStart(6, '0')}.jpg`
const sizeOf = (n: number): number => 2_000_000 + ((n * 7919) % 3_000_000)

/** The queue as it is in the middle of a large folder. */
function fillQueue(userData: string, folder: string): void {
  const settings: unknown = JSON.parse(readFileSync(join(userData, 'settings.json'), 'utf8'))
  const { accountId } = (settings as { accounts: [{ accountId: SendRequest['accountId'] }] }).accounts[0]
  const { journal } = openJournal(join(userData, 'queue.sqlite'), Date.now())
  const itemId = 'item-1' as ItemId
  const request: SendRequest = { accountId, destination: '', options: { onConflict: 'ask', metadata: {}, tags: {} } }
  const name = 'Product photos 2026'
  const about = { itemId, batchId: 'B', name, path: folder, request, addedAtMs: Date.now() }
  journal.addItem({ ...about, kind: 'folder', isWalking: false, isPaused: false })
  const file = (n: number): NewFile => {
    const relativePath = nameOf(n)
    const common = { relativePath, objectKey: `${name}/${relativePath}`, path: join(folder, relativePath), itemId }
    const rest = { ...common, size: sizeOf(n), mtimeMs: 1_790_000_000_000, isUnanswered: false }
    const isSent = n < sent
    const finished = isSent ? { finishedAtMs: Date.now() - 60_000 - (sent - n) } : {}
    return { ...rest, status: isSent ? 'completed' : 'queued', isChecked: isSent, ...finished }
  }
  for (let n = 0; n < found; n += 1000) journal.addFiles(Array.from({ length: 1000 }, (_, k) => file(n + k)))
  journal.close()
}

test('100,000 rows, scrolled to the middle', async ({ launch, bucket }) => {
  test.setTimeout(120_000)
  const first = await launch()
  await connect(first.page, bucket)
  await first.close()
  const folder = newFolder('Product photos 2026')
  for (let n = sent; n < sent + present; n++) writeFileSync(join(folder, nameOf(n)), Buffer.alloc(sizeOf(n)))
  fillQueue(first.userData, folder)
  bucket.server.setFaults(() => ({ bytesPerSecond: 200_000 }))
  const { page } = await launch({ userData: first.userData })
  await unfold(page, 'Product photos 2026')
  const list = page.getByRole('table', { name: 'Files being sent' })
  await expect.poll(async () => list.getAttribute('aria-rowcount')).toBe(String(found + 1))
  await list.evaluate((element) => (element.scrollTop = element.scrollHeight / 2 - element.clientHeight / 2))
  await expect(row(page, nameOf(sent - 1)).getByText('Sent and checked')).toBeVisible()
  await expect(row(page, nameOf(sent + 1)).getByRole('progressbar')).toBeVisible()
  await keepInEveryLook(page, 'engine-100000-rows-middle')
  expect(await page.getByRole('row').count()).toBeLessThanOrEqual(80)
})

test('a folder some files of which were not sent shows those first; one click shows them alone', async ({
  launch,
  bucket,
}) => {
  const { page } = await launch()
  await connect(page, bucket)
  const folder = newFolder('Trade fair Shanghai')
  for (let n = 1; n <= 40; n++) writeFileSync(join(folder, `Hall 5 – booth ${String(n).padStart(2, '0')}.jpg`), `${n}`)
  const refused: Record<string, [number, string]> = {
    'booth 12': [403, 'AccessDenied'],
    'booth 25': [409, 'FileImmutable'],
    'booth 31': [403, 'AccessDenied'],
  }
  await bucket.look.put('Trade fair Shanghai/Hall 5 – booth 17.jpg', Buffer.from('theirs'))
  bucket.server.setFaults(({ objectKey }) => {
    const [, [status, code] = []] = Object.entries(refused).find(([part]) => objectKey?.includes(part)) ?? []
    return status === undefined || code === undefined ? undefined : { refuse: { status, code } }
  })
  await dropPaths(page, [folder])
  await expect(page.getByText('36 files sent and checked')).toBeVisible()
  await unfold(page, 'Trade fair Shanghai')
  const names = page.getByRole('row').locator('.name')
  const booths = async () => (await names.allInnerTexts()).slice(1, 6).map((text) => /booth \d+/.exec(text)?.[0] ?? '')
  const needing = ['booth 12', 'booth 17', 'booth 25', 'booth 31']
  await expect.poll(async () => (await booths()).slice(0, 4).sort()).toEqual(needing)
  expect(needing).not.toContain((await booths())[4])
  await keepInEveryLook(page, 'engine-failures-first')
  await page.getByRole('button', { name: '4 need you' }).click()
  await expect(page.getByRole('row')).toHaveCount(5)
  await keepInEveryLook(page, 'engine-needs-you')
})

test('after kill -9 it goes on from where it stopped', async ({ launch, bucket }) => {
  test.setTimeout(120_000)
  const first = await launch()
  await connect(first.page, bucket)
  const folder = newFolder('x')
  const film = join(folder, 'Brand film – final cut.mov')
  writeFileSync(film, Buffer.alloc(200 << 20, 'film'))
  const shoot = join(folder, 'Autumn shoot')
  mkdirSync(shoot)
  for (let n = 0; n < 400; n++) writeFileSync(join(shoot, `IMG_${4100 + n}.jpg`), Buffer.alloc(30_000, n))
  bucket.server.setFaults(({ operation }) =>
    operation === 'UploadPart' ? { bytesPerSecond: 4 << 20 } : { latencyMs: 400 },
  )
  await dropPaths(first.page, [film, shoot])
  const parts = () => bucket.lines.filter(({ operation, status }) => operation === 'UploadPart' && status === 200)
  await expect.poll(() => parts().length, { timeout: 60_000 }).toBeGreaterThan(9)
  kill(first)
  const before = parts().length
  const { page } = await launch({ userData: first.userData })
  await expect(row(page, 'Brand film').getByText(/part \d+ of \d+/)).toBeVisible()
  const share = Number(await row(page, 'Brand film').getByRole('progressbar').getAttribute('aria-valuenow'))
  expect(share).toBeGreaterThan(0)
  await keepInEveryLook(page, 'engine-resumed-after-kill')
  bucket.server.setFaults(undefined)
  await expect(page.getByText('All 401 files sent and checked')).toBeVisible({ timeout: 40_000 })
  expect(new Set(parts().map(({ uploadId }) => uploadId)).size).toBe(1)
  const acknowledged = new Set(
    parts()
      .slice(0, before)
      .map(({ partNumber }) => partNumber),
  )
  // Of what had been acknowledged, only what the app had not yet written down when it was killed.
  const again = parts()
    .slice(before)
    .filter(({ partNumber }) => acknowledged.has(partNumber))
  expect(again.length).toBeLessThan(4)
})

test('an account that is closed in the middle: one prompt, everything waits, and goes on when it is tried again', async ({
  launch,
  bucket,
}) => {
  const { page } = await launch()
  await connect(page, bucket)
  const folder = newFolder('Contracts 2026')
  for (let n = 1; n <= 30; n++) writeFileSync(join(folder, `Contract ${String(n).padStart(2, '0')}.pdf`), `${n}`)
  const price = join(newFolder('x'), 'Price list.xlsx')
  writeFileSync(price, 'prices')
  let count = 0
  bucket.server.setFaults(({ operation }) => {
    if (operation !== 'PutObject' || ++count <= 12) return undefined
    return { refuse: { status: 403, code: 'UserDisable', message: 'The user is disabled.' } }
  })
  await dropPaths(page, [folder, price])
  await expect(page.getByText(/Everything of “Marketing” waits, and nothing is lost/)).toBeVisible()
  await expect(page.getByRole('button', { name: '19 need you' })).toBeVisible()
  await keepInEveryLook(page, 'engine-account-closed')
  await page.getByRole('button', { name: '19 need you' }).click()
  await expect(page.getByRole('table', { name: 'Files being sent' })).toHaveAttribute('aria-rowcount', '20')
  await keepInEveryLook(page, 'engine-account-closed-needs-you')
  bucket.server.setFaults(undefined)
  await page.getByRole('button', { name: 'Try again', exact: true }).click()
  await expect(page.getByText('All 31 files sent and checked')).toBeVisible()
  await expect(page.getByText(/Everything of “Marketing” waits/)).toBeHidden()
})
