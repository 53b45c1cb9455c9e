// Upload pages opened from the disk in a real Chromium, by PUT and by form, for the same cases as the code: the object,
// its headers and its metadata are compared, and what the receiver's server was told.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uploadPage } from '../../main/links/page/upload-page.ts'
import { bucket as place, startMatrixBucket, type Asked, type MatrixBucket } from './bucket.ts'
import { caseNames as names, cases, checkStored, content, toldOf, type CaseName } from './cases.ts'
import { chromiumPath } from './runners.ts'

const noChromium = chromiumPath === undefined ? ' (not run: no Chromium on this machine)' : ''
const entry = resolve(import.meta.dirname, '../../main/links/page/browser/index.ts')

/** Made from the sources of now, whatever was built before. */
async function bundle(): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, rolldownOptions: { input: entry, output: { format: 'iife' } } },
  })
  const outputs = Array.isArray(made) ? made : 'output' in made ? [made] : []
  const code = outputs.flatMap(({ output }) => output).find((each) => each.type === 'chunk')?.code
  if (code === undefined) throw new Error('The script of upload pages was not built')
  return code
}

describe.skipIf(noChromium !== '')(`upload pages${noChromium}`, () => {
  let bucket: MatrixBucket
  let browser: Browser
  let script: string
  let pages = 0

  beforeAll(async () => {
    bucket = await startMatrixBucket()
    script = await bundle()
    browser = await chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox'] })
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await bucket.end()
  })

  async function open(asked: Asked, kind: 'put' | 'form'): Promise<Page> {
    const path = join(bucket.dir, `page-${(pages += 1)}.html`)
    writeFileSync(path, uploadPage(bucket.page(asked, kind), script))
    const page = await browser.newPage()
    await page.goto(pathToFileURL(path).href)
    return page
  }

  /** Chooses the file and answers with the type Chromium gives it. */
  async function choose(page: Page, name: string, bytes: Buffer): Promise<string> {
    const dir = join(bucket.dir, `sender-${pages}`)
    mkdirSync(dir, { recursive: true })
    const path = join(dir, name)
    writeFileSync(path, bytes)
    // The page forgets what was chosen once it has it.
    const type = page.evaluate<string>(
      `new Promise((done) => document.getElementById('file').addEventListener('change', (event) => done(event.target.files[0].type), { capture: true, once: true }))`,
    )
    await page.setInputFiles('#file', path)
    return type
  }

  async function send(name: CaseName, asked: Asked, kind: 'put' | 'form'): Promise<{ page: Page; type: string }> {
    const page = await open(asked, kind)
    const fileName = asked.objectKey.split('/').at(-1) ?? ''
    // Known as the kind that is asked for.
    const type = await choose(page, name === 'typed' ? 'photo.svg' : fileName, content(name))
    await page.getByRole('button', { name: 'Send it' }).click()
    return { page, type: kind === 'form' ? type : '' }
  }

  const title = (page: Page) => page.getByRole('heading', { level: 1 })

  describe.each(['put', 'form'] as const)('by %s', (kind) => {
    // A form cannot read the answer; with a callback there is nothing else to tell that it was kept.
    const ending = (name: CaseName) => {
      if (kind === 'put') return 'Marketing has your file'
      return 'tell' in cases[name] ? 'Sent, but not confirmed' : 'Sent'
    }
    const sent = names.filter((name) => kind === 'put' || name !== 'further headers')

    it.each(sent)('sends: %s', { timeout: 30_000 }, async (name) => {
      const asked: Asked = { ...cases[name], objectKey: `${kind}/${cases[name].objectKey}` }
      const { page, type } = await send(name, asked, kind)
      await title(page)
        .filter({ hasText: ending(name) })
        .waitFor({ timeout: 15_000 })
      expect(await title(page).textContent()).toBe(ending(name))
      await checkStored(bucket, name, asked.objectKey, type || undefined)
      const told = toldOf(name, place.name, asked.objectKey, asked.contentType ?? (type || 'application/octet-stream'))
      if (told) expect(bucket.told.filter(({ body }) => body === told.body)).toEqual([told])
      if (kind === 'put' && name === 'callback not told') {
        expect(await page.locator('#stage').textContent()).toContain('their system could not be told')
      }
      await page.close()
    })

    it('takes no file of another size or kind, and says so before anything is sent', { timeout: 30_000 }, async () => {
      const wrongSize = await open({ ...cases['exact size'], objectKey: `${kind}/size.bin` }, kind)
      await choose(wrongSize, 'exact.bin', Buffer.from('another version'))
      expect(await title(wrongSize).textContent()).toBe('This is not the file that is expected')
      expect(await wrongSize.locator('#lead').textContent()).toContain('has 15 bytes')
      const wrongKind = await open({ ...cases.labelled, objectKey: `${kind}/kind.pdf` }, kind)
      await choose(wrongKind, 'kind.docx', content('labelled'))
      expect(await title(wrongKind).textContent()).toBe('This is another kind of file')
      for (const objectKey of [`${kind}/size.bin`, `${kind}/kind.pdf`]) {
        expect((await bucket.stored(objectKey)).status).toBe(404)
      }
    })

    it('says that there is a file already', { timeout: 30_000 }, async () => {
      const asked: Asked = { ...cases['first only'], objectKey: `${kind}/${cases['first only'].objectKey}` }
      const { page } = await send('first only', asked, kind)
      const words = kind === 'put' ? 'There is a file already' : 'The storage did not say that it took the file'
      await title(page).filter({ hasText: words }).waitFor({ timeout: 15_000 })
    })
  })

  it('by form are not made for a link whose headers no form can send', () => {
    const make = () => bucket.page(cases['further headers'], 'form')
    expect(make).toThrow(expect.objectContaining({ code: 'link.notByForm', params: { header: 'Content-Language' } }))
  })
})
