// A practice bucket, links into it, and a look at what arrived: the judge of the code that is handed over.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { uploadFacts, type UploadFacts } from '../../main/links/code/upload-facts.ts'
import { makeLink } from '../../main/links/make-link.ts'
import { makePage } from '../../main/links/make-page.ts'
import type { PageFacts } from '../../main/links/page/facts.ts'
import { targetFor } from '../../main/oss/endpoint.ts'
import { presignUrl } from '../../main/oss/sign-v4.ts'
import type { Credentials, OssTarget } from '../../main/oss/types.ts'
import { extensionsOf } from '../../main/platform/content-type.ts'
import { startPracticeServer } from '../../main/practice/server.ts'
import type { LinkCallback, LinkRequest, LinkView } from '../../shared/model/link.ts'
import { uploadPageRule } from '../../shared/oss/cors-rule.ts'

const owner: Credentials = { accessKeyId: 'practiceKey', accessKeySecret: 'practiceSecret' }
const temporary: Credentials = {
  accessKeyId: 'STS.practiceKey',
  accessKeySecret: 'temporarySecret',
  securityToken: `CAIS+/${'token'.repeat(120)}==`,
}
export const bucket = { name: 'practice-bucket', region: 'cn-hangzhou' }

export type Asked = Partial<Omit<LinkRequest, 'callback'>> & {
  objectKey: string
  isTemporary?: boolean
  /** The callback, to a server of the receiver's that answers with this status. */
  tell?: Omit<LinkCallback, 'url'> & { status: 200 | 500 }
}

export type Stored = { status: number; body: Buffer; contentType: string; headers: Headers }
/** What the receiver's server was told. `host` is set where the link names one. */
export type Told = { path: string; contentType: string; host: string | undefined; body: string }

export type MatrixBucket = Awaited<ReturnType<typeof startMatrixBucket>>

export async function startMatrixBucket() {
  const dir = mkdtempSync(join(tmpdir(), 'courier-code-'))
  const server = await startPracticeServer({
    dir: join(dir, 'bucket'),
    buckets: [bucket],
    keys: [owner, temporary].map((key) => ({ ...key })),
  })
  server.setCors(bucket.name, [uploadPageRule])
  const told: Told[] = []
  const application = createServer((request, response) => {
    void text(request).then((body) => {
      const { url: path = '', headers } = request
      const own = headers.host?.startsWith('127.0.0.1') ? undefined : headers.host
      told.push({ path, contentType: headers['content-type'] ?? '', host: own, body })
      const answer = '{"thanks":"for the file"}'
      response.writeHead(Number(path.slice(1)), { 'content-length': answer.length }).end(answer)
    })
  })
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve))
  const { port } = application.address() as AddressInfo // a listening TCP server has one
  const target: OssTarget = targetFor({
    kind: 'custom',
    region: bucket.region,
    bucket: bucket.name,
    customDomain: server.endpoint,
  })
  const place = { folder: '', target }

  /** Of an object, by the owner. */
  const look = (objectKey: string, query: Readonly<Record<string, string>> = {}): Promise<Response> => {
    const request = { method: 'GET' as const, objectKey, query, headers: {} }
    return fetch(presignUrl(request, target, owner, new Date(), { expiresSeconds: 60 }).url)
  }
  const makeOne = ({ isTemporary = false, tell, ...asked }: Asked): LinkView =>
    makeLink(
      { ...plain, ...asked, ...(tell === undefined ? {} : { callback: callbackTo(port, tell) }) },
      { ...place, linkId: 'l1', credentials: isTemporary ? temporary : owner, nowMs: Date.now() },
    )

  return {
    dir,
    told,
    link: (asked: Asked): UploadFacts => uploadFacts(makeOne(asked)),
    /** As somebody outside gets it. */
    page: (asked: Asked, kind: 'put' | 'form', locale: 'en' | 'zh-CN' = 'en'): PageFacts => {
      const { linkId: _linkId, forWhom: _forWhom, kind: _kind, cappedBy: _cappedBy, ...link } = makeOne(asked)
      const page = { link, kind, isNamedBySender: false, maxBytes: 1_000_000_000, locale, asker: 'Marketing' }
      const credentials = asked.isTemporary ? temporary : owner
      return makePage(page, { ...place, credentials, nowMs: Date.now() }, { extensionsOf })
    },
    stored: async (objectKey: string): Promise<Stored> => {
      const answer = await look(objectKey)
      const { status, headers } = answer
      const body = Buffer.from(await answer.arrayBuffer())
      return { status, headers, contentType: headers.get('content-type') ?? '', body }
    },
    tags: async (objectKey: string): Promise<Record<string, string>> => {
      const xml = await (await look(objectKey, { tagging: '' })).text()
      const found = xml.matchAll(/<Key>([^<]*)<\/Key><Value>([^<]*)<\/Value>/g)
      return Object.fromEntries([...found].map(([, key = '', value = '']) => [key, value]))
    },
    end: async (): Promise<void> => {
      await server.close()
      application.closeAllConnections()
      application.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const plain = {
  // Any text is an id here.
  accountId: 'practice' as LinkRequest['accountId'],
  forWhom: '',
  validity: { kind: 'seconds', seconds: 900 } as const,
  metadata: {},
  tags: {},
  pinnedHeaders: {},
  isFirstUploadOnly: false,
}

const callbackTo = (port: number, { status, ...tell }: NonNullable<Asked['tell']>): LinkCallback => ({
  ...tell,
  url: `http://127.0.0.1:${port}/${status}`,
})
