// What is on disk: survives restarts and crashes, never leaves its folder, wastes no space.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ownerKey, startPractice, valuesOf, type Practice } from './testing/practice.ts'

let dir: string
let practice: Practice
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'practice-store-'))
  practice = await startPractice({ dir })
})
afterEach(async () => {
  await practice.stop()
  rmSync(dir, { recursive: true, force: true })
})

async function restart(): Promise<void> {
  await practice.stop()
  practice = await startPractice({ dir })
}
const files = (): string[] =>
  readdirSync(join(dir, 'data'), { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{32}$/.test(name))

describe('the storage folder', () => {
  it('brings everything back after a restart', async () => {
    const headers = { 'x-oss-meta-a': '1', 'x-oss-tagging': 'k=v', 'content-type': 'text/x' }
    await practice.send('PUT', 'kept', { body: 'bytes', headers })
    await practice.send('PUT', 'deleted', { body: 'bytes' })
    await practice.send('DELETE', 'deleted')
    practice.setCors('practice', [{ allowedOrigins: ['*'], allowedMethods: ['PUT'] }])
    const started = await practice.send('POST', 'parts', { query: { uploads: '' } })
    const uploadId = valuesOf(started.text, 'UploadId')[0] ?? ''
    await practice.send('PUT', 'parts', { query: { uploadId, partNumber: '1' }, body: 'part' })
    const before = await practice.send('HEAD', 'kept')
    await restart()
    const after = await practice.send('GET', 'kept')
    const volatile = { date: '', 'x-oss-request-id': '', 'x-oss-server-time': '' }
    expect([after.text, { ...after.headers, ...volatile }]).toEqual(['bytes', { ...before.headers, ...volatile }])
    expect((await practice.send('HEAD', 'deleted')).status).toBe(404)
    expect(valuesOf((await practice.send('GET', '', { query: { cors: '' } })).text, 'AllowedMethod')).toEqual(['PUT'])
    const finish = { query: { uploadId }, headers: { 'x-oss-complete-all': 'yes' } }
    expect((await practice.send('POST', 'parts', finish)).status).toBe(200)
    await restart()
    expect((await practice.send('GET', 'parts')).text).toBe('part')
    expect((await practice.send('POST', 'parts', finish)).ossCode).toBe('NoSuchUpload')
  })

  it('cannot be left, and keeps names apart that a file system would not', async () => {
    const names = ['../escape', '../../../../tmp/escape', 'a/../b', 'a/b', 'A/B', 'a//b', '.', '..', 'con', 'x:y', 'é', 'e\u0301', '中'.repeat(341)] // prettier-ignore
    for (const name of names) expect((await practice.send('PUT', name, { body: name })).status).toBe(200)
    await restart()
    for (const name of names) expect((await practice.send('GET', name)).text).toBe(name)
    expect(readdirSync(dir).sort()).toEqual(['data', 'journal.jsonl'])
    expect(existsSync(join(dir, '..', 'escape'))).toBe(false)
  })

  it('holds no secret', async () => {
    await practice.send('PUT', 'x', { body: 'x' })
    expect(readFileSync(join(dir, 'journal.jsonl'), 'utf8')).not.toContain(ownerKey.accessKeySecret)
  })

  it('gives back the space of what is replaced, deleted, aborted or refused', async () => {
    const big = Buffer.alloc(100_000, 1)
    await practice.send('PUT', 'x', { body: big })
    await practice.send('PUT', 'x', { body: big })
    await expect.poll(() => files().length).toBe(1)
    await practice.send('PUT', 'y', { body: big, headers: { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' } })
    const started = await practice.send('POST', 'p', { query: { uploads: '' } })
    const uploadId = valuesOf(started.text, 'UploadId')[0] ?? ''
    for (const partNumber of ['1', '2']) {
      await practice.send('PUT', 'p', { query: { uploadId, partNumber }, body: big })
    }
    await expect.poll(() => files().length).toBe(3)
    await practice.send('DELETE', 'p', { query: { uploadId } })
    await practice.send('DELETE', 'x')
    await expect.poll(files).toEqual([])
  })

  it('stores no file for an empty object, and holes for zeros', async () => {
    await practice.send('PUT', 'empty', { body: '' })
    expect(files()).toEqual([])
    const sparse = Buffer.concat([Buffer.alloc(3_000_001), Buffer.from('middle'), Buffer.alloc(3_000_000)])
    await practice.send('PUT', 'sparse', { body: sparse })
    const [file = ''] = files()
    const { size, blocks } = statSync(join(dir, 'data', file))
    expect(size).toBe(sparse.length)
    // Windows does not report blocks; elsewhere at most one 64 KiB block and its neighbours are really there.
    if (process.platform === 'linux') expect(blocks * 512).toBeLessThan(300_000)
    expect((await practice.send('GET', 'sparse')).body.equals(sparse)).toBe(true)
  })

  it('forgets a line cut short by a crash, and removes its bytes', async () => {
    await practice.send('PUT', 'x', { body: 'x' })
    await practice.stop()
    appendFileSync(join(dir, 'journal.jsonl'), '{"change":"put","bucket":"practice","obj')
    mkdirSync(join(dir, 'data', '00'), { recursive: true })
    writeFileSync(join(dir, 'data', '00', '00'.repeat(16)), 'left over')
    practice = await startPractice({ dir })
    await practice.send('PUT', 'y', { body: 'y' })
    await restart()
    expect((await practice.send('GET', 'x')).text).toBe('x')
    expect((await practice.send('GET', 'y')).text).toBe('y')
    await expect.poll(() => files().length).toBe(2)
  })

  it('throws nothing away when the journal is damaged', async () => {
    await practice.send('PUT', 'x', { body: 'x' })
    await practice.send('PUT', 'y', { body: 'y' })
    await practice.stop()
    const path = join(dir, 'journal.jsonl')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"change"', '"chance"'))
    practice = await startPractice({ dir })
    expect([(await practice.send('HEAD', 'x')).status, (await practice.send('GET', 'y')).text]).toEqual([404, 'y'])
    expect(files()).toHaveLength(2)
  })

  it('keeps its journal short', async () => {
    for (let round = 0; round < 120; round += 1) await practice.send('PUT', 'again', { body: `${round}` })
    const lines = () => readFileSync(join(dir, 'journal.jsonl'), 'utf8').trim().split('\n').length
    expect(lines()).toBe(120)
    await restart()
    expect([lines(), (await practice.send('GET', 'again')).text]).toEqual([1, '119'])
  })

  it('serves a download to its end although the object is replaced meanwhile', async () => {
    const big = Buffer.alloc(8_000_000, 1)
    await practice.send('PUT', 'x', { body: big })
    practice.setFaults(({ operation }) => (operation === 'GetObject' ? { latencyMs: 1 } : undefined))
    const [got] = await Promise.all([practice.send('GET', 'x'), practice.send('PUT', 'x', { body: 'new' })])
    expect([big.length, 3]).toContain(got.body.length)
    expect((await practice.send('GET', 'x')).text).toBe('new')
    await expect.poll(() => files().length).toBe(1)
  })
})
