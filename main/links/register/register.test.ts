import { afterEach, describe, expect, it } from 'vitest'
import { linkIdOf, registerRig } from '../../platform/testing/register-rig.ts'

const minute = 60_000
const hour = 60 * minute
let rig = registerRig()
/** A register that looks after its links. */
function started(...args: Parameters<typeof registerRig>) {
  rig = registerRig(...args)
  rig.register.start()
  return rig
}
afterEach(() => rig.register.stop().catch(() => undefined))

const all = { search: '', filter: 'all' as const, offset: 0, limit: 200 }

describe('a link that waits', () => {
  it('is received when a file comes, with its size and time, and new until somebody has seen it', async () => {
    const { register, bucket, clock, link, row, arrived } = started()
    register.add([link('in/a.pdf', { forWhom: 'Acme' })])
    await clock.pass(minute)
    expect(row('in/a.pdf')).toMatchObject({ state: 'waiting', isNew: false, check: { lastAtMs: expect.any(Number) } })
    bucket.upload('in/a.pdf', 412)
    const cameAtMs = clock.now()
    await clock.pass(minute)
    expect(row('in/a.pdf')).toMatchObject({
      state: 'received',
      isNew: true,
      received: { bytes: 412, atMs: Math.floor(cameAtMs / 1000) * 1000 },
    })
    expect(arrived.map((rows) => rows.map(({ forWhom }) => forWhom))).toEqual([['Acme']])
    expect(register.summary()).toMatchObject({ newCount: 1, counts: { all: 1, received: 1, waiting: 0 } })
    register.markSeen([linkIdOf('in/a.pdf')])
    expect(register.summary().newCount).toBe(0)
  })

  it('does not take for an arrival what was there before it was made', async () => {
    const { register, bucket, clock, link, row, arrived } = started()
    bucket.upload('in/a.pdf', 1)
    await clock.pass(2000)
    register.add([link('in/a.pdf')])
    await clock.pass(hour)
    expect([row('in/a.pdf').state, arrived]).toEqual(['waiting', []])
    bucket.upload('in/a.pdf', 2)
    await clock.pass(hour)
    expect(row('in/a.pdf')).toMatchObject({ state: 'received', received: { bytes: 2 } })
  })

  it('counts what came while the app was closed', async () => {
    const before = registerRig()
    rig = before
    before.register.add([before.link('in/a.pdf')])
    await before.clock.pass(hour)
    before.bucket.upload('in/a.pdf', 7)
    await before.clock.pass(hour)
    before.register.start()
    await before.clock.settle()
    expect(before.row('in/a.pdf')).toMatchObject({ state: 'received', received: { bytes: 7 } })
  })

  it('says so when its name was taken before, for then nobody can upload to it', async () => {
    const { register, bucket, clock, link, row } = started()
    bucket.upload('in/a.pdf')
    await clock.pass(2000)
    register.add([link('in/a.pdf', { isFirstUploadOnly: true })])
    await clock.settle()
    expect(row('in/a.pdf')).toMatchObject({ state: 'waiting', check: { error: { code: 'object.exists' } } })
    expect(register.summary().counts.attention).toBe(1)
    bucket.objects.clear()
    await clock.pass(hour)
    expect(row('in/a.pdf').check.error).toBeUndefined()
  })

  it('is replaced when another upload comes after the first', async () => {
    const { register, bucket, clock, link, row, arrived } = started()
    register.add([link('in/a.pdf')])
    await clock.pass(1000)
    bucket.upload('in/a.pdf', 1)
    await clock.pass(10 * minute)
    bucket.upload('in/a.pdf', 2)
    await clock.pass(2 * hour)
    expect(row('in/a.pdf')).toMatchObject({ state: 'replaced', received: { bytes: 2 } })
    expect(arrived.length).toBe(2)
    expect(register.summary().counts).toMatchObject({ received: 1, attention: 1 })
  })

  it('is asked about no more once the only upload that counts is there', async () => {
    const { register, bucket, clock, link } = started()
    register.add([link('in/a.pdf', { isFirstUploadOnly: true })])
    await clock.pass(1000)
    bucket.upload('in/a.pdf')
    await clock.pass(10 * minute)
    const asked = bucket.asked.length
    await clock.pass(24 * hour)
    expect(bucket.asked.length).toBe(asked)
  })

  it('expires unused, and an upload that began before its end still counts', async () => {
    const { register, bucket, clock, link, row } = started()
    register.add([link('in/a.pdf', { validitySeconds: 900 }), link('in/b.pdf', { validitySeconds: 900 })])
    await clock.pass(16 * minute)
    expect([row('in/a.pdf').state, row('in/b.pdf').state]).toEqual(['expired', 'expired'])
    bucket.upload('in/a.pdf', 5_000_000)
    await clock.pass(hour)
    expect([row('in/a.pdf').state, row('in/b.pdf').state]).toEqual(['received', 'expired'])
    const asked = bucket.asked.length
    await clock.pass(24 * hour)
    expect(bucket.asked.length).toBe(asked)
  })

  it('is looked at ever more rarely', async () => {
    const { register, bucket, clock, link } = started()
    register.add([link('in/a.pdf', { validitySeconds: 604_800 })])
    await clock.pass(minute)
    const first = bucket.asked.length
    await clock.pass(24 * hour)
    expect(first).toBeLessThanOrEqual(5)
    expect(bucket.asked.length - first).toBeLessThan(24 * 4 + 20)
  })

  it('shows how many parts of a large file are there', async () => {
    const { register, clock, link, row } = started()
    register.add([link('in/a.zip', { kind: 'multipart' })])
    await clock.settle()
    register.setParts(linkIdOf('in/a.zip'), { accepted: 41, planned: 64 })
    expect(row('in/a.zip')).toMatchObject({ state: 'arriving', parts: { accepted: 41, planned: 64 } })
    expect(register.kitLinks(['arriving'])).toEqual(['in/a.zip'])
  })
})

describe('a page on which senders name their files', () => {
  it('is received with each file that comes into the folder, but not with those of other links', async () => {
    const { register, bucket, clock, link, row, arrived } = started()
    bucket.upload('in/old.pdf')
    await clock.pass(2000)
    register.add([link('in/any.pdf'), link('in/other.pdf')])
    register.watchFolder(linkIdOf('in/any.pdf'), clock.now())
    await clock.pass(2000)
    bucket.upload('in/other.pdf', 1)
    await clock.pass(2 * minute)
    expect([row('in/any.pdf').state, row('in/other.pdf').state]).toEqual(['waiting', 'received'])
    bucket.upload('in/offer 1.docx', 5)
    await clock.pass(hour)
    bucket.upload('in/offer 2.docx', 6)
    await clock.pass(hour)
    expect(row('in/any.pdf')).toMatchObject({
      state: 'received',
      watchedFolder: 'in/',
      received: { bytes: 6, objectKey: 'in/offer 2.docx', files: 2 },
    })
    expect(arrived.length).toBe(3)
  })

  it('cannot be watched by a key that may not list, which is said', async () => {
    const { register, bucket, clock, link, row } = started()
    bucket.denied.add('list')
    register.add([link('in/any.pdf')])
    register.watchFolder(linkIdOf('in/any.pdf'), clock.now())
    await clock.pass(minute)
    expect(row('in/any.pdf').check.error).toMatchObject({ code: 'auth.denied', params: { action: 'oss:ListObjects' } })
  })
})

describe('closing early', () => {
  const signal = new AbortController().signal

  it('takes the name with an empty file, and nobody looks for the link any more', async () => {
    const { register, bucket, clock, link, row } = started()
    register.add([link('in/a.pdf', { isFirstUploadOnly: true })])
    await clock.settle()
    expect(await register.closeLink(linkIdOf('in/a.pdf'), signal)).toEqual({ result: 'closed' })
    expect([row('in/a.pdf').state, bucket.objects.get('in/a.pdf')?.bytes]).toEqual(['closed', 0])
    const asked = bucket.asked.length
    await clock.pass(24 * hour)
    expect([row('in/a.pdf').state, bucket.asked.length]).toEqual(['closed', asked])
  })

  it('that comes too late says what was received', async () => {
    const { register, bucket, clock, link, row } = started()
    register.add([link('in/a.pdf', { isFirstUploadOnly: true })])
    await clock.pass(1000)
    bucket.upload('in/a.pdf', 9)
    expect(await register.closeLink(linkIdOf('in/a.pdf'), signal)).toEqual({ result: 'received' })
    expect(row('in/a.pdf')).toMatchObject({ state: 'received', received: { bytes: 9 } })
  })

  it('by a key that may not see what is there ends the link all the same', async () => {
    const { register, bucket, clock, link, row } = started()
    bucket.denied.add('head').add('list')
    register.add([link('in/a.pdf', { isFirstUploadOnly: true })])
    await clock.pass(1000)
    bucket.upload('in/a.pdf')
    expect(await register.closeLink(linkIdOf('in/a.pdf'), signal)).toEqual({ result: 'taken' })
    expect(row('in/a.pdf').state).toBe('closed')
  })

  it('is refused for a link whose file each upload replaces, and nothing is sent', async () => {
    const { register, bucket, clock, link } = started()
    register.add([link('in/a.pdf')])
    await clock.settle()
    const refusal = { code: 'link.cannotClose' }
    await expect(register.closeLink(linkIdOf('in/a.pdf'), signal)).rejects.toMatchObject(refusal)
    expect(bucket.count('put')).toBe(0)
  })
})

describe('renewing', () => {
  it('makes a link for the same key, as long as the first', async () => {
    const { register, clock, link } = started()
    register.add([{ ...link('in/a.pdf', { forWhom: 'Acme', validitySeconds: 900 }), batchId: 'b1' }])
    await clock.pass(hour)
    const view = await register.renew(linkIdOf('in/a.pdf'))
    expect(view).toMatchObject({ objectKey: 'in/a.pdf', forWhom: 'Acme', expiresAtMs: view.madeAtMs + 900_000 })
    expect(register.row(view.linkId)).toMatchObject({ state: 'waiting', batchId: 'b1' })
  })

  it('of one that ended at a moment which is over works as long as that one did', async () => {
    const { register, clock, link } = started()
    const { view, request } = link('in/a.pdf', { validitySeconds: 900 })
    register.add([{ view, request: { ...request, validity: { kind: 'until', atMs: view.expiresAtMs } } }])
    await clock.pass(hour)
    const again = await register.renew(linkIdOf('in/a.pdf'))
    expect(register.openAll(again.linkId).request.validity).toEqual({ kind: 'seconds', seconds: 900 })
  })

  it('takes another name where the first upload holds it', async () => {
    const { register, bucket, clock, link } = started()
    register.add([link('in/a.pdf', { isFirstUploadOnly: true }), link('in/a (2).pdf')])
    await clock.pass(1000)
    bucket.upload('in/a.pdf')
    await clock.pass(minute)
    expect((await register.renew(linkIdOf('in/a.pdf'))).objectKey).toBe('in/a (3).pdf')
  })
})

it('the list never carries a link, and one can be opened', async () => {
  const { register, link } = started()
  register.add([link('in/a.pdf')])
  expect(JSON.stringify(register.window(all))).not.toContain('x-oss-signature')
  expect(register.open(linkIdOf('in/a.pdf')).url).toContain('x-oss-signature')
  register.remove([linkIdOf('in/a.pdf')])
  expect(() => register.open(linkIdOf('in/a.pdf'))).toThrow(expect.objectContaining({ code: 'link.notFound' }))
  expect(register.window(all).total).toBe(0)
})
