// A practice bucket, links into it, and a look at what arrived: the judge of the code that is handed over.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeLink } from '../../main/links/make-link.ts'
import { uploadFacts, type UploadFacts } from '../../main/links/code/upload-facts.ts'
import { targetFor } from '../../main/oss/endpoint.ts'
import { presignUrl } from '../../main/oss/sign-v4.ts'
import type { Credentials, OssTarget } from '../../main/oss/types.ts'
import { startPracticeServer } from '../../main/practice/server.ts'
import type { LinkRequest } from '../../shared/model/link.ts'

const owner: Credentials = { accessKeyId: 'practiceKey', accessKeySecret: 'practiceSecret' }
const temporary: Credentials = {
  accessKeyId: 'STS.practiceKey',
  accessKeySecret: 'temporarySecret',
  securityToken: `CAIS+/${'token'.repeat(120)}==`,
}
const bucket = { name: 'practice-bucket', region: 'cn-hangzhou' }

export type Asked = Partial<Omit<LinkRequest, 'callback'>> & {
  objectKey: string
  isTemporary?: boolean
  /** The status with which the receiver's own server answers. */
  callback?: 200 | 500
}

export type Stored = { status: number; body: Buffer; contentType: string; headers: Headers }

export type MatrixBucket = Awaited<ReturnType<typeof startMatrixBucket>>

export async function startMatrixBucket() {
  const dir = mkdtempSync(join(tmpdir(), 'courier-code-'))
  const server = await startPracticeServer({
    dir: join(dir, 'bucket'),
    buckets: [bucket],
    keys: [owner, temporary].map((key) => ({ ...key })),
  })
  server.setCors(bucket.name, [{ allowedOrigins: ['*'], allowedMethods: ['PUT'], allowedHeaders: ['*'] }])
  const told: string[] = []
  const application = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      told.push(body)
      const answer = '{"thanks":"for the file"}'
      response.writeHead(Number(request.url?.slice(1)), { 'content-length': answer.length }).end(answer)
    })
  })
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve))
  const { port } = application.address() as AddressInfo // a listening TCP server has one
  const target = targetFor({
    kind: 'custom',
    region: bucket.region,
    bucket: bucket.name,
    customDomain: server.endpoint,
  })

  return {
    dir,
    told,
    link: (asked: Asked): UploadFacts =>
      asked.callback === undefined ? plainLink(target, asked) : callbackLink(target, asked, port),
    stored: async (objectKey: string): Promise<Stored> => {
      const request = { method: 'GET' as const, objectKey, query: {}, headers: {} }
      const { url } = presignUrl(request, target, owner, new Date(), { expiresSeconds: 60 })
      const answer = await fetch(url)
      const { status, headers } = answer
      const body = Buffer.from(await answer.arrayBuffer())
      return { status, headers, contentType: headers.get('content-type') ?? '', body }
    },
    end: async (): Promise<void> => {
      await server.close()
      application.closeAllConnections()
      application.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function plainLink(target: OssTarget, { isTemporary = false, callback: _callback, ...asked }: Asked): UploadFacts {
  const request: LinkRequest = {
    // Any text is an id here.
    accountId: 'practice' as LinkRequest['accountId'],
    validity: { kind: 'seconds', seconds: 900 },
    forWhom: '',
    metadata: {},
    tags: {},
    pinnedHeaders: {},
    isFirstUploadOnly: false,
    ...asked,
  }
  const credentials = isTemporary ? temporary : owner
  return uploadFacts(makeLink(request, { linkId: 'l1', folder: '', target, credentials, nowMs: Date.now() }))
}

/** Signed here until links can be asked for with a callback. */
function callbackLink(target: OssTarget, { objectKey, callback }: Asked, port: number): UploadFacts {
  const settings = {
    callbackUrl: `http://127.0.0.1:${port}/${callback}`,
    callbackBody: ['object=$', '{object}'].join(''),
  }
  const headers = { 'x-oss-callback': Buffer.from(JSON.stringify(settings)).toString('base64') }
  const request = { method: 'PUT' as const, objectKey, query: {}, headers }
  const { url, signedHeaders } = presignUrl(request, target, owner, new Date(), { expiresSeconds: 900 })
  return uploadFacts({
    url,
    objectKey,
    headers: Object.entries(signedHeaders).map(([name, value]) => ({ name, value })),
    expiresAtMs: Date.now() + 900_000,
  })
}
