// The server of one run, those who interfere there, and what is in the bucket.
import { createOssClient } from '../../main/oss/client.ts'
import { targetFor } from '../../main/oss/endpoint.ts'
import { systemClock } from '../../main/platform/clock.ts'
import { createHttpTransport } from '../../main/platform/http-transport.ts'
import type { Fault, RequestInfo } from '../../main/practice/faults.ts'
import { startPracticeServer } from '../../main/practice/server.ts'
import type { RequestLine } from '../../main/practice/server.ts'
import { AppError } from '../../shared/errors.ts'
import type { Keys } from './app-messages.ts'
import { bytesOf } from './disk.ts'
import type { Existing } from './plan.ts'

export type StoredThing = {
  objectKey: string
  bytes: Buffer
  crc64: string | undefined
  contentType: string
  metadata: Readonly<Record<string, string>>
}

export type Bucket = Awaited<ReturnType<typeof openBucket>>
export type Hooks = { faults: (request: RequestInfo) => Fault | undefined; onRequest: (line: RequestLine) => void }

const judge = { accessKeyId: 'LTAIjudge', accessKeySecret: 'judgeSecret' }
const signal = new AbortController().signal
/** Marks what the app has not written. */
export const owner = 'someone-else'
const asSomeoneElse = { 'x-oss-forbid-overwrite': 'true', 'x-oss-meta-owner': owner }

const transport = createHttpTransport()

/** What else than this happens to a request of ours is a mistake in the campaign itself. */
const ignore =
  (...codes: string[]) =>
  (error: unknown): void => {
    if (!(error instanceof AppError) || !codes.includes(error.code)) throw error
  }

export async function openBucket(dir: string, things: readonly Existing[], hooks: Hooks) {
  const isOurs = ({ accessKeyId }: RequestInfo): boolean => accessKeyId === judge.accessKeyId
  const server = await startPracticeServer({
    dir,
    buckets: [{ name: 'practice', region: 'cn-hangzhou' }],
    keys: [judge],
    faults: (request) => (isOurs(request) ? undefined : hooks.faults(request)),
    onRequest: (line) => (isOurs(line) ? undefined : hooks.onRequest(line)),
  })
  const target = targetFor({ kind: 'custom', region: 'cn-hangzhou', bucket: 'practice', customDomain: server.endpoint })
  const client = createOssClient({ transport, clock: systemClock, target, credentials: () => judge })
  const existing = new Map<string, Buffer>()
  const intruded = new Map<string, Buffer>()
  const put = (objectKey: string, bytes: Buffer) =>
    client.putObject(objectKey, { kind: 'bytes', bytes }, asSomeoneElse, { signal })

  for (const { objectKey, size } of things) {
    const bytes = bytesOf(`existing ${objectKey}`, size)
    existing.set(objectKey, bytes)
    await put(objectKey, bytes)
  }

  const readObject = async (objectKey: string): Promise<StoredThing> => {
    const { info, bytes } = await client.getObject(objectKey, {}, { signal })
    const { crc64, contentType, metadata } = info
    return { objectKey, bytes: Buffer.from(bytes), crc64, contentType, metadata }
  }
  const unfinished = () => client.listMultipartUploads({}, { signal })

  return {
    endpoint: server.endpoint,
    existing,
    /** What someone else put in while the run went on. */
    intruded,
    /** Those of the app. */
    setKeys: (given: readonly { keys: Keys; isExpired: boolean }[]): void =>
      server.setKeys([
        judge,
        ...given.map(({ keys, isExpired }) => ({ ...keys, ...(isExpired ? { expiresAtMs: 1 } : {}) })),
      ]),
    /** Puts an object under a name that is free; does nothing when it is taken. */
    intrude: async (objectKey: string): Promise<void> => {
      const bytes = bytesOf(`intruder ${objectKey}`, 999)
      await put(objectKey, bytes).then(() => void intruded.set(objectKey, bytes), ignore('object.exists'))
    },
    abortUploads: async (objectKey: string): Promise<void> => {
      for (const upload of await unfinished())
        if (upload.objectKey === objectKey)
          await client.abortMultipartUpload(upload, { signal }).catch(ignore('upload.notFound'))
    },
    unfinished,
    read: async (): Promise<StoredThing[]> => {
      const { objects } = await client.listObjects({ maxKeys: 1000 }, { signal })
      return Promise.all(objects.map(({ objectKey }) => readObject(objectKey)))
    },
    close: () => server.close(),
  }
}
