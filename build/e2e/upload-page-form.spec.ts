// The upload page for buckets that let no web page in: a form, sent without asking for an answer.
import { chooseAndSend, expect, heading, pdfLink, test, titled } from './fixtures/upload-page-test.ts'
import { chromiumPath, type Asked } from './fixtures/upload-pages.ts'

test.describe(titled('upload page by form, without any CORS rule'), () => {
  test.skip(chromiumPath === undefined, 'No Chromium is installed on this machine')
  const form = (change: Asked = {}): Asked => ({ ...change, page: { kind: 'form', ...change.page } })

  test('the object, its kind, class and metadata are those of the link', async ({ bucket, open, pages }) => {
    const objectKey = `合同/ein Brief +%&#'x' ${pages.fresh()}`
    const link = { ...pdfLink, objectKey, storageClass: 'IA' as const, metadata: { from: '上海 "office"' } }
    const { page, problems } = await open(form({ link }))
    await expect(page.getByText(/This page cannot look into their storage/)).toBeVisible()
    await chooseAndSend(page, pages.pdf())
    await expect(heading(page)).toHaveText('Sent')
    const { res } = await bucket.look.head(objectKey)
    expect(res.headers).toMatchObject({ 'content-type': 'application/pdf', 'x-oss-storage-class': 'IA' })
    expect(decodeURIComponent(String(res.headers['x-oss-meta-from']))).toBe('上海 "office"')
    expect((await bucket.look.get(objectKey)).content.toString()).toContain('signed by both')
    expect(bucket.lines.map(({ method }) => method)).not.toContain('OPTIONS')
    expect(problems).toEqual([])
  })

  test('the sender names the files, and replaces none', async ({ bucket, open, pages }) => {
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

  test('the size is held by the storage, also when the page was changed', async ({ bucket, open, pages }) => {
    const objectKey = pages.fresh()
    const asked = form({ link: { objectKey }, page: { maxBytes: 1000 } })
    const { page } = await open({ ...asked, tamper: (html) => html.replace('"maxBytes":1000', '"maxBytes":999999') })
    await chooseAndSend(page, pages.file('big.bin', 'x'.repeat(5000)))
    await expect(heading(page)).toHaveText('The storage did not say that it took the file')
    expect(bucket.lines.at(-1)?.ossCode).toBe('EntityTooLarge')
  })

  test('a form that has ended is not said to be taken', async ({ bucket, open, pages }) => {
    const { page } = await open(form({ link: { objectKey: pages.fresh() } }))
    bucket.server.setNow(() => Date.now() + 3 * 86_400_000)
    await chooseAndSend(page, pages.pdf())
    await expect(heading(page)).toHaveText('The storage did not say that it took the file')
    expect(bucket.lines.at(-1)?.ossCode).toBe('AccessDenied')
  })

  test('a cut line is told, and the next try goes through', async ({ bucket, open, pages }) => {
    const objectKey = pages.fresh()
    const { page } = await open(form({ link: { objectKey } }))
    bucket.server.setFaults(({ method }) => (method === 'POST' ? { cutAfterBytes: 100 } : undefined))
    await chooseAndSend(page, pages.pdf())
    await expect(heading(page)).toHaveText('The connection broke')
    bucket.server.setFaults(undefined)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(heading(page)).toHaveText('Sent')
    expect(await bucket.objectKeys()).toContain(objectKey)
  })

  test('without scripts it is a plain form that works all the same', async ({ bucket, open, pages }) => {
    const objectKey = pages.fresh()
    const { page } = await open(form({ link: { ...pdfLink, objectKey } }), { isPlain: true })
    await page.locator('form input[type=file]').setInputFiles(pages.pdf('no script'))
    await page.getByRole('button', { name: 'Send' }).click()
    await page.waitForURL(`${bucket.endpoint}/**`)
    expect((await bucket.look.get(objectKey)).content.toString()).toContain('no script')
    expect((await bucket.look.head(objectKey)).res.headers['content-type']).toBe('application/pdf')
  })

  test('with a temporary key', async ({ bucket, open, pages }) => {
    const owner = { accessKeyId: 'LTAI5tOwner', accessKeySecret: bucket.ownerSecret }
    bucket.server.setKeys([{ ...bucket.key, securityToken: 'the-token' }, owner])
    bucket.key.securityToken = 'the-token'
    const { page } = await open(
      form({ link: { objectKey: pages.fresh(), validity: { kind: 'seconds', seconds: 900 } } }),
    )
    await chooseAndSend(page, pages.pdf())
    await expect(heading(page)).toHaveText('Sent')
    pages.allow()
    const put = await open({ link: { objectKey: pages.fresh(), validity: { kind: 'seconds', seconds: 900 } } })
    await chooseAndSend(put.page, pages.pdf())
    await expect(heading(put.page)).toHaveText('Marketing has your file')
    delete bucket.key.securityToken
    bucket.server.setKeys([bucket.key, owner])
  })
})
