// A large file through an upload page on somebody's disk (origin `null`), part by part, in a real Chromium, against the
// practice server, which takes nothing that was not signed.
import { randomBytes } from 'node:crypto'
import { chooseAndSend, expect, heading, test, titled } from './fixtures/kit-pages.ts'
import { chromiumPath } from './fixtures/upload-pages.ts'

const film = randomBytes(40_000_000)
const objectKey = 'films/interview.mp4'

test.describe(titled('upload page by multipart'), () => {
  test.skip(chromiumPath === undefined, 'No Chromium is installed on this machine')
  test.beforeEach(({ pages }) => pages.allow())

  test('a file of 40 MB goes up in parts, the last one first, and is put together', async ({
    bucket,
    kits,
    openKit,
    pages,
  }) => {
    const { page, problems } = await openKit({ link: { contentType: 'video/mp4', metadata: { from: 'Acme' } } })
    await expect(heading(page)).toHaveText('Upload for Marketing')
    await page.locator('#file').setInputFiles(pages.file('interview final.mp4', film))
    await expect(page.getByText('It can be sent once, so make sure it is the right one.')).toBeVisible()
    bucket.server.setFaults(({ operation }) => (operation === 'UploadPart' ? { bytesPerSecond: 2_000_000 } : undefined))
    await page.getByRole('button', { name: 'Send it' }).click()
    await expect(page.getByText(/You may close this page and go on later/)).toBeVisible()
    await expect(page.getByText(/of 40 MB · .+\/s · .+ left/)).toBeVisible()
    bucket.server.setFaults(undefined)
    await expect(heading(page)).toHaveText('Marketing has your file')
    await expect(page.getByText(/^Receipt: /)).toBeVisible()
    await expect(page.getByRole('button', { name: 'Send another file' })).toBeHidden()
    const { content, res } = await bucket.look.get(objectKey)
    expect(content.equals(film)).toBe(true)
    expect(res.headers).toMatchObject({ 'content-type': 'video/mp4', 'x-oss-meta-from': 'Acme' })
    const parts = bucket.lines.filter(({ operation }) => operation === 'UploadPart').map(({ partNumber }) => partNumber)
    expect(parts).toHaveLength(39)
    expect(parts.slice(0, 3)).toContain(39)
    expect([await kits.unfinished(), problems]).toEqual([0, []])
  })

  test('goes on by itself after the network was cut, and loses no part that had arrived', async ({
    bucket,
    openKit,
    pages,
  }) => {
    const { page } = await openKit()
    let parts = 0
    let cuts = 0
    bucket.server.setFaults(({ operation }) => {
      // Counted by itself: the browser's own questions come in between as they please.
      if (operation !== 'UploadPart' || parts++ % 4 !== 3 || cuts > 6) return undefined
      cuts += 1
      return { cutAfterBytes: 300_000 }
    })
    await chooseAndSend(page, pages.file('film.mp4', film))
    await expect(heading(page)).toHaveText('Marketing has your file', { timeout: 40_000 })
    expect(cuts).toBeGreaterThan(3)
    expect((await bucket.look.get(objectKey)).content.equals(film)).toBe(true)
    const accepted = bucket.lines.filter(({ operation, status }) => operation === 'UploadPart' && status === 200)
    expect(new Set(accepted.map(({ partNumber }) => partNumber)).size).toBe(accepted.length)
  })

  test('offline it says so and waits; a busy storage is asked again', async ({ bucket, openKit, pages }) => {
    const { page } = await openKit()
    bucket.server.setFaults(({ operation }) => (operation === 'UploadPart' ? { bytesPerSecond: 1_000_000 } : undefined))
    await chooseAndSend(page, pages.file('film.mp4', film))
    await expect(page.getByText(/\/s ·/)).toBeVisible()
    await page.context().setOffline(true)
    bucket.server.setFaults(() => ({ cutAfterBytes: 0 }))
    await expect(page.getByText(/This device is offline\. It goes on by itself/)).toBeVisible()
    let busy = 0
    bucket.server.setFaults(({ operation }) =>
      operation === 'UploadPart' && ++busy < 4 ? { refuse: { status: 503, code: 'ServiceUnavailable' } } : undefined,
    )
    await page.context().setOffline(false)
    await expect(heading(page)).toHaveText('Marketing has your file', { timeout: 40_000 })
    expect((await bucket.look.get(objectKey)).content.equals(film)).toBe(true)
  })

  test('after it was closed half way the same file goes on where it was, whatever its name is now', async ({
    bucket,
    openKit,
    pages,
  }) => {
    const { page, reopen } = await openKit()
    bucket.server.setFaults(({ operation, partNumber }) =>
      operation === 'UploadPart' && Number(partNumber) > 20 && partNumber !== 39 ? { latencyMs: 6000 } : undefined,
    )
    await chooseAndSend(page, pages.file('film.mp4', film))
    await expect.poll(() => bucket.lines.filter(({ operation }) => operation === 'UploadPart').length).toBe(21)
    await reopen()
    // What is there is asked for again when the storage is busy: else all of it would be sent once more.
    let lists = 0
    bucket.server.setFaults(({ operation }) =>
      operation === 'ListParts' && (++lists === 2 || lists === 3)
        ? { refuse: { status: 503, code: 'ServiceUnavailable' } }
        : undefined,
    )
    await expect(page.getByText(/of a file is here already\. Choose the same file/)).toBeVisible()
    await chooseAndSend(page, pages.file('renamed.mp4', film))
    await expect(heading(page)).toHaveText('Marketing has your file')
    expect((await bucket.look.get(objectKey)).content.equals(film)).toBe(true)
    const sent = bucket.lines.filter(({ operation, status }) => operation === 'UploadPart' && status === 200)
    expect(sent).toHaveLength(39)
  })

  test('another file than the one begun is sent whole, and nothing of the first is in it', async ({
    bucket,
    openKit,
    pages,
  }) => {
    const { page, reopen } = await openKit()
    bucket.server.setFaults(({ operation, partNumber }) =>
      operation === 'UploadPart' && Number(partNumber) > 9 && partNumber !== 39 ? { latencyMs: 6000 } : undefined,
    )
    await chooseAndSend(page, pages.file('film.mp4', film))
    await expect.poll(() => bucket.lines.filter(({ operation }) => operation === 'UploadPart').length).toBe(10)
    await reopen()
    bucket.server.setFaults(undefined)
    const other = randomBytes(5_000_000)
    await chooseAndSend(page, pages.file('film.mp4', other))
    await expect(heading(page)).toHaveText('Marketing has your file')
    expect((await bucket.look.get(objectKey)).content.equals(other)).toBe(true)
  })

  test('a part that was changed on its way is found by its checksum and sent again', async ({
    bucket,
    openKit,
    pages,
  }) => {
    const { page } = await openKit()
    let flips = 0
    bucket.server.setFaults(({ operation, partNumber }) =>
      operation === 'UploadPart' && partNumber === 7 && ++flips === 1 ? { flipsByteAt: 1000 } : undefined,
    )
    await chooseAndSend(page, pages.file('film.mp4', film))
    await expect(heading(page)).toHaveText('Marketing has your file')
    expect([flips, (await bucket.look.get(objectKey)).content.equals(film)]).toEqual([2, true])
  })

  test('Stop keeps what has arrived; Discard asks first, and ends the link', async ({
    bucket,
    kits,
    openKit,
    pages,
  }) => {
    const { page, reopen } = await openKit()
    bucket.server.setFaults(({ operation, partNumber }) =>
      operation === 'UploadPart' && Number(partNumber) > 9 && partNumber !== 39 ? { latencyMs: 2000 } : undefined,
    )
    await chooseAndSend(page, pages.file('film.mp4', film))
    await expect.poll(() => bucket.lines.filter(({ operation }) => operation === 'UploadPart').length).toBe(10)
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(heading(page)).toHaveText('Stopped')
    await expect(page.getByText(/^2\d% of the file has arrived and stays there/)).toBeVisible()
    expect(await kits.unfinished()).toBe(1)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('button', { name: 'Discard…' }).click()
    await expect(page.getByText(/This ends the link: Marketing has to send you a new page/)).toBeVisible()
    await page.getByRole('button', { name: 'Keep it' }).click()
    await page.getByRole('button', { name: 'Send it' }).click()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('button', { name: 'Discard…' }).click()
    await page.getByRole('button', { name: 'Discard', exact: true }).click()
    await expect(heading(page)).toHaveText('Discarded')
    expect(await kits.unfinished()).toBe(0)
    await reopen()
    await expect(heading(page)).toHaveText('This page was used already')
  })

  test('opened again after all was sent, it says that it was used', async ({ openKit, pages }) => {
    const { page, reopen } = await openKit()
    await chooseAndSend(page, pages.file('film.mp4', 'short'))
    await expect(heading(page)).toHaveText('Marketing has your file')
    await reopen()
    await expect(heading(page)).toHaveText('This page was used already')
    await expect(page.getByRole('button', { name: 'Try again' })).toBeHidden()
  })

  test('a name that somebody else has taken meanwhile is not replaced, and it is told', async ({
    bucket,
    openKit,
    pages,
  }) => {
    const { page } = await openKit()
    await bucket.look.put(objectKey, Buffer.from('first'))
    await chooseAndSend(page, pages.file('film.mp4', 'second'))
    await expect(heading(page)).toHaveText('There is a file already')
    expect((await bucket.look.get(objectKey)).content.toString()).toBe('first')
  })

  test('a file of another kind, an empty one, a larger one: each is told before anything is sent', async ({
    bucket,
    openKit,
    pages,
  }) => {
    const { page } = await openKit({ link: { contentType: 'video/mp4', maxBytes: 1_000_000 } })
    const says = async (file: string, words: string) => {
      await page.locator('#file').setInputFiles(file)
      await expect(heading(page)).toHaveText(words)
    }
    await says(pages.file('letter.docx', 'x'), 'This is another kind of file')
    await says(pages.file('film.mp4', ''), 'This file is empty')
    await says(pages.file('film.mp4', randomBytes(1_000_001)), 'This file is too large')
    expect(bucket.lines.filter(({ operation }) => operation === 'UploadPart')).toEqual([])
  })

  test('a link that has ended is told by the clock, and by the storage when the clock is wrong', async ({
    bucket,
    openKit,
    pages,
  }) => {
    const { page, link } = await openKit({ link: { validity: { kind: 'seconds', seconds: 120 } } })
    bucket.server.setNow(() => link.expiresAtMs + 60_000)
    await chooseAndSend(page, pages.file('film.mp4', 'late'))
    await expect(heading(page)).toHaveText('This link has ended')
    await expect(page.getByText(/^For support: 403 · AccessDenied/)).toBeVisible()
    await page.clock.install({ time: link.expiresAtMs + 60_000 })
    await page.reload()
    await expect(heading(page)).toHaveText('This link has ended')
    await expect(page.getByText(/Is the clock of this device right\?/)).toBeVisible()
  })

  test('a link that is signed for later is told so', async ({ bucket, openKit, pages }) => {
    const { page } = await openKit()
    bucket.server.setNow(() => Date.now() - 2 * 3_600_000)
    await chooseAndSend(page, pages.file('film.mp4', 'early'))
    await expect(heading(page)).toHaveText('This link does not work yet')
    expect(bucket.lines.filter(({ operation }) => operation === 'UploadPart')).toEqual([])
  })

  test('an answer that was lost at the very end is looked into, not guessed', async ({ bucket, openKit, pages }) => {
    const { page } = await openKit()
    let drops = 0
    bucket.server.setFaults(({ operation }) =>
      operation === 'CompleteMultipartUpload' && ++drops <= 2 ? { dropsAnswer: true } : undefined,
    )
    await chooseAndSend(page, pages.file('film.mp4', film))
    await expect(heading(page)).toHaveText('It probably arrived')
    await expect(page.getByText(/the connection broke while the storage put it together/)).toBeVisible()
    expect((await bucket.look.get(objectKey)).content.equals(film)).toBe(true)
  })

  test('a key that lost its right, and a link that was changed, are told apart', async ({ bucket, openKit, pages }) => {
    const changed = await openKit({ tamper: (html) => html.replaceAll('x-oss-expires=3', 'x-oss-expires=4') })
    await chooseAndSend(changed.page, pages.file('film.mp4', 'x'))
    await expect(heading(changed.page)).toHaveText('The link was refused')
    const { page } = await openKit()
    const owner = { accessKeyId: 'LTAI5tOwner', accessKeySecret: bucket.ownerSecret }
    bucket.server.setKeys([{ ...bucket.key, allow: [{ actions: ['oss:ListObjects'] }] }, owner])
    await chooseAndSend(page, pages.file('film.mp4', 'x'))
    await expect(heading(page)).toHaveText('The storage does not let this link in')
    bucket.server.setKeys([bucket.key, owner])
  })
})
