import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { KitRecord } from '../links/kit/ports.ts'
import { openKitStore } from './kit-store.ts'

let dir: string
let path: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'courier-kits-'))
  path = join(dir, 'kits.sqlite')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const record = (linkId: string, more: Partial<KitRecord> = {}): KitRecord => ({
  linkId,
  accountId: 'a',
  objectKey: 'films/采访.mp4',
  askedAtMs: 1,
  madeAtMs: 1,
  expiresAtMs: 2,
  maxBytes: 48_800_000_000_000,
  partSize: 1_048_576,
  isFirstUploadOnly: true,
  isUnwanted: false,
  ...more,
})

it('has everything again after a restart, oldest first, as it was last', () => {
  const first = openKitStore(path, 0)
  first.store.put(record('l1'))
  first.store.put(record('l2', { uploadId: 'U2', exactBytes: 0, contentType: 'video/mp4' }))
  first.store.put(record('l3'))
  first.store.put(record('l1', { uploadId: 'U1', isUnwanted: true }))
  first.store.remove('l3')
  // As a power cut would: nothing is closed.
  const second = openKitStore(path, 0)
  expect(second.setAside).toBe(undefined)
  expect(second.store.all()).toEqual([
    record('l1', { uploadId: 'U1', isUnwanted: true }),
    record('l2', { uploadId: 'U2', exactBytes: 0, contentType: 'video/mp4' }),
  ])
  expect(second.store.get('l3')).toBe(undefined)
  first.store.close()
  second.store.close()
})

it('is set aside when it is damaged, and when a newer version wrote it', () => {
  writeFileSync(path, 'this is no database '.repeat(100))
  const damaged = openKitStore(path, Date.UTC(2026, 10, 20, 8))
  expect(damaged.setAside).toBe('kits.sqlite.broken-2026-11-20T080000Z')
  damaged.store.close()
  const newer = new DatabaseSync(path)
  newer.exec('PRAGMA user_version = 99')
  newer.close()
  const again = openKitStore(path, Date.UTC(2026, 10, 20, 9))
  expect(again.setAside).toBe('kits.sqlite.broken-2026-11-20T090000Z')
  expect(again.store.all()).toEqual([])
  again.store.close()
  expect(readdirSync(dir).filter((name) => name.includes('broken'))).toHaveLength(2)
})
