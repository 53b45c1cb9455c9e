// The register over real sockets against the practice server: what a link answers before and after it was closed.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LinkRequest, LinkView } from '../../../shared/model/link.ts'
import { systemClock as clock } from '../../platform/clock.ts'
import { createHttpTransport } from '../../platform/http-transport.ts'
import { sessionLinkStore } from '../../platform/open-link-store.ts'
import { startPracticeServer } from '../../practice/server.ts'
import type { PracticeServer } from '../../practice/server.ts'
import { createOssClient } from '../../oss/client.ts'
import { targetFor } from '../../oss/endpoint.ts'
import { makeLink } from '../make-link.ts'
import { usualLimits } from './budget.ts'
import { Register } from './register.ts'

const credentials = { accessKeyId: 'LTAIpractice', accessKeySecret: 'practiceSecret' }
const transport = createHttpTransport()
const signal = new AbortController().signal
let server: PracticeServer
let folder: string
let register: Register
let made = 0

function newLink(objectKey: string, isFirstUploadOnly: boolean): LinkView {
  const request: LinkRequest = {
    // Any text is an id here.
    accountId: 'a' as LinkRequest['accountId'],
    ...{ objectKey, forWhom: '', isFirstUploadOnly, metadata: {}, tags: {}, pinnedHeaders: {} },
    validity: { kind: 'seconds', seconds: 900 },
  }
  const target = targetFor({ kind: 'custom', region: 'cn-hangzhou', bucket: 'practice', customDomain: server.endpoint })
  made += 1
  const view = makeLink(request, { linkId: `l${made}`, folder: '', target, credentials, nowMs: Date.now() })
  register.add([{ view, request }])
  return view
}

const upload = async ({ url, headers }: LinkView, body: string): Promise<string> => {
  const named = Object.fromEntries(headers.map(({ name, value }) => [name, value]))
  const answer = await fetch(url, { method: 'PUT', body: Buffer.from(body), headers: named })
  return `${answer.status} ${/<Code>(\w+)/.exec(await answer.text())?.[1] ?? ''}`.trim()
}
const stateOf = (view: LinkView) => register.row(view.linkId)?.state

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'courier-register-'))
  const buckets = [{ name: 'practice', region: 'cn-hangzhou' }]
  server = await startPracticeServer({ dir: folder, buckets, keys: [credentials] })
  const target = targetFor({ kind: 'custom', region: 'cn-hangzhou', bucket: 'practice', customDomain: server.endpoint })
  const client = createOssClient({ transport, clock: Date, target, credentials: () => credentials })
  register = new Register({
    ...{ store: sessionLinkStore(), clock, random: Math.random, limits: usualLimits },
    clientFor: () => Promise.resolve(client),
    isOnline: () => true,
    make: () => Promise.reject(new Error('not here')),
    ...{ onChange: () => undefined, onArrived: () => undefined, report: () => undefined },
  })
  register.start()
})
afterAll(async () => {
  await register.stop()
  transport.close()
  await server.close()
  await rm(folder, { recursive: true })
})

it('a link that was closed early answers 409 FileAlreadyExists, until its end', async () => {
  const view = newLink('in/closed 合同.pdf', true)
  expect(await register.closeLink(view.linkId, signal)).toEqual({ result: 'closed' })
  expect(await upload(view, 'too late')).toBe('409 FileAlreadyExists')
  expect(stateOf(view)).toBe('closed')
})

it('one whose file had come is not closed: what came is what counts', async () => {
  const view = newLink('in/came.pdf', true)
  await register.check([view.linkId])
  expect(await upload(view, 'in time')).toBe('200')
  expect(await register.closeLink(view.linkId, signal)).toEqual({ result: 'received' })
  expect(register.row(view.linkId)).toMatchObject({ state: 'received', received: { bytes: 7 } })
})

it('a file that comes through a link is found by its key alone, and by a list of its folder', async () => {
  const views = ['in/many/a.pdf', 'in/many/b.pdf', 'in/many/c +%&#.pdf', 'in/many/中文.pdf'].map((key) =>
    newLink(key, false),
  )
  await register.check(views.map(({ linkId }) => linkId))
  for (const view of views) expect(await upload(view, view.objectKey)).toBe('200')
  await register.check(views.map(({ linkId }) => linkId))
  expect(views.map(stateOf)).toEqual(['received', 'received', 'received', 'received'])
  const more = Array.from({ length: 12 }, (_, n) => newLink(`in/list/${n} 表.pdf`, false))
  await register.check(more.map(({ linkId }) => linkId))
  for (const view of more) await upload(view, 'x')
  await register.check(more.map(({ linkId }) => linkId))
  expect(more.map(stateOf)).toEqual(more.map(() => 'received'))
})
