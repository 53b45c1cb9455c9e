// What links ask for in the matrix, and what must be in the bucket afterwards.
import { expect } from 'vitest'
import type { LinkCallback } from '../../shared/model/link.ts'
import { decodeMetadataValue } from '../../shared/oss/metadata.ts'
import type { Asked, MatrixBucket, Stored, Told } from './bucket.ts'

export const content = (name: string): Buffer => Buffer.from(`${name} ${'0123456789abcdef'.repeat(20_000)}`)

const place = (name: string): string => `\${${name}}`

/** Form fields, with everything OSS can fill in that has one answer, and an own value no quoting likes. */
const form: Omit<LinkCallback, 'url'> = {
  body: ['bucket', 'object', 'size', 'mimeType', 'x:order'].map((name) => `${name}=${place(name)}`).join('&'),
  bodyType: 'application/x-www-form-urlencoded',
  variables: { order: `A&B=1 "单" 'x' \\n` },
}
const json: Omit<LinkCallback, 'url'> = {
  body: `{"object":${place('object')},"size":${place('size')},"who":${place('x:who')}}`,
  bodyType: 'application/json',
  host: 'app.example.com',
  variables: { who: '李静 "the boss"' },
}

const metadata = {
  from: '上海 "office" 100%',
  note: `it's "100%" $HOME \${x} \`id\` \\n %PATH% ??/ <b> !`,
}

const expires = Date.UTC(2030, 0, 2, 3, 4, 5)

export const cases = {
  plain: { objectKey: 'a.json' },
  typed: { objectKey: 'photo', contentType: 'image/svg+xml; charset="utf-8"' },
  labelled: { objectKey: 'label.txt', contentType: 'application/pdf', storageClass: 'IA', metadata },
  'first only': { objectKey: 'first.bin', isFirstUploadOnly: true },
  temporary: { objectKey: 'sts.txt', isTemporary: true, metadata: { from: 'x' } },
  'exact size': { objectKey: 'exact.bin', exactBytes: content('exact size').length },
  'odd name': { objectKey: `in/ein Brief +%&#'"$HOME\\n ??/\${x} 合同 🎉.txt` },
  'whole policy': {
    objectKey: 'whole.txt',
    contentType: 'text/plain; charset=utf-8',
    cacheControl: 'max-age=60, public',
    contentDisposition: `attachment; filename="_ a.txt"; filename*=UTF-8''%E5%90%88%20a.txt`,
    contentEncoding: 'x-packed',
    expires,
    acl: 'private',
    encryption: { kind: 'AES256' },
    // One that can be read again at once, to compare what arrived.
    storageClass: 'IA',
    tags: { project: 'a b', 'k:1': '' },
    trafficLimitBitsPerSecond: 80_000_000,
    isFirstUploadOnly: true,
  },
  // No form can send it, so it is a case of its own.
  'further headers': {
    objectKey: 'further.txt',
    pinnedHeaders: { 'Content-Language': 'zh-CN', 'X-Project': `it's "1"` },
  },
  callback: { objectKey: 'told 合同.txt', contentType: 'text/plain', tell: { status: 200, ...form } },
  'callback in JSON': { objectKey: 'told.json', tell: { status: 200, ...json } },
  'callback not told': { objectKey: 'not told.txt', tell: { status: 500, ...form } },
} as const satisfies Record<string, Asked>

export type CaseName = keyof typeof cases
// Keys of the object just above.
export const caseNames = Object.keys(cases) as CaseName[]

const headersOf = ({ headers }: Stored, wanted: readonly string[]): Record<string, string | null> =>
  Object.fromEntries(wanted.map((name) => [name, headers.get(name)]))

/** The object, its headers, its metadata and its tags. `type` is what it has when the link asks for none. */
export async function checkStored(
  bucket: MatrixBucket,
  name: CaseName,
  objectKey: string,
  type?: string,
): Promise<void> {
  const asked: Asked = cases[name]
  const stored = await bucket.stored(objectKey)
  expect([stored.status, stored.body.equals(content(name))]).toEqual([200, true])
  expect(stored.contentType).toBe(asked.contentType ?? type ?? 'application/octet-stream')
  const wanted = {
    'x-oss-storage-class': asked.storageClass ?? 'Standard',
    'cache-control': asked.cacheControl ?? null,
    'content-disposition': asked.contentDisposition ?? null,
    'content-encoding': asked.contentEncoding ?? null,
    'content-language': asked.pinnedHeaders?.['Content-Language'] ?? null,
    expires: asked.expires === undefined ? null : new Date(asked.expires).toUTCString(),
    'x-oss-server-side-encryption': asked.encryption?.kind ?? null,
  }
  const found = headersOf(stored, Object.keys(wanted))
  expect({ ...found, 'x-oss-storage-class': found['x-oss-storage-class'] ?? 'Standard' }).toEqual(wanted)
  const labels = [...stored.headers.entries()].filter(([header]) => header.startsWith('x-oss-meta-'))
  expect(Object.fromEntries(labels.map(([key, value]) => [key.slice(11), decodeMetadataValue(value)]))).toEqual(
    asked.metadata ?? {},
  )
  expect(await bucket.tags(objectKey)).toEqual(asked.tags ?? {})
}

/** What the receiver's own server is told of a file, to the letter. */
export function toldOf(name: CaseName, bucketName: string, objectKey: string, mimeType: string): Told | undefined {
  const { tell }: Asked = cases[name]
  if (tell === undefined) return undefined
  const size = content(name).length
  const path = `/${tell.status}`
  const { bodyType: contentType } = tell
  if (tell.bodyType === 'application/json') {
    const body = JSON.stringify({ object: objectKey, size, who: tell.variables['who'] })
    return { path, contentType, host: tell.host, body }
  }
  const values = { bucket: bucketName, object: objectKey, size, mimeType, 'x:order': tell.variables['order'] ?? '' }
  const body = Object.entries(values).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
  return { path, contentType, host: undefined, body: body.join('&') }
}
