// The upload page where it lives: a file on somebody's disk (origin `null`), in a real Chromium, against the practice
// server, which takes nothing that was not signed.
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { LinkCallback } from '../../shared/model/link.ts'
import { dropPaths } from './fixtures/courier.ts'
import { chooseAndSend, expect, heading, pdfLink, test, titled } from './fixtures/upload-page-test.ts'
import { chromiumPath } from './fixtures/upload-pages.ts'

test.describe(titled('upload page by PUT'), () => {
  test.skip(chromiumPath === undefined, 'No Chromium is installed on this machine')
  test.beforeEach(({ pages }) => pages.allow())

  test('a dropped file goes up with progress, and exactly the signed headers', async ({ bucket, open, pages }) => {
    const metadata = { from: '王 O\'Neil "x" 100%', note: 'plain' }
    const objectKey = `合同/ein Brief +%&#'x' ${pages.fresh()}`
    const { page, problems } = await open({ link: { ...pdfLink, objectKey, metadata, storageClass: 'IA' } })
    await expect(heading(page)).toHaveText('Upload for Marketing')
    await expect(page.getByText(/They asked you for .*\.pdf\. You need no account\. Open until/)).toBeVisible()
    const content = Buffer.alloc(24_000_000, 'abcdefg')
    bucket.server.setFaults(({ operation }) => (operation === 'PutObject' ? { bytesPerSecond: 8_000_000 } : undefined))
    await dropPaths(page, [pages.file('my scan.pdf', content)])
    await expect(heading(page)).toHaveText('Send this file?')
    await expect(page.getByText('Right kind of file')).toBeVisible()
    await page.getByRole('button', { name: 'Send it' }).click()
    await expect(heading(page)).toHaveText('Uploading…')
    const bar = page.getByRole('progressbar', { name: 'Upload of my scan.pdf' })
    await expect(page.getByText(/of 24 MB · .+\/s · .+ left/)).toBeVisible()
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(20)
    await expect(heading(page)).toHaveText('Marketing has your file')
    await expect(page.getByText(/^Receipt: /)).toBeVisible()
    const { content: stored } = await bucket.look.get(objectKey)
    expect(stored.equals(content)).toBe(true)
    const { res } = await bucket.look.head(objectKey)
    expect(res.headers).toMatchObject({ 'content-type': 'application/pdf', 'x-oss-storage-class': 'IA' })
    expect(decodeURIComponent(String(res.headers['x-oss-meta-from']))).toBe(metadata.from)
    expect(res.headers['x-oss-meta-note']).toBe('plain')
    expect(problems).toEqual([])
  })

  test('where no kind is signed, none is sent: the browser’s own Content-Type would be refused', async ({
    bucket,
    open,
    pages,
  }) => {
    const objectKey = pages.fresh('html')
    const { page } = await open({ link: { objectKey, isFirstUploadOnly: false } })
    await chooseAndSend(page, pages.file('page.html', '<p>hello</p>'))
    await expect(heading(page)).toHaveText('Marketing has your file')
    expect((await bucket.look.head(objectKey)).res.headers['content-type']).toBe('application/octet-stream')
    await page.getByRole('button', { name: 'Send another file' }).click()
    await chooseAndSend(page, pages.file('page.html', '<p>again</p>'))
    await expect(heading(page)).toHaveText('Marketing has your file')
    expect((await bucket.look.get(objectKey)).content.toString()).toBe('<p>again</p>')
  })

  test('a file of another kind, an empty one, two at once, a folder: each is told before anything is sent', async ({
    bucket,
    open,
    pages,
  }) => {
    const { page } = await open({ link: { ...pdfLink, objectKey: pages.fresh() }, page: { maxBytes: 1000 } })
    const says = async (paths: string[], words: string) => {
      await dropPaths(page, paths)
      await expect(heading(page)).toHaveText(words)
    }
    await says([pages.file('letter.docx', 'x')], 'This is another kind of file')
    await expect(page.getByText('Marketing asked for PDF, and “letter.docx” is something else.')).toBeVisible()
    await says([pages.file('empty.pdf', '')], 'This file is empty')
    await says([pages.file('long.pdf', 'x'.repeat(1001))], 'This file is too large')
    await says([pages.pdf(), pages.pdf()], 'One file at a time')
    // Known by its name where the device has no type for it.
    await dropPaths(page, [pages.file('UPPER.PDF', 'x')])
    await expect(heading(page)).toHaveText('Send this file?')
    expect(bucket.lines).toEqual([])
  })

  test('a folder is not sent as if it were a file', async ({ bucket, open, pages }) => {
    const { page } = await open({ link: { objectKey: pages.fresh() } })
    const folder = join(pages.dir, `folder-${Date.now()}`)
    mkdirSync(folder)
    await dropPaths(page, [folder])
    const send = page.getByRole('button', { name: 'Send it' })
    if (await send.isVisible()) await send.click()
    await expect(heading(page)).toHaveText(/This cannot be read|This file is empty/)
    expect(bucket.lines).toEqual([])
  })

  test('a second upload to a link of which only the first counts is told so', async ({ bucket, open, pages }) => {
    const objectKey = pages.fresh()
    const { page, saved } = await open({ link: { ...pdfLink, objectKey } })
    await chooseAndSend(page, pages.pdf('first'))
    await expect(heading(page)).toHaveText('Marketing has your file')
    await page.goto(saved.url)
    await chooseAndSend(page, pages.pdf('second'))
    await expect(heading(page)).toHaveText('There is a file already')
    expect((await bucket.look.get(objectKey)).content.toString()).toContain('first')
  })

  test('a link that has ended is told by the clock, and by the storage when the clock is wrong', async ({
    open,
    pages,
  }) => {
    const hoursAgo = Date.now() - 3 * 3_600_000
    const validity = { kind: 'seconds', seconds: 3600 } as const
    const { page } = await open({ madeAtMs: hoursAgo, link: { objectKey: pages.fresh(), validity } })
    await expect(heading(page)).toHaveText('This link has ended')
    await expect(page.getByText(/Is the clock of this device right\? It says/)).toBeVisible()
    await expect(page.getByRole('button', { name: 'Try anyway' })).toBeVisible()
    // The server is asked all the same, when the sender says that the clock is wrong.
    await chooseAndSend(page, pages.pdf())
    await expect(heading(page)).toHaveText('This link has ended')
    await expect(page.getByText(/^For support: 403 · AccessDenied/)).toBeVisible()
  })

  test('a link made with a clock that is ahead is told so, and so is a device whose clock is behind', async ({
    bucket,
    open,
    pages,
  }) => {
    const { page } = await open({ madeAtMs: Date.now() + 2 * 3_600_000, link: { objectKey: pages.fresh() } })
    await expect(page.getByText(/The clock of this device seems to be wrong/)).toBeVisible()
    await chooseAndSend(page, pages.pdf())
    await expect(heading(page)).toHaveText('This link does not work yet')
    expect(bucket.lines.at(-1)?.ossCode).toBe('AccessDenied')
  })

  test('without a CORS rule nothing is sent, and the sender knows what to tell the asker', async ({ open, pages }) => {
    pages.forbid()
    const { page } = await open({ link: { objectKey: pages.fresh() } })
    await chooseAndSend(page, pages.pdf())
    await expect(heading(page)).toHaveText('This storage takes no uploads from web pages')
    await expect(page.getByText(/the bucket needs a CORS rule that allows PUT/)).toBeVisible()
    // Once the rule is there the same page works.
    pages.allow()
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(heading(page)).toHaveText('Marketing has your file')
  })

  test('a header that is missing, added or another is refused, and the page says what may have done it', async ({
    bucket,
    open,
    pages,
  }) => {
    const changes: [string, (html: string) => string][] = [
      ['missing', (html) => html.replace(',{"name":"x-oss-meta-a","value":"1"}', '')],
      ['added', (html) => html.replace('"headers":[', '"headers":[{"name":"x-oss-meta-b","value":"2"},')],
      ['another', (html) => html.replace('"value":"1"', '"value":"one"')],
    ]
    for (const [what, tamper] of changes) {
      const { page } = await open({ link: { objectKey: pages.fresh(), metadata: { a: '1' } }, tamper })
      await chooseAndSend(page, pages.pdf(what))
      await expect(heading(page), what).toHaveText('The link was refused')
      expect(bucket.lines.at(-1)?.ossCode).toBe('SignatureDoesNotMatch')
    }
  })

  test('a key that lost its right is told apart', async ({ bucket, open, pages }) => {
    const { page } = await open({ link: { objectKey: pages.fresh() } })
    const allow = [{ actions: ['oss:ListObjects'] }]
    const owner = { accessKeyId: 'LTAI5tOwner', accessKeySecret: bucket.ownerSecret }
    bucket.server.setKeys([{ ...bucket.key, allow }, owner])
    await chooseAndSend(page, pages.pdf())
    await expect(heading(page)).toHaveText('The storage does not let this link in')
    bucket.server.setKeys([bucket.key, owner])
  })

  test('after the network was cut the whole file is sent again', async ({ bucket, open, pages }) => {
    const objectKey = pages.fresh()
    const { page } = await open({ link: { ...pdfLink, objectKey } })
    let tries = 0
    bucket.server.setFaults(({ operation }) => {
      if (operation !== 'PutObject') return undefined
      tries += 1
      // Chromium tries a request once more by itself when a kept connection breaks.
      return tries <= 2 ? { cutAfterBytes: 2_000_000 } : {}
    })
    const content = Buffer.alloc(6 << 20, 'the whole file ')
    await chooseAndSend(page, pages.file('scan.pdf', content))
    await expect(heading(page)).toHaveText('The connection broke')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(heading(page)).toHaveText('Marketing has your file')
    expect((await bucket.look.get(objectKey)).content.equals(content)).toBe(true)
  })

  test('when only the answer was lost, the second try says that the file probably arrived', async ({
    bucket,
    open,
    pages,
  }) => {
    const { page } = await open({ link: { objectKey: pages.fresh() } })
    let tries = 0
    bucket.server.setFaults(({ operation }) => {
      if (operation !== 'PutObject') return undefined
      tries += 1
      // The first stores the file. Chromium repeats it by itself, and does not hear of that one either.
      return tries <= 2 ? { dropsAnswer: true } : {}
    })
    await chooseAndSend(page, pages.pdf())
    await expect(heading(page)).toHaveText('The connection broke')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(heading(page)).toHaveText('It probably arrived')
  })

  test('offline it waits, and goes on by itself; Stop keeps the file at hand', async ({ bucket, open, pages }) => {
    const { page } = await open({ link: { objectKey: pages.fresh() } })
    await page.context().setOffline(true)
    await chooseAndSend(page, pages.pdf())
    await expect(heading(page)).toHaveText('This device is offline')
    bucket.server.setFaults(({ operation }) => (operation === 'PutObject' ? { latencyMs: 3000 } : undefined))
    await page.context().setOffline(false)
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(heading(page)).toHaveText('Send this file?')
    bucket.server.setFaults(undefined)
    await page.getByRole('button', { name: 'Send it' }).click()
    await expect(heading(page)).toHaveText('Marketing has your file')
  })

  test('a busy storage and a strange refusal are told with what support needs', async ({ bucket, open, pages }) => {
    const { page } = await open({ link: { objectKey: pages.fresh() } })
    const refuse = (status: number, code: string) =>
      bucket.server.setFaults(({ operation }) =>
        operation === 'PutObject' ? { refuse: { status, code, message: 'no' } } : undefined,
      )
    refuse(503, 'ServiceUnavailable')
    await chooseAndSend(page, pages.pdf())
    await expect(heading(page)).toHaveText('The storage is busy')
    refuse(400, 'InvalidSomething')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(heading(page)).toHaveText('The storage refused the file')
    await expect(page.getByText(/^For support: 400 · InvalidSomething · /)).toBeVisible()
  })

  test('with a callback: its answer is success, and a server that is down leaves a stored file', async ({
    open,
    pages,
  }) => {
    const heard: string[] = []
    const server = createServer((request, response) => {
      request.on('data', (data: Buffer) => heard.push(data.toString()))
      request.on('end', () => response.writeHead(200, { 'content-length': 2 }).end('{}'))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo // a listening TCP server has one
    const callback = (to: number): LinkCallback => ({
      url: `http://127.0.0.1:${to}/`,
      body: 'key=${object}&size=${size}', // eslint-disable-line no-template-curly-in-string
      bodyType: 'application/x-www-form-urlencoded',
      variables: {},
    })
    const send = async (to: number, objectKey: string) => {
      const { page } = await open({ link: { objectKey, callback: callback(to) } })
      await chooseAndSend(page, pages.pdf())
      await expect(heading(page)).toHaveText('Marketing has your file')
      return page
    }
    const objectKey = pages.fresh()
    await send(port, objectKey)
    expect(heard).toEqual([`key=${encodeURIComponent(objectKey)}&size=23`])
    await new Promise((resolve) => server.close(resolve))
    const page = await send(port, pages.fresh())
    await expect(page.getByText(/their system could not be told so/)).toBeVisible()
  })
})
