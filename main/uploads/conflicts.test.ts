import { afterEach, describe, expect, it } from 'vitest'
import { openJournal } from '../platform/open-journal.ts'
import { failure } from './testing/fake-oss.ts'
import { MiB, Rig } from './testing/rig.ts'

let rig: Rig
afterEach(async () => {
  await rig.uploads.close()
  rig.journal.close()
})

const theirs = { size: 3, crc64: '42', etag: 'theirs', headers: {} }

async function sent(path: string, size: number, policy: 'ask' | 'keepBoth' | 'skip' | 'replace', taken = [path]) {
  rig = new Rig(openJournal(':memory:', 0).journal, { requestsAtOnce: 2 })
  rig.disk.file(`/disk/${path}`, size)
  for (const objectKey of taken) rig.oss.objects.set(objectKey, theirs)
  await rig.add(`/disk/${path}`, { onConflict: policy })
  await rig.finish()
  return rig
}

describe.each([
  ['a small file', 'a.txt', 'a (2).txt', 'a (3).txt', 5],
  ['a large file', 'a.bin', 'a (2).bin', 'a (3).bin', 20 * MiB],
])('%s whose name is taken', (_, name, second, third, size) => {
  it('waits for the decision, and nothing is replaced', async () => {
    await sent(name, size, 'ask')
    expect(rig.file(name)).toMatchObject({ status: 'failed', error: { code: 'object.exists' } })
    expect(rig.oss.objects.get(name)).toBe(theirs)
    expect(rig.oss.partBytes).toBe(0)
  })

  it('is skipped', async () => {
    await sent(name, size, 'skip')
    expect(rig.file(name)).toMatchObject({ status: 'skipped', skipReason: 'nameTaken' })
    expect(rig.oss.objects.get(name)).toBe(theirs)
  })

  it('gets the next free number, each tried by OSS itself', async () => {
    await sent(name, size, 'keepBoth', [name, second])
    expect(rig.file(name)).toMatchObject({ status: 'completed', objectKey: third, isChecked: true })
    expect([...rig.oss.objects.keys()].toSorted()).toEqual([name, second, third].toSorted())
    expect(rig.oss.objects.get(third)?.headers).toMatchObject({ 'x-oss-forbid-overwrite': 'true' })
    expect(rig.oss.uploads.size).toBe(0)
  })

  it('replaces it only when that was chosen', async () => {
    await sent(name, size, 'replace')
    expect(rig.file(name).status).toBe('completed')
    expect(rig.oss.objects.get(name)?.size).toBe(size)
    expect(rig.oss.objects.get(name)?.headers).not.toHaveProperty('x-oss-forbid-overwrite')
  })

  it.each([
    ['keepBoth', { status: 'completed', objectKey: second }],
    ['replace', { status: 'completed', objectKey: name }],
    ['skip', { status: 'skipped', skipReason: 'nameTaken' }],
  ] as const)('does as decided afterwards: %s', async (decision, outcome) => {
    await sent(name, size, 'ask')
    await rig.act('decide', decision)
    await rig.finish()
    expect(rig.file(name)).toMatchObject(outcome)
    expect(rig.file(name)).not.toHaveProperty('error')
  })
})

describe('a large file whose key may not look', () => {
  const blind = async (policy: 'ask' | 'keepBoth' | 'skip') => {
    rig = new Rig(openJournal(':memory:', 0).journal)
    rig.disk.file('/disk/a.bin', 20 * MiB)
    rig.oss.objects.set('a.bin', theirs)
    rig.oss.fault = (name) => (name.startsWith('head') ? { before: failure('auth.denied') } : undefined)
    await rig.add('/disk/a.bin', { onConflict: policy })
    await rig.finish()
  }

  it('learns at Complete that the name is taken, and leaves nothing behind when that is left at that', async () => {
    await blind('ask')
    expect(rig.file('a.bin')).toMatchObject({ status: 'failed', error: { code: 'object.exists' } })
    rig.oss.operations.length = 0
    await rig.act('decide', 'skip')
    await rig.finish()
    expect(rig.file('a.bin')).toMatchObject({ status: 'skipped' })
    expect(rig.oss.operations).toEqual(['abort U1', 'abort U1'])
  })

  it('begins anew without the ban when the upload insists on it', async () => {
    await blind('ask')
    await rig.act('decide', 'replace')
    await rig.finish()
    expect(rig.file('a.bin')).toMatchObject({ status: 'completed', objectKey: 'a.bin' })
    expect(rig.oss.uploads.size).toBe(0)
  })

  it.each(['keepBoth', 'skip'] as const)('leaves no parts behind: %s', async (policy) => {
    await blind(policy)
    expect(rig.oss.uploads.size).toBe(0)
    expect(rig.oss.objects.get('a.bin')).toBe(theirs)
    expect(rig.oss.objects.has('a (2).bin')).toBe(policy === 'keepBoth')
  })
})
