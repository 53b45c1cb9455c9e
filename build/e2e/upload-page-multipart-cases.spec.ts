// The upload page by parts for every kind of link: the object, its headers, its metadata and what the receiver's own
// server was told are compared.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { LinkRequest } from '../../shared/model/link.ts'
import { chooseAndSend, createKitMaker, expect, heading, test, titled } from './fixtures/kit-pages.ts'
import { chromiumPath } from './fixtures/upload-pages.ts'

const content = Buffer.from('what is sent '.repeat(150_000))

/** The receiver's own server: answers with this status and remembers what it heard. */
async function startListener(status: number) {
  const heard: { body: string; type: string | undefined }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (data: Buffer) => (body += data.toString()))
    request.on('end', () => {
      heard.push({ body, type: request.headers['content-type'] })
      response.writeHead(status, { 'content-length': 2 }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  return { heard, url: `http://127.0.0.1:${port}/`, close: () => server.close() }
}

const place = (name: string): string => ['$', '{', name, '}'].join('')

type Case = { link: Partial<LinkRequest>; headers?: Record<string, string>; metadata?: Record<string, string> }
const cases: Record<string, Case> = {
  'no type': {
    link: { objectKey: 'cases/plain.bin' },
    headers: { 'content-type': 'application/octet-stream' },
  },
  'type signed': {
    link: { objectKey: 'cases/film.mp4', contentType: 'video/mp4' },
    headers: { 'content-type': 'video/mp4' },
  },
  'type, metadata and storage class': {
    link: {
      objectKey: 'cases/a.mp4',
      contentType: 'video/mp4',
      storageClass: 'IA',
      metadata: { from: '上海 "1" 100%' },
    },
    headers: { 'content-type': 'video/mp4', 'x-oss-storage-class': 'IA' },
    metadata: { from: '上海 "1" 100%' },
  },
  'the rest of the policy': {
    link: {
      objectKey: 'cases/policy.mp4',
      cacheControl: 'max-age=60',
      contentDisposition: 'attachment; filename="film.mp4"',
      acl: 'private',
      encryption: { kind: 'AES256' },
      tags: { project: 'a b' },
      pinnedHeaders: { 'Content-Language': 'zh-CN' },
      trafficLimitBitsPerSecond: 80_000_000,
    },
    headers: {
      'cache-control': 'max-age=60',
      'content-disposition': 'attachment; filename="film.mp4"',
      'content-language': 'zh-CN',
      'x-oss-server-side-encryption': 'AES256',
      'x-oss-tagging-count': '1',
    },
  },
  'no overwriting': { link: { objectKey: 'cases/once.bin', isFirstUploadOnly: true } },
  'exact size': { link: { objectKey: 'cases/exact.bin', exactBytes: content.length } },
  'a name with everything in it': { link: { objectKey: `cases/ein Brief +%&#'"$x\\n 合同 🎉.bin` } },
}

test.describe(titled('upload page by multipart, case by case'), () => {
  test.skip(chromiumPath === undefined, 'No Chromium is installed on this machine')
  test.beforeEach(({ pages }) => pages.allow())

  for (const [name, { link, headers = {}, metadata = {} }] of Object.entries(cases)) {
    test(name, async ({ bucket, kits, openKit, pages }) => {
      const { page } = await openKit({ link: { isFirstUploadOnly: false, ...link } })
      await chooseAndSend(page, pages.file('film.mp4', content))
      await expect(heading(page)).toHaveText('Marketing has your file')
      const objectKey = String(link.objectKey)
      expect((await bucket.look.get(objectKey)).content.equals(content)).toBe(true)
      const { res } = await bucket.look.head(objectKey)
      expect(res.headers).toMatchObject(headers)
      for (const [label, value] of Object.entries(metadata)) {
        expect(decodeURIComponent(String(res.headers[`x-oss-meta-${label}`]))).toBe(value)
      }
      expect(await kits.unfinished()).toBe(0)
    })
  }

  test('exact size: another file is not even begun, and OSS would not take its parts', async ({
    bucket,
    openKit,
    pages,
  }) => {
    const { page, document } = await openKit({ link: { exactBytes: 1000 } })
    await page.locator('#file').setInputFiles(pages.file('film.mp4', 'short'))
    await expect(heading(page)).toHaveText('This is not the file that is expected')
    expect(bucket.lines.filter(({ operation }) => operation === 'UploadPart')).toEqual([])
    const [signature = ''] = document.part.signatures
    const url = document.part.url.replace('{partNumber}', '1').replace('{signature}', signature)
    expect((await fetch(url, { method: 'PUT', body: 'short' })).status).toBe(403)
  })

  test('callback: the receiver’s server is told at the end, to the letter; where it is not, the file is there', async ({
    bucket,
    openKit,
    pages,
  }) => {
    const ask = (url: string) => ({
      url,
      body: `object=${place('object')}&size=${place('size')}&who=${place('x:who')}`,
      bodyType: 'application/x-www-form-urlencoded' as const,
      variables: { who: '李静 & co' },
    })
    const good = await startListener(200)
    const told = await openKit({ link: { objectKey: 'cases/合同 told.mp4', callback: ask(good.url) } })
    await chooseAndSend(told.page, pages.file('film.mp4', content))
    await expect(heading(told.page)).toHaveText('Marketing has your file')
    const body = `object=${encodeURIComponent('cases/合同 told.mp4')}&size=${content.length}&who=${encodeURIComponent('李静 & co')}`
    expect(good.heard).toEqual([{ body, type: 'application/x-www-form-urlencoded' }])
    good.close()

    const bad = await startListener(500)
    const untold = await openKit({ link: { objectKey: 'cases/untold.mp4', callback: ask(bad.url) } })
    await chooseAndSend(untold.page, pages.file('film.mp4', content))
    await expect(heading(untold.page)).toHaveText('Marketing has your file')
    await expect(untold.page.getByText(/their system could not be told so/)).toBeVisible()
    expect((await bucket.look.get('cases/untold.mp4')).content.equals(content)).toBe(true)
    bad.close()
  })

  test('temporary credentials: every address carries their token', async ({ bucket, openUrl, pages }) => {
    const sts = { accessKeyId: 'STS.film', accessKeySecret: 'temporary', securityToken: `CAIS+/${'t'.repeat(600)}==` }
    const owner = { accessKeyId: 'LTAI5tOwner', accessKeySecret: bucket.ownerSecret }
    bucket.server.setKeys([bucket.key, owner, sts])
    const maker = createKitMaker({ ...bucket, key: sts }, pages.dir)
    const { url, document } = await maker.make({ link: { objectKey: 'cases/sts.mp4' } })
    expect(document.part.url).toContain('x-oss-security-token=CAIS%2B%2F')
    const { page } = await openUrl(url)
    await chooseAndSend(page, pages.file('film.mp4', content))
    await expect(heading(page)).toHaveText('Marketing has your file')
    expect((await bucket.look.get('cases/sts.mp4')).content.equals(content)).toBe(true)
    maker.end()
  })
})
