// The upload page where it lives: a file on somebody's disk (origin `null`), in a real Chromium, against the practice
// server, which takes nothing that was not signed.
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type Page } from '@playwright/test'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright'
import { startBucket, type Bucket } from './fixtures/bucket.ts'
import { dropPaths, root } from './fixtures/courier.ts'
import { chromiumPath, createPages, type Asked, type SavedPage } from './fixtures/upload-pages.ts'

const pictures = join(root, 'out/pages')
const title = chromiumPath === undefined ? 'upload page (not run: no Chromium here)' : 'upload page'

let browser: Browser
let bucket: Bucket
let pages: ReturnType<typeof createPages>

type Look = { isDark?: boolean; isPhone?: boolean; timezoneId?: string }
type Opened = { page: Page; saved: SavedPage; problems: string[] }

const test = base.extend<{ open: (asked?: Asked, look?: Look) => Promise<Opened> }>({
  open: async ({}, use) => {
    const contexts: { close: () => Promise<void> }[] = []
    await use(async (asked, { isDark = false, isPhone = false, timezoneId = 'Asia/Shanghai' } = {}) => {
      const context = await browser.newContext({
        colorScheme: isDark ? 'dark' : 'light',
        viewport: isPhone ? { width: 390, height: 800 } : { width: 1100, height: 760 },
        ...(isPhone ? { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } : {}),
        timezoneId,
        locale: 'en-GB',
      })
      contexts.push(context)
      const page = await context.newPage()
      page.setDefaultTimeout(10_000)
      const problems: string[] = []
      page.on('pageerror', (error) => problems.push(error.message))
      const saved = pages.save(asked)
      await page.goto(saved.url)
      return { page, saved, problems }
    })
    for (const context of contexts) await context.close()
  },
})

test.skip(chromiumPath === undefined, 'No Chromium is installed on this machine')
test.beforeAll(async () => {
  browser = await chromium.launch({ ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }) })
  bucket = await startBucket()
  pages = createPages(bucket)
})
test.afterAll(async () => {
  await browser.close()
  await bucket.close()
  pages.end()
})
test.beforeEach(() => {
  bucket.server.setFaults(undefined)
  bucket.server.setNow(Date.now)
  bucket.lines.length = 0
  pages.allow()
})

const pdf = (text = 'signed by both') => pages.file('my scan.pdf', `%PDF-1.7 ${text}`)
const heading = (page: Page) => page.getByRole('heading', { level: 1 })

async function chooseAndSend(page: Page, file: string): Promise<void> {
  await page.locator('#file').setInputFiles(file)
  await page.getByRole('button', { name: 'Send it' }).click()
}

const pdfLink = { contentType: 'application/pdf', objectKey: 'contracts/acme-signed.pdf' }
let count = 0
const fresh = (extension = 'pdf') => `in/${(count += 1)}.${extension}`

test.describe(`${title}, by PUT`, () => {
  test('a dropped file goes up with progress, and exactly the signed headers', async ({ open }) => {
    const metadata = { from: '王 O\'Neil "x" 100%', note: 'plain' }
    const objectKey = `合同/ein Brief +%&#'x' ${fresh()}`
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

  test('where no kind is signed, none is sent: the browser’s own Content-Type would be refused', async ({ open }) => {
    const objectKey = fresh('html')
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
    open,
  }) => {
    const { page } = await open({ link: { ...pdfLink, objectKey: fresh() }, page: { maxBytes: 1000 } })
    const says = async (paths: string[], words: string) => {
      await dropPaths(page, paths)
      await expect(heading(page)).toHaveText(words)
    }
    await says([pages.file('letter.docx', 'x')], 'This is another kind of file')
    await expect(page.getByText('Marketing asked for PDF, and “letter.docx” is something else.')).toBeVisible()
    await says([pages.file('empty.pdf', '')], 'This file is empty')
    await says([pages.file('long.pdf', 'x'.repeat(1001))], 'This file is too large')
    await says([pdf(), pdf()], 'One file at a time')
    // Known by its name where the device has no type for it.
    await dropPaths(page, [pages.file('UPPER.PDF', 'x')])
    await expect(heading(page)).toHaveText('Send this file?')
    expect(bucket.lines).toEqual([])
  })

  test('a folder is not sent as if it were a file', async ({ open }) => {
    const { page } = await open({ link: { objectKey: fresh() } })
    const folder = join(pages.dir, `folder-${Date.now()}`)
    mkdirSync(folder)
    await dropPaths(page, [folder])
    const send = page.getByRole('button', { name: 'Send it' })
    if (await send.isVisible()) await send.click()
    await expect(heading(page)).toHaveText(/This cannot be read|This file is empty/)
    expect(bucket.lines).toEqual([])
  })

  test('a second upload to a link of which only the first counts is told so', async ({ open }) => {
    const objectKey = fresh()
    const { page, saved } = await open({ link: { ...pdfLink, objectKey } })
    await chooseAndSend(page, pdf('first'))
    await expect(heading(page)).toHaveText('Marketing has your file')
    await page.goto(saved.url)
    await chooseAndSend(page, pdf('second'))
    await expect(heading(page)).toHaveText('There is a file already')
    expect((await bucket.look.get(objectKey)).content.toString()).toContain('first')
  })

  test('a link that has ended is told by the clock, and by the storage when the clock is wrong', async ({ open }) => {
    const hoursAgo = Date.now() - 3 * 3_600_000
    const validity = { kind: 'seconds', seconds: 3600 } as const
    const { page } = await open({ madeAtMs: hoursAgo, link: { objectKey: fresh(), validity } })
    await expect(heading(page)).toHaveText('This link has ended')
    await expect(page.getByText(/Is the clock of this device right\? It says/)).toBeVisible()
    await expect(page.getByRole('button', { name: 'Try anyway' })).toBeVisible()
    // The server is asked all the same, when the sender says that the clock is wrong.
    await chooseAndSend(page, pdf())
    await expect(heading(page)).toHaveText('This link has ended')
    await expect(page.getByText(/^For support: 403 · AccessDenied/)).toBeVisible()
  })

  test('a link made with a clock that is ahead is told so, and so is a device whose clock is behind', async ({
    open,
  }) => {
    const { page } = await open({ madeAtMs: Date.now() + 2 * 3_600_000, link: { objectKey: fresh() } })
    await expect(page.getByText(/The clock of this device seems to be wrong/)).toBeVisible()
    await chooseAndSend(page, pdf())
    await expect(heading(page)).toHaveText('This link does not work yet')
    expect(bucket.lines.at(-1)?.ossCode).toBe('AccessDenied')
  })

  test('without a CORS rule nothing is sent, and the sender knows what to tell the asker', async ({ open }) => {
    pages.forbid()
    const { page } = await open({ link: { objectKey: fresh() } })
    await chooseAndSend(page, pdf())
    await expect(heading(page)).toHaveText('This storage takes no uploads from web pages')
    await expect(page.getByText(/the bucket needs a CORS rule that allows PUT/)).toBeVisible()
    // Once the rule is there the same page works.
    pages.allow()
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(heading(page)).toHaveText('Marketing has your file')
  })

  test('a header that is missing, added or another is refused, and the page says what may have done it', async ({
    open,
  }) => {
    const changes: [string, (html: string) => string][] = [
      ['missing', (html) => html.replace(',{"name":"x-oss-meta-a","value":"1"}', '')],
      ['added', (html) => html.replace('"headers":[', '"headers":[{"name":"x-oss-meta-b","value":"2"},')],
      ['another', (html) => html.replace('"value":"1"', '"value":"one"')],
    ]
    for (const [what, tamper] of changes) {
      const { page } = await open({ link: { objectKey: fresh(), metadata: { a: '1' } }, tamper })
      await chooseAndSend(page, pdf(what))
      await expect(heading(page), what).toHaveText('The link was refused')
      expect(bucket.lines.at(-1)?.ossCode).toBe('SignatureDoesNotMatch')
    }
  })

  test('a key that lost its right is told apart', async ({ open }) => {
    const { page } = await open({ link: { objectKey: fresh() } })
    const allow = [{ actions: ['oss:ListObjects'] }]
    const owner = { accessKeyId: 'LTAI5tOwner', accessKeySecret: bucket.ownerSecret }
    bucket.server.setKeys([{ ...bucket.key, allow }, owner])
    await chooseAndSend(page, pdf())
    await expect(heading(page)).toHaveText('The storage does not let this link in')
    bucket.server.setKeys([bucket.key, owner])
  })

  test('after the network was cut the whole file is sent again', async ({ open }) => {
    const objectKey = fresh()
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

  test('when only the answer was lost, the second try says that the file probably arrived', async ({ open }) => {
    const { page } = await open({ link: { objectKey: fresh() } })
    let tries = 0
    bucket.server.setFaults(({ operation }) => {
      if (operation !== 'PutObject') return undefined
      tries += 1
      // The first stores the file. Chromium repeats it by itself, and does not hear of that one either.
      return tries <= 2 ? { dropsAnswer: true } : {}
    })
    await chooseAndSend(page, pdf())
    await expect(heading(page)).toHaveText('The connection broke')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(heading(page)).toHaveText('It probably arrived')
  })

  test('offline it waits, and goes on by itself; Stop keeps the file at hand', async ({ open }) => {
    const { page } = await open({ link: { objectKey: fresh() } })
    await page.context().setOffline(true)
    await chooseAndSend(page, pdf())
    await expect(heading(page)).toHaveText('This device is offline')
    bucket.server.setFaults(({ operation }) => (operation === 'PutObject' ? { latencyMs: 3000 } : undefined))
    await page.context().setOffline(false)
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(heading(page)).toHaveText('Send this file?')
    bucket.server.setFaults(undefined)
    await page.getByRole('button', { name: 'Send it' }).click()
    await expect(heading(page)).toHaveText('Marketing has your file')
  })

  test('a busy storage and a strange refusal are told with what support needs', async ({ open }) => {
    const { page } = await open({ link: { objectKey: fresh() } })
    const refuse = (status: number, code: string) =>
      bucket.server.setFaults(({ operation }) =>
        operation === 'PutObject' ? { refuse: { status, code, message: 'no' } } : undefined,
      )
    refuse(503, 'ServiceUnavailable')
    await chooseAndSend(page, pdf())
    await expect(heading(page)).toHaveText('The storage is busy')
    refuse(400, 'InvalidSomething')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(heading(page)).toHaveText('The storage refused the file')
    await expect(page.getByText(/^For support: 400 · InvalidSomething · /)).toBeVisible()
  })

  test('with a callback: its answer is success, and a server that is down leaves a stored file', async ({ open }) => {
    const heard: string[] = []
    const server = createServer((request, response) => {
      request.on('data', (data: Buffer) => heard.push(data.toString()))
      request.on('end', () => response.writeHead(200, { 'content-length': 2 }).end('{}'))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo // a listening TCP server has one
    const callback = (to: number) => {
      const asked = { callbackUrl: `http://127.0.0.1:${to}/`, callbackBody: 'key=${object}&size=${size}' } // eslint-disable-line no-template-curly-in-string
      return Buffer.from(JSON.stringify(asked)).toString('base64')
    }
    const send = async (to: number, objectKey: string) => {
      const { page } = await open({ link: { objectKey }, callback: callback(to) })
      await chooseAndSend(page, pdf())
      await expect(heading(page)).toHaveText('Marketing has your file')
      return page
    }
    const objectKey = fresh()
    await send(port, objectKey)
    expect(heard).toEqual([`key=${encodeURIComponent(objectKey)}&size=23`])
    await new Promise((resolve) => server.close(resolve))
    const page = await send(port, fresh())
    await expect(page.getByText(/their system could not be told so/)).toBeVisible()
  })
})

test.describe(`${title}, by form, without any CORS rule`, () => {
  test.beforeEach(() => pages.forbid())
  const form = (change: Asked = {}): Asked => ({ ...change, page: { kind: 'form', ...change.page } })

  test('the object, its kind, class and metadata are those of the link', async ({ open }) => {
    const objectKey = `合同/ein Brief +%&#'x' ${fresh()}`
    const link = { ...pdfLink, objectKey, storageClass: 'IA' as const, metadata: { from: '上海 "office"' } }
    const { page, problems } = await open(form({ link }))
    await expect(page.getByText(/This page cannot look into their storage/)).toBeVisible()
    await chooseAndSend(page, pdf())
    await expect(heading(page)).toHaveText('Sent')
    const { res } = await bucket.look.head(objectKey)
    expect(res.headers).toMatchObject({ 'content-type': 'application/pdf', 'x-oss-storage-class': 'IA' })
    expect(decodeURIComponent(String(res.headers['x-oss-meta-from']))).toBe('上海 "office"')
    expect((await bucket.look.get(objectKey)).content.toString()).toContain('signed by both')
    expect(bucket.lines.map(({ method }) => method)).not.toContain('OPTIONS')
    expect(problems).toEqual([])
  })

  test('the sender names the files, and replaces none', async ({ open }) => {
    const { page } = await open(form({ link: { objectKey: 'inbox/any.pdf' }, page: { isNamedBySender: true } }))
    await expect(page.getByText(/They asked you for files/)).toBeVisible()
    await chooseAndSend(page, pages.file('报告 1.txt', 'one'))
    await expect(heading(page)).toHaveText('Sent')
    await page.getByRole('button', { name: 'Send another file' }).click()
    await chooseAndSend(page, pages.file('two.txt', 'two'))
    await expect(heading(page)).toHaveText('Sent')
    expect((await bucket.look.get('inbox/报告 1.txt')).content.toString()).toBe('one')
    await page.getByRole('button', { name: 'Send another file' }).click()
    await chooseAndSend(page, pages.file('two.txt', 'another two'))
    await expect(heading(page)).toHaveText('The storage did not say that it took the file')
    expect((await bucket.look.get('inbox/two.txt')).content.toString()).toBe('two')
  })

  test('the size is held by the storage, also when the page was changed', async ({ open }) => {
    const objectKey = fresh()
    const asked = form({ link: { objectKey }, page: { maxBytes: 1000 } })
    const { page } = await open({ ...asked, tamper: (html) => html.replace('"maxBytes":1000', '"maxBytes":999999') })
    await chooseAndSend(page, pages.file('big.bin', 'x'.repeat(5000)))
    await expect(heading(page)).toHaveText('The storage did not say that it took the file')
    expect(bucket.lines.at(-1)?.ossCode).toBe('EntityTooLarge')
  })

  test('a form that has ended is not said to be taken', async ({ open }) => {
    const { page } = await open(form({ link: { objectKey: fresh() } }))
    bucket.server.setNow(() => Date.now() + 3 * 86_400_000)
    await chooseAndSend(page, pdf())
    await expect(heading(page)).toHaveText('The storage did not say that it took the file')
    expect(bucket.lines.at(-1)?.ossCode).toBe('AccessDenied')
  })

  test('a cut line is told, and the next try goes through', async ({ open }) => {
    const objectKey = fresh()
    const { page } = await open(form({ link: { objectKey } }))
    bucket.server.setFaults(({ method }) => (method === 'POST' ? { cutAfterBytes: 100 } : undefined))
    await chooseAndSend(page, pdf())
    await expect(heading(page)).toHaveText('The connection broke')
    bucket.server.setFaults(undefined)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(heading(page)).toHaveText('Sent')
    expect(await bucket.objectKeys()).toContain(objectKey)
  })

  test('without scripts it is a plain form that works all the same', async () => {
    const objectKey = fresh()
    const saved = pages.save(form({ link: { ...pdfLink, objectKey } }))
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(saved.url)
    await page.locator('form input[type=file]').setInputFiles(pdf('no script'))
    await page.getByRole('button', { name: 'Send' }).click()
    await page.waitForURL(`${bucket.endpoint}/**`)
    expect((await bucket.look.get(objectKey)).content.toString()).toContain('no script')
    expect((await bucket.look.head(objectKey)).res.headers['content-type']).toBe('application/pdf')
    await context.close()
  })

  test('with a temporary key', async ({ open }) => {
    const owner = { accessKeyId: 'LTAI5tOwner', accessKeySecret: bucket.ownerSecret }
    bucket.server.setKeys([{ ...bucket.key, securityToken: 'the-token' }, owner])
    bucket.key.securityToken = 'the-token'
    const { page } = await open(form({ link: { objectKey: fresh(), validity: { kind: 'seconds', seconds: 900 } } }))
    await chooseAndSend(page, pdf())
    await expect(heading(page)).toHaveText('Sent')
    pages.allow()
    const put = await open({ link: { objectKey: fresh(), validity: { kind: 'seconds', seconds: 900 } } })
    await chooseAndSend(put.page, pdf())
    await expect(heading(put.page)).toHaveText('Marketing has your file')
    delete bucket.key.securityToken
    bucket.server.setKeys([bucket.key, owner])
  })
})

test.describe(`${title}, for everyone`, () => {
  test('calls nothing but the address of the link, and runs nothing but its own script', async ({ open }) => {
    const asker = '</script><img src=x onerror=alert(1)>'
    const objectKey = `in/</script><script>alert(1)</script> "'&.pdf`
    const { page, problems } = await open({ link: { objectKey }, page: { asker } })
    await expect(heading(page)).toHaveText(`Upload for ${asker}`)
    const violations = page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const found: string[] = []
          document.addEventListener('securitypolicyviolation', (event) => {
            found.push(event.effectiveDirective)
            if (found.length === 3) resolve(found.sort())
          })
          try {
            document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.stolen = true">')
          } catch {
            // Markup from text is forbidden altogether.
          }
          document.body.append(Object.assign(document.createElement('img'), { src: 'https://example.com/x.png' }))
          fetch('https://example.com/').catch(() => undefined)
        }),
    )
    expect(await violations).toEqual(['connect-src', 'img-src', 'require-trusted-types-for'])
    expect(await page.evaluate(() => 'stolen' in window)).toBe(false)
    expect(problems).toEqual([])
  })

  test('everything can be done with the keyboard, and is said aloud', async ({ open }) => {
    const { page } = await open({ link: { ...pdfLink, objectKey: fresh() } })
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'choose it' })).toBeFocused()
    const chooser = page.waitForEvent('filechooser')
    await page.keyboard.press('Enter')
    await (await chooser).setFiles(pdf())
    // The new heading has the focus, so that it is read; the first button is one step on.
    await expect(heading(page)).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Send it' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(heading(page)).toHaveText('Marketing has your file')
    await expect(heading(page)).toBeFocused()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
    await expect(heading(page)).toHaveText('Marketing 已收到您的文件')
    await expect(page.getByRole('button', { name: 'Show in English' })).toBeFocused()
  })

  const looks = [
    { locale: 'en', isDark: false, isPhone: false },
    { locale: 'en', isDark: true, isPhone: true },
    { locale: 'zh-CN', isDark: true, isPhone: false },
    { locale: 'zh-CN', isDark: false, isPhone: true },
  ] as const

  for (const look of looks) {
    const name = `${look.locale}-${look.isDark ? 'dark' : 'light'}-${look.isPhone ? 'phone' : 'desktop'}`
    test(`looks right and is accessible: ${name}`, async ({ open }) => {
      mkdirSync(pictures, { recursive: true })
      const keep = async (page: Page, what: string) => {
        await page.screenshot({ path: join(pictures, `${name}-${what}.png`) })
        const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(width, `${what} is wider than the window`).toBeLessThanOrEqual(0)
        const { violations } = await new AxeBuilder({ page }).analyze()
        const found = violations.map(({ id, nodes }) => ({ what, id, where: nodes.map(({ html }) => html) }))
        expect(found).toEqual([])
      }
      const button = (page: Page, en: string, zh: string) =>
        page.getByRole('button', { name: look.locale === 'en' ? en : zh, exact: true })
      const asker = look.locale === 'en' ? 'Marketing' : '市场部'
      const page = { locale: look.locale, asker }
      const objectKey = `contracts/${fresh().slice(3, -4)}-acme-signed.pdf`
      const put = await open({ link: { ...pdfLink, objectKey }, page }, look)
      await keep(put.page, '1-choose')
      await put.page.locator('#file').setInputFiles(pages.file('letter.docx', 'x'))
      await keep(put.page, '2-wrong-kind')
      await put.page.locator('#file').setInputFiles(pages.file('Vertrag Acme final (2).pdf', Buffer.alloc(22_400_000)))
      await keep(put.page, '3-ready')
      bucket.server.setFaults(({ operation }) =>
        operation === 'PutObject' ? { bytesPerSecond: 8_000_000 } : undefined,
      )
      await button(put.page, 'Send it', '发送').click()
      await expect
        .poll(async () => Number(await put.page.getByRole('progressbar').getAttribute('aria-valuenow')))
        .toBeGreaterThan(40)
      await keep(put.page, '4-sending')
      await expect(put.page.locator('#head.ok')).toBeVisible({ timeout: 20_000 })
      await keep(put.page, '5-done')
      await put.page.reload()
      await put.page.locator('#file').setInputFiles(pdf())
      await button(put.page, 'Send it', '发送').click()
      await expect(put.page.locator('#head.bad')).toBeVisible()
      await keep(put.page, '6-taken')

      pages.forbid()
      const byForm = await open(
        {
          link: { objectKey: 'inbox/x.pdf' },
          page: { ...page, kind: 'form', isNamedBySender: true, maxBytes: 100_000_000 },
        },
        look,
      )
      await keep(byForm.page, '7-form-choose')
      bucket.server.setFaults(({ method }) => (method === 'POST' ? { latencyMs: 1500 } : undefined))
      await byForm.page.locator('#file').setInputFiles(pages.file(`${name}.bin`, Buffer.alloc(900_000)))
      await button(byForm.page, 'Send it', '发送').click()
      await byForm.page.waitForTimeout(300)
      await keep(byForm.page, '8-form-sending')
      await expect(byForm.page.locator('#head.ok')).toBeVisible()
      await keep(byForm.page, '9-form-done')
    })
  }
})
