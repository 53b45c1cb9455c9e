import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KitDocument } from '../../../shared/model/kit.ts'
import type { LinkRequest, LinkView } from '../../../shared/model/link.ts'
import { openKitStore } from '../../platform/kit-store.ts'
import type { Kits } from './kits.ts'
import { credentials, startRig } from '../../platform/testing/kit-rig.ts'
import type { Rig } from '../../platform/testing/kit-rig.ts'

const MiB = 1_048_576
const content = randomBytes(2.5 * MiB)
const part = (number: number): Buffer => content.subarray((number - 1) * MiB, number * MiB)
const hourMs = 3_600_000

let rig: Rig
let kits: Kits

beforeEach(async () => {
  rig = await startRig()
  kits = rig.open()
})
afterEach(async () => {
  await kits.stop()
  await rig.end()
})

async function make(asked: Partial<LinkRequest> = {}): Promise<{ link: LinkView; document: KitDocument }> {
  const link = await kits.make(rig.request(asked), 'l1')
  return { link, document: await kits.document(link) }
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'went well',
    (error: unknown) => (error as { code?: string }).code,
  )
const post = (call: KitDocument['complete'], body?: string) =>
  fetch(call.url, {
    method: 'POST',
    headers: Object.fromEntries(call.headers.map(({ name, value }) => [name, value])),
    ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
  })

describe('what is handed out', () => {
  it('sends a file, lists it, finishes it, and carries what was asked for to the object', async () => {
    const { document } = await make({ contentType: 'video/mp4', metadata: { from: 'Acme' }, storageClass: 'IA' })
    const etags = []
    for (const number of [3, 1, 2]) {
      const answer = await rig.send(document, number, part(number))
      expect(answer.status).toBe(200)
      etags[number - 1] = answer.headers.get('etag')
    }
    const listed = await (await fetch(document.list[0] ?? '')).text()
    expect([...listed.matchAll(/<PartNumber>(\d+)</g)].map((found) => found[1])).toEqual(['1', '2', '3'])
    const named = etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`)
    const done = await post(document.complete, `<CompleteMultipartUpload>${named.join('')}</CompleteMultipartUpload>`)
    expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('-3&quot;')])
    const head = await rig.client.headObject('in/film.mp4', { signal: rig.signal })
    expect(head).toMatchObject({ sizeBytes: content.length, contentType: 'video/mp4', metadata: { from: 'Acme' } })
    expect(await rig.unfinished()).toEqual([])
  })

  it('finishes without ETags too, where the sender cannot read them', async () => {
    const { document } = await make()
    for (const number of [1, 2, 3]) await rig.send(document, number, part(number))
    expect((await post(document.completeAll)).status).toBe(200)
    const object = await rig.client.headObject('in/film.mp4', { signal: rig.signal })
    expect(object.sizeBytes).toBe(content.length)
  })

  it('is a document that can be read back, and says nothing of the key but its id', async () => {
    const { document } = await make({ maxBytes: 50e9 })
    expect(KitDocument.parse(JSON.parse(JSON.stringify(document)))).toEqual(document)
    expect(document.part.signatures).toHaveLength(3974)
    const text = JSON.stringify(document)
    expect(text).not.toContain(credentials.accessKeySecret)
    expect(text.length).toBeLessThan(300_000)
  })

  it('is limited in speed, part by part', async () => {
    const { document } = await make({ trafficLimitBitsPerSecond: 8_192_000 })
    expect(document.part.url).toContain('x-oss-traffic-limit=8192000')
    expect((await rig.send(document, 1, part(3))).status).toBe(200)
  })

  it('holds each part of a file of known size to its own length', async () => {
    const { document } = await make({ exactBytes: content.length })
    expect(document.part.signatures).toHaveLength(3)
    expect((await rig.send(document, 1, part(1))).status).toBe(200)
    expect((await rig.send(document, 3, part(1))).status).toBe(403)
    expect((await rig.send(document, 3, part(3))).status).toBe(200)
  })

  it('ends when the link ends, whenever it was signed', async () => {
    const { link, document } = await make()
    rig.pass(40 * 60_000)
    const later = await kits.document(link)
    expect(later.expiresAtMs).toBe(document.expiresAtMs)
    rig.pass(20 * 60_000 - 1000)
    expect((await rig.send(later, 1, part(1))).status).toBe(200)
    rig.pass(3000)
    expect((await rig.send(later, 1, part(1))).status).toBe(403)
    expect((await rig.send(document, 1, part(1))).status).toBe(403)
    expect(await codeOf(kits.document(link))).toBe('link.expired')
  })
})

describe('the owner', () => {
  it('sees how far it is: the last part comes first and says how many there are', async () => {
    const { link, document } = await make()
    expect(await kits.parts(link.linkId)).toMatchObject({ accepted: 0, planned: 0, bytes: 0, isWhole: false })
    await rig.send(document, 3, part(3))
    await rig.send(document, 1, part(1))
    const facts = await kits.parts(link.linkId)
    expect(facts).toMatchObject({ accepted: 2, planned: 3, bytes: 1.5 * MiB, isWhole: false })
    expect(rig.told).toEqual([['parts', 'l1', 2, 3]])
  })

  it('can finish when all is there, and not before', async () => {
    const { link, document } = await make()
    for (const number of [3, 1]) await rig.send(document, number, part(number))
    expect(await codeOf(kits.finish(link))).toBe('kit.partsMissing')
    await rig.send(document, 2, part(2))
    expect(await kits.finish(link)).toEqual({ bytes: content.length, isNotified: true })
    const { bytes } = await rig.client.getObject('in/film.mp4', {}, { signal: rig.signal })
    expect(Buffer.from(bytes).equals(content)).toBe(true)
    expect(await codeOf(kits.finish(link))).toBe('kit.ended')
    expect(rig.told.at(-1)).toEqual(['finished', 'l1', 0])
  })

  it('can discard, and then nobody can send any more', async () => {
    const { link, document } = await make()
    await rig.send(document, 3, part(3))
    await kits.discard(link.linkId)
    expect(await rig.unfinished()).toEqual([])
    expect((await rig.send(document, 1, part(1))).status).toBe(404)
    expect(rig.told).toEqual([['discarded', 'l1', 1]])
    expect(await codeOf(kits.parts(link.linkId))).toBe('kit.ended')
  })

  it('whose key may not remove anything is told so, and the link goes on', async () => {
    const { link, document } = await make()
    rig.server.setKeys([{ ...credentials, allow: [{ actions: ['oss:PutObject', 'oss:ListParts'] }] }])
    expect(await codeOf(kits.discard(link.linkId))).toBe('auth.denied')
    await rig.send(document, 1, part(3))
    expect(await kits.parts(link.linkId)).toMatchObject({ accepted: 1 })
  })

  it('is told at once when the name is taken, and leaves nothing begun', async () => {
    const body = { kind: 'bytes' as const, bytes: new Uint8Array(3) }
    await rig.client.putObject('in/film.mp4', body, {}, { signal: rig.signal })
    expect(await codeOf(kits.make(rig.request(), 'l1'))).toBe('object.exists')
    expect([rig.store.all(), await rig.unfinished()]).toEqual([[], []])
  })

  it('learns that the sender has finished', async () => {
    const { document } = await make()
    kits.start()
    await rig.send(document, 1, part(3))
    await post(document.completeAll)
    rig.pass(5 * 60_000)
    await vi.waitFor(() => expect(rig.told).toEqual([['gone', 'l1', 0]]))
    expect(rig.store.all()).toEqual([])
  })
})

describe('nothing is left unfinished', () => {
  it('after the end: the owner has an hour to finish, then what came is removed', async () => {
    const { link, document } = await make()
    kits.start()
    for (const number of [3, 1]) await rig.send(document, number, part(number))
    const { removedAtMs } = await kits.parts(link.linkId)
    expect(removedAtMs).toBe(link.expiresAtMs + hourMs)
    rig.pass(2 * hourMs - 60_000)
    await vi.waitFor(() => expect(rig.told).toHaveLength(2))
    expect(rig.told).toEqual([
      ['parts', 'l1', 2, 3],
      ['parts', 'l1', 2, 3],
    ])
    expect(await rig.unfinished()).toEqual(['in/film.mp4'])
    rig.pass(20 * 60_000)
    await vi.waitFor(() => {
      rig.pass(1000)
      expect(rig.told.at(-1)).toEqual(['expired', 'l1', 2])
    })
    expect([rig.store.all(), await rig.unfinished()]).toEqual([[], []])
  })

  it('when the app ended between asking and hearing', async () => {
    rig.server.setFaults(({ operation }) =>
      operation === 'InitiateMultipartUpload' ? { dropsAnswer: true } : undefined,
    )
    const isPut = vi.spyOn(rig.store, 'put').mockImplementation(function (this: Rig['store'], record) {
      // As if the app had been killed: what comes after the first writing is never written.
      isPut.mockImplementation(() => undefined)
      Object.getPrototypeOf(rig.store).put.call(rig.store, record)
    })
    expect(await codeOf(kits.make(rig.request(), 'l1'))).toMatch(/^net\./)
    isPut.mockRestore()
    rig.server.setFaults(undefined)
    expect(await rig.unfinished()).toEqual(['in/film.mp4'])
    kits.start()
    rig.pass(5 * 60_000)
    await vi.waitFor(() => expect(rig.store.all()).toEqual([]))
    expect(await rig.unfinished()).toEqual([])
  })

  it('when only the answer was lost', async () => {
    rig.server.setFaults(({ operation }) =>
      operation === 'InitiateMultipartUpload' ? { dropsAnswer: true } : undefined,
    )
    expect(await codeOf(kits.make(rig.request(), 'l1'))).toMatch(/^net\./)
    rig.server.setFaults(undefined)
    kits.start()
    await vi.waitFor(() => expect(rig.store.all()).toEqual([]))
    expect(await rig.unfinished()).toEqual([])
  })

  it('when OSS could not be reached: it is tried again', async () => {
    const { link } = await make()
    rig.server.setFaults(({ operation }) => (operation === 'AbortMultipartUpload' ? { cutAfterBytes: 0 } : undefined))
    expect(await codeOf(kits.discard(link.linkId))).toMatch(/^net\./)
    rig.server.setFaults(undefined)
    kits.start()
    await vi.waitFor(() => expect(rig.told).toEqual([['discarded', 'l1', 0]]))
    expect(await rig.unfinished()).toEqual([])
  })

  it('and never what somebody else has begun under the same name', async () => {
    const { uploadId } = await rig.client.initiateMultipartUpload('in/film.mp4', {}, { signal: rig.signal })
    const part = { objectKey: 'in/film.mp4', uploadId, partNumber: 1 }
    await rig.client.uploadPart(part, { kind: 'bytes', bytes: new Uint8Array(9) }, { signal: rig.signal })
    rig.server.setFaults(({ operation }) =>
      operation === 'InitiateMultipartUpload' ? { dropsAnswer: true } : undefined,
    )
    await codeOf(kits.make(rig.request(), 'l1'))
    kits.start()
    await vi.waitFor(() => expect(rig.store.all()).toEqual([]))
    const left = await rig.client.listMultipartUploads({}, { signal: rig.signal })
    expect(left.map((upload) => upload.uploadId)).toEqual([uploadId])
  })

  it('when an account is about to go', async () => {
    await make()
    await kits.leave('a', rig.signal)
    expect([rig.store.all(), await rig.unfinished()]).toEqual([[], []])
  })
})

it('is polite: a kit in which nothing happens is looked at a few times an hour', async () => {
  await make({ validity: { kind: 'until', atMs: rig.now() + 24 * hourMs } })
  kits.start()
  const before = rig.lines.length
  for (let minute = 0; minute < 12 * 60; minute++) {
    rig.pass(60_000)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await vi.waitFor(() => expect(rig.lines.length - before).toBeGreaterThan(12))
  expect(rig.lines.length - before).toBeLessThan(60)
  expect(rig.lines.slice(before).every(({ operation }) => operation === 'ListParts')).toBe(true)
})

it('remembers over restarts, and keeps no signature', async () => {
  const { link } = await make({ contentType: 'video/mp4' })
  rig.store.close()
  const { store } = openKitStore(`${rig.dir}/kits.sqlite`, 0)
  const kept = store.get(link.linkId)
  expect(kept).toMatchObject({ objectKey: 'in/film.mp4', expiresAtMs: link.expiresAtMs, isUnwanted: false })
  expect(JSON.stringify(kept)).not.toMatch(/signature|Signature/)
  store.close()
  vi.spyOn(rig.store, 'close').mockReturnValue(undefined)
})
