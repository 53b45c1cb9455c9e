import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dropPaths } from './fixtures/courier.ts'
import { connect, row } from './fixtures/hands.ts'
import { expect, test } from './fixtures/test.ts'

test('a key that may only write into one folder sends small and large files there, and makes a link that works', async ({
  launch,
  bucket,
}) => {
  const folder = 'partners/acme/'
  bucket.server.setKeys([
    {
      ...bucket.key,
      allow: [{ actions: ['oss:PutObject', 'oss:AbortMultipartUpload', 'oss:ListParts'], prefix: folder }],
    },
    { accessKeyId: 'LTAI5tOwner', accessKeySecret: bucket.ownerSecret },
  ])
  const { page, app } = await launch()
  await connect(page, bucket, { folder })
  const dir = mkdtempSync(join(tmpdir(), 'courier-narrow-'))
  writeFileSync(join(dir, 'small.txt'), 'small')
  writeFileSync(join(dir, 'large.bin'), Buffer.alloc(40 << 20, 'large'))
  await dropPaths(page, [join(dir, 'small.txt'), join(dir, 'large.bin')])
  await expect(row(page, 'small.txt').getByText('Sent and checked')).toBeVisible()
  await expect(row(page, 'large.bin').getByText('Sent and checked')).toBeVisible({ timeout: 30_000 })
  expect(bucket.lines.some(({ operation }) => operation === 'UploadPart')).toBe(true)

  await page.getByRole('button', { name: 'Ask for files' }).click()
  await page.getByLabel('Save it as').fill('signed.pdf')
  await page.getByRole('button', { name: 'Make the link' }).click()
  await page.getByRole('button', { name: 'Copy link' }).click()
  const url = await app.evaluate(({ clipboard }) => clipboard.readText())
  const headers = { 'x-oss-forbid-overwrite': 'true' }
  const answer = await fetch(url, { method: 'PUT', body: new Blob(['signed']), headers })
  expect(answer.status).toBe(200)
  expect(await bucket.objectKeys()).toEqual([`${folder}large.bin`, `${folder}signed.pdf`, `${folder}small.txt`])
})
