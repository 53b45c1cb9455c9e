// Kits over real sockets against the practice server, which checks every signature by its own code, and a clock that a
// test moves.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KitDocument } from '../../../shared/model/kit.ts'
import type { LinkRequest } from '../../../shared/model/link.ts'
import { createOssClient } from '../../oss/client.ts'
import { targetFor } from '../../oss/endpoint.ts'
import { createHttpTransport } from '../http-transport.ts'
import { openKitStore } from '../kit-store.ts'
import { startPracticeServer } from '../../practice/server.ts'
import type { PracticeKey, RequestLine } from '../../practice/server.ts'
import { createKits } from '../../links/kit/kits.ts'
import { partUrlOf } from '../../links/kit/sign-kit.ts'

export const credentials: PracticeKey = { accessKeyId: 'LTAIpractice', accessKeySecret: 'practiceSecret' }
const signal = new AbortController().signal

const request = (asked: Partial<LinkRequest> = {}): LinkRequest => ({
  // Any text is an id here.
  accountId: 'a' as LinkRequest['accountId'],
  objectKey: 'in/film.mp4',
  forWhom: '',
  kind: 'multipart',
  validity: { kind: 'seconds', seconds: 3600 },
  metadata: {},
  tags: {},
  pinnedHeaders: {},
  isFirstUploadOnly: true,
  maxBytes: 1e9,
  ...asked,
})

export type Rig = Awaited<ReturnType<typeof startRig>>

export async function startRig() {
  const dir = mkdtempSync(join(tmpdir(), 'courier-kits-'))
  const lines: RequestLine[] = []
  const time = { nowMs: Date.UTC(2026, 10, 20, 8) }
  const server = await startPracticeServer({
    dir: join(dir, 'bucket'),
    buckets: [{ name: 'practice', region: 'cn-hangzhou' }],
    keys: [credentials],
    now: () => time.nowMs,
    onRequest: (line) => lines.push(line),
  })
  const transport = createHttpTransport()
  const target = targetFor({ kind: 'custom', region: 'cn-hangzhou', bucket: 'practice', customDomain: server.endpoint })
  const client = createOssClient({
    transport,
    clock: { now: () => time.nowMs },
    target,
    credentials: () => credentials,
  })
  const told: unknown[][] = []
  const reported: unknown[] = []
  let tick = (): void => undefined
  const { store } = openKitStore(join(dir, 'kits.sqlite'), time.nowMs)
  const open = () =>
    createKits({
      store,
      account: () => Promise.resolve({ client, target, credentials, folder: '' }),
      clock: {
        now: () => time.nowMs,
        sleep: () => Promise.resolve(),
        every: (_, run) => {
          tick = run
          return () => undefined
        },
      },
      isHeld: () => false,
      onParts: (linkId, { accepted, planned }) => told.push(['parts', linkId, accepted, planned]),
      onEnd: ({ linkId }, end, parts) => told.push([end, linkId, parts]),
      report: (error) => reported.push(error),
    })
  return {
    ...{ dir, server, client, lines, store, told, reported, request, open, signal },
    now: () => time.nowMs,
    /** Time goes by, and the app looks around once. */
    pass: (ms: number): void => {
      time.nowMs += ms
      tick()
    },
    send: (document: KitDocument, number: number, body: Buffer) =>
      fetch(partUrlOf(document, number), { method: 'PUT', body: new Uint8Array(body) }),
    unfinished: async () => (await client.listMultipartUploads({}, { signal })).map(({ objectKey }) => objectKey),
    end: async (): Promise<void> => {
      store.close()
      transport.close()
      await server.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
