// The upload page by parts where the bucket's CORS rules allow it nothing, or only some of what it does.
import { randomBytes } from 'node:crypto'
import { uploadPageRule } from '../../shared/oss/cors-rule.ts'
import { bucketName } from './fixtures/bucket.ts'
import { chooseAndSend, expect, heading, test, titled } from './fixtures/kit-pages.ts'
import { chromiumPath } from './fixtures/upload-pages.ts'

const film = randomBytes(40_000_000)
const objectKey = 'films/interview.mp4'

test.describe(titled('upload page by multipart, held back by rules'), () => {
  test.skip(chromiumPath === undefined, 'No Chromium is installed on this machine')
  test.beforeEach(({ pages }) => pages.allow())

  test('without a CORS rule nothing is sent, and the sender knows what to tell the asker', async ({
    bucket,
    openKit,
    pages,
  }) => {
    pages.forbid()
    const { page } = await openKit()
    await chooseAndSend(page, pages.file('film.mp4', film))
    await expect(heading(page)).toHaveText('This storage takes no uploads from web pages')
    await expect(page.getByText(/the CORS rule of upload pages, which allows PUT, POST, GET and DELETE/)).toBeVisible()
    expect(bucket.lines.filter(({ operation, status }) => operation === 'UploadPart' && status === 200)).toEqual([])
    pages.allow()
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(heading(page)).toHaveText('Marketing has your file')
  })

  test('where the rule allows only PUT all of it arrives, and the owner finishes', async ({
    bucket,
    kits,
    openKit,
    pages,
  }) => {
    bucket.server.setCors(bucketName, [{ ...uploadPageRule, allowedMethods: ['PUT'] }])
    const { page, link } = await openKit()
    await chooseAndSend(page, pages.file('film.mp4', film))
    await expect(heading(page)).toHaveText('All of it is there, but not put together yet', { timeout: 30_000 })
    await expect(page.getByText(/in OSS Courier, press Finish for this link/)).toBeVisible()
    expect(await kits.kits.parts(link.linkId)).toMatchObject({ accepted: 39, planned: 39, isWhole: true })
    await kits.kits.finish(link)
    expect((await bucket.look.get(objectKey)).content.equals(film)).toBe(true)
  })

  test('where the page may not look, it goes on by what this browser remembers, and finishes without ETags', async ({
    bucket,
    openKit,
    pages,
  }) => {
    bucket.server.setCors(bucketName, [{ ...uploadPageRule, allowedMethods: ['PUT', 'POST'], exposeHeaders: [] }])
    const { page, reopen } = await openKit()
    bucket.server.setFaults(({ operation, partNumber }) =>
      operation === 'UploadPart' && Number(partNumber) > 20 && partNumber !== 39 ? { latencyMs: 6000 } : undefined,
    )
    const file = pages.file('film.mp4', film)
    await chooseAndSend(page, file)
    await expect.poll(() => bucket.lines.filter(({ operation }) => operation === 'UploadPart').length).toBe(21)
    await page.waitForTimeout(700)
    await reopen()
    bucket.server.setFaults(undefined)
    await chooseAndSend(page, file)
    await expect(heading(page)).toHaveText('Marketing has your file')
    expect((await bucket.look.get(objectKey)).content.equals(film)).toBe(true)
    const sent = bucket.lines.filter(({ operation, status }) => operation === 'UploadPart' && status === 200)
    expect(sent).toHaveLength(39)
  })
})
