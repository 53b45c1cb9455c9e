import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../shared/errors.ts'
import { openJournal } from '../platform/open-journal.ts'
import type { WalkEntry } from './ports.ts'
import { failure } from './testing/fake-oss.ts'
import type { Fault } from './testing/fake-oss.ts'
import { MiB, Rig } from './testing/rig.ts'

let rig: Rig
const fresh = () => new Rig(openJournal(':memory:', 0).journal)
const end = async () => {
  await rig.uploads.close()
  rig.journal.close()
}
beforeEach(() => {
  rig = fresh()
})
afterEach(end)

const nfc = 'é.txt'.normalize('NFC')
const nfd = 'é.txt'.normalize('NFD')

describe('two names with one key', () => {
  it.each([
    ['NFC first', nfc, nfd],
    ['NFD first', nfd, nfc],
  ])('list the second as failed, and none is lost: %s', async (_, first, second) => {
    rig.disk.folder('/disk/f', { [first]: 1, [second]: 2, 'other.txt': 3 })
    await rig.add('/disk/f')
    expect(await rig.finish()).toMatchObject({ found: 3, sent: 2, failed: 1 })
    expect(rig.file(second)).toMatchObject({
      status: 'failed',
      error: { code: 'file.duplicateKey', params: { other: first } },
    })
    expect(rig.oss.objects.get(`f/${nfc}`)?.size).toBe(1)
  })

  it('are both kept, without being asked about, when that was chosen for taken names', async () => {
    rig.disk.folder('/disk/f', { [nfc]: 1, [nfd]: 2 })
    await rig.add('/disk/f', { onConflict: 'keepBoth' })
    expect(await rig.finish()).toMatchObject({ found: 2, sent: 2, failed: 0 })
    expect([...rig.oss.objects.values()].map(({ size }) => size)).toEqual([1, 2])
    expect([...rig.oss.objects.keys()]).toEqual([`f/${nfc}`, `f/${'é (2).txt'.normalize('NFC')}`])
  })

  it('are not sent over each other by a retry, but both are kept when that is decided', async () => {
    rig.disk.folder('/disk/f', { [nfc]: 1, [nfd]: 2 })
    await rig.add('/disk/f', { onConflict: 'replace' })
    await rig.finish()
    await rig.act('retry')
    expect(await rig.finish()).toMatchObject({ sent: 1, failed: 1 })
    await rig.act('decide', 'keepBoth')
    expect(await rig.finish()).toMatchObject({ sent: 2, failed: 0 })
    expect([...rig.oss.objects].map(([objectKey, { size }]) => [objectKey, size])).toEqual([
      [`f/${nfc}`, 1],
      [`f/${nfc.replace('.', ' (2).')}`, 2],
    ])
  })

  it('are found between two dropped folders of the same name, too', async () => {
    rig.disk.folder('/a/f', { 'x.txt': 1, 'only-a.txt': 1 })
    rig.disk.folder('/b/f', { 'x.txt': 2, 'only-b.txt': 1 })
    await rig.add(['/a/f', '/b/f'])
    expect(await rig.finish()).toMatchObject({ found: 4, sent: 3, failed: 1 })
    expect(rig.oss.objects.get('f/x.txt')?.size).toBe(1)
  })
})

describe('everything found is accounted for', () => {
  it('keeps an empty folder as an object whose key ends in a slash', async () => {
    rig.disk.folder('/disk/f', {}, [{ kind: 'emptyFolder', path: '/disk/f/empty', relativePath: 'empty' }])
    await rig.add('/disk/f', {}, 'in/')
    expect(await rig.finish()).toMatchObject({ found: 1, sent: 1 })
    expect(rig.oss.objects.get('in/f/empty/')).toMatchObject({
      size: 0,
      headers: { 'content-type': 'application/x-directory' },
    })
  })

  it('takes a folder that is there already as skipped', async () => {
    rig.disk.folder('/disk/f', {}, [{ kind: 'emptyFolder', path: '/disk/f/empty', relativePath: 'empty' }])
    rig.oss.objects.set('f/empty/', { size: 0, crc64: '0', etag: 'E', headers: {} })
    await rig.add('/disk/f')
    expect(await rig.finish()).toMatchObject({ found: 1, skipped: 1, failed: 0 })
  })

  it('sends an empty file as an empty object', async () => {
    rig.disk.file('/disk/empty.txt', 0)
    await rig.add('/disk/empty.txt')
    await rig.finish()
    expect(rig.oss.objects.get('empty.txt')).toMatchObject({ size: 0, crc64: '0' })
    expect(rig.file('empty.txt')).toMatchObject({ status: 'completed', isChecked: true })
  })

  it('lists what was skipped and what could not be read, each with its reason', async () => {
    const entries: WalkEntry[] = [
      { kind: 'skipped', path: '/disk/f/.DS_Store', relativePath: '.DS_Store', reason: 'junk', size: 6148 },
      { kind: 'failed', path: '/disk/f/no', relativePath: 'no', error: failure('folder.unreadable').shape },
    ]
    rig.disk.folder('/disk/f', { 'a.txt': 1, ['long'.repeat(300)]: 1 }, entries)
    await rig.add(['/disk/f', '/disk/gone.txt'])
    expect(await rig.finish()).toMatchObject({ found: 5, sent: 1, skipped: 1, failed: 3 })
    expect(rig.file('.DS_Store')).toMatchObject({ skipReason: 'junk', totalBytes: 6148 })
    expect(rig.file('no').error?.code).toBe('folder.unreadable')
    expect(rig.file('long'.repeat(300)).error).toMatchObject({ code: 'object.keyTooLong', params: { bytes: 1202 } })
    expect(rig.file('gone.txt').error?.code).toBe('file.notFound')
  })

  it('keeps what a folder yielded before its reading broke down', async () => {
    rig.disk.folder('/disk/f', { 'a.txt': 1, 'b.txt': 1 })
    rig.disk.beforeEntry = (path) =>
      path === 'b.txt' ? Promise.reject(failure('folder.unreadable')) : Promise.resolve()
    await rig.add('/disk/f')
    expect(await rig.finish()).toMatchObject({ found: 2, sent: 1, failed: 1, isWalking: false })
  })

  it('refuses impossible options before anything is added', async () => {
    rig.disk.file('/disk/a.txt', 1)
    await expect(rig.add('/disk/a.txt', { metadata: { 'no spaces': 'x' } })).rejects.toMatchObject({
      code: 'option.invalid',
    })
    expect(rig.rows()).toEqual([])
  })

  it('found = queued + going + paused + sent + skipped + failed + canceled, and every one told truly', async () => {
    const codes: ErrorCode[] = ['net.reset', 'server.busy', 'auth.denied', 'upload.checksumMismatch', 'upload.notFound']
    const outcome = fc.record({
      size: fc.constantFrom(0, 1, 3 * MiB, 20 * MiB),
      fault: fc.option(
        fc.tuple(fc.constantFrom('before' as const, 'after' as const), fc.constantFrom(...codes), fc.nat(2)),
      ),
      isTaken: fc.boolean(),
    })
    const action = fc.constantFrom('pause' as const, 'resume' as const, 'cancel' as const, 'retry' as const)
    await fc.assert(
      fc.asyncProperty(
        fc.array(outcome, { minLength: 1, maxLength: 12 }),
        fc.constantFrom('ask' as const, 'skip' as const, 'keepBoth' as const, 'replace' as const),
        fc.array(fc.tuple(action, fc.integer({ min: 0, max: 2000 })), { maxLength: 4 }),
        async (files, onConflict, actions) => {
          await end()
          rig = fresh()
          const { disk, oss, uploads } = rig
          disk.folder('/disk/f', Object.fromEntries(files.map(({ size }, n) => [`${n}`, size])))
          files.forEach(({ isTaken }, n) => {
            if (isTaken) oss.objects.set(`f/${n}`, { size: 99, crc64: '42', etag: 'theirs', headers: {} })
          })
          oss.fault = (name, count): Fault | undefined => {
            const upload = /U\d+/.exec(name)?.[0]
            const key = upload === undefined ? name.split(' f/')[1] : oss.uploads.get(upload)?.objectKey.slice(2)
            const wanted = files[Number(key)]?.fault
            if (!wanted || count > wanted[2] || name.startsWith('abort')) return undefined
            const error = failure(wanted[1])
            if (wanted[1] === 'upload.notFound' && upload !== undefined) oss.uploads.delete(upload)
            // A wrong checksum is found in an answer, so the object is stored by then.
            if (wanted[0] === 'before' && wanted[1] !== 'upload.checksumMismatch') return { before: error }
            // No server begins an upload and says that it may not.
            if (name.startsWith('initiate') && !error.isRetryable) return { before: error }
            return { after: error }
          }
          await rig.add('/disk/f', { onConflict })
          for (const [name, ms] of actions) {
            await rig.act(name)
            await rig.clock.pass(ms)
            const { found, queued, going, paused, sent, skipped, failed, canceled } = uploads.totals()
            expect(queued + going + paused + sent + skipped + failed + canceled).toBe(found)
          }
          await rig.act('resume')
          const totals = await rig.finish()
          expect(totals.sent + totals.skipped + totals.failed + totals.canceled).toBe(totals.found)
          for (const row of rig.files()) {
            const stored = oss.objects.get(row.objectKey)
            if (row.status === 'completed')
              expect(stored?.crc64).toBe(disk.checksum(`/disk/f/${row.name}`, 0, row.totalBytes))
            if (row.status === 'failed') expect(row.error).toBeDefined()
            if (row.status === 'skipped') expect(row.skipReason).toBeDefined()
            if (onConflict !== 'replace' && files[Number(row.name)]?.isTaken)
              expect(oss.objects.get(`f/${row.name}`)?.etag).toBe('theirs')
          }
          const held = rig.files().filter(({ parts, status }) => parts && status === 'failed').length
          await rig.clock.pass(120_000)
          expect(oss.uploads.size).toBeLessThanOrEqual(held)
          expect(rig.reported).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  }, 60_000)
})
