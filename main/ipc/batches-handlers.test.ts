import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BatchStep } from '../../shared/model/batch.ts'
import type { LinkRequest } from '../../shared/model/link.ts'
import type { AccountAccess } from '../accounts/clients.ts'
import { targetFor } from '../oss/endpoint.ts'
import { writeCsv } from '../platform/csv-file.ts'
import { createNewFolder } from '../platform/new-folder.ts'
import { sessionLinkStore } from '../platform/open-link-store.ts'
import { writeText } from '../platform/text-file.ts'
import { createBatchesHandlers } from './batches-handlers.ts'

const nowMs = Date.UTC(2026, 10, 20, 8)
let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'courier-batches-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const request = (objectKey: string, change: Partial<LinkRequest> = {}): LinkRequest => ({
  accountId: 'a1' as LinkRequest['accountId'],
  objectKey,
  forWhom: `for ${objectKey}`,
  validity: { kind: 'seconds', seconds: 3600 },
  metadata: {},
  tags: {},
  pinnedHeaders: {},
  isFirstUploadOnly: false,
  ...change,
})

function rig({ isDismissed = false, onProgress = () => {} }: { isDismissed?: boolean; onProgress?: () => void } = {}) {
  const store = sessionLinkStore()
  const progress: string[] = []
  const watched: string[] = []
  let ids = 0
  let now = nowMs
  const access = {
    client: { now: () => now },
    place: { folder: '' },
    target: targetFor({ kind: 'public', region: 'cn-hangzhou', bucket: 'shop' }),
    credentials: { accessKeyId: 'LTAIexample', accessKeySecret: 'secret' },
    // All that is looked at.
  } as unknown as AccountAccess
  const handlers = createBatchesHandlers({
    clients: { access: () => Promise.resolve(access), settleClock: () => Promise.resolve() },
    register: {
      add: (links, batch) => store.add(links, now, batch),
      each: (scope) => store.each(scope),
      open: (linkId) => store.open(linkId).view,
      batches: () => store.batches(),
      watchFolder: (linkId, sinceMs) => watched.push(`${linkId} ${sinceMs - nowMs}`),
    },
    newId: () => `l${(ids += 1)}`,
    extensionsOf: () => [],
    pageScript: () => Promise.resolve('/* the script */'),
    chooseTextPath: (name, kind) => Promise.resolve(isDismissed ? undefined : join(dir, `${name}.${kind}`)),
    createFolder: (name) => (isDismissed ? Promise.resolve(undefined) : createNewFolder(dir, name)),
    writeTable: writeCsv,
    writeText,
    onBatchProgress: ({ done, total }) => {
      progress.push(`${done}/${total}`)
      onProgress()
    },
    now: () => now,
  })
  const step = (...requests: LinkRequest[]): BatchStep => ({ batchId: 'b1', name: 'Autumn', requests })
  return { handlers, step, progress, watched, at: (ms: number) => (now = ms) }
}

describe('a list of links', () => {
  it('is kept as one, in its order, and a row that cannot be made holds up no other', async () => {
    const { handlers, step } = rig()
    const { rows } = await handlers.make(step(request('a'), request('../b'), request('c')))
    await handlers.make(step(request('d')))
    expect(rows.map((row) => (row.kind === 'made' ? row.linkId : row.error.code))).toEqual([
      'l1',
      'object.invalidKey',
      'l3',
    ])
    const { batches } = await handlers.list()
    expect(batches.map(({ name, links, delivered }) => [name, links, delivered])).toEqual([['Autumn', 3, 0]])
    expect(await handlers.saveTexts({ batchId: 'b1', as: 'table', locale: 'en' })).toEqual({ saved: true })
    const lines = readFileSync(join(dir, 'Autumn – links.csv'), 'utf8').match(/^"for \w+","\w+","https[^"]+"/gm) ?? []
    expect(lines.map((line) => line.split(',')[1])).toEqual(['"a"', '"c"', '"d"'])
  })

  it('is signed with one key, so rows of two accounts are refused', async () => {
    const { handlers, step } = rig()
    const other = request('b', { accountId: 'a2' as LinkRequest['accountId'] })
    await expect(handlers.make(step(request('a'), other))).rejects.toThrow('ipc.badInput')
  })
})

describe('saving a list', () => {
  it('writes the messages in the language of those who get them', async () => {
    const { handlers, step, progress } = rig()
    await handlers.make(step(request('合同/a.pdf'), request('b.pdf', { forWhom: 'x\ny' })))
    await handlers.saveTexts({ batchId: 'b1', as: 'messages', locale: 'zh-CN' })
    const text = readFileSync(join(dir, 'Autumn – 消息.txt'), 'utf8')
    expect(text.split('\n').filter((line) => line.startsWith('====='))).toEqual([
      '======== 1.  for 合同/a.pdf  合同/a.pdf',
      '======== 2.  x y  b.pdf',
    ])
    expect(text).toContain('请上传文件“a.pdf”。')
    expect(progress.at(-1)).toBe('2/2')
  })

  it('writes a page for each link that still works, and says how many do not', async () => {
    const { handlers, step, watched, at } = rig()
    await handlers.make(step(request('a.pdf', { validity: { kind: 'seconds', seconds: 60 } }), request('x/b.pdf')))
    await handlers.make(step(request('y/b.pdf', { forWhom: 'for x/b.pdf' })))
    at(nowMs + 600_000)
    const wish = { kind: 'form', isNamedBySender: false, maxBytes: 1000, locale: 'en', asker: 'Acme' } as const
    expect(await handlers.savePages({ batchId: 'b1', ...wish })).toEqual({
      folderName: 'Autumn – upload pages',
      saved: 2,
      left: 1,
    })
    expect(readdirSync(join(dir, 'Autumn – upload pages')).sort()).toEqual([
      'for x-b.pdf – b – upload (2).html',
      'for x-b.pdf – b – upload.html',
    ])
    expect(watched).toEqual([])
    await handlers.savePages({ batchId: 'b1', ...wish, isNamedBySender: true })
    expect(watched).toEqual(['l2 600000', 'l3 600000'])
  })

  it('that was stopped leaves no half of a file', async () => {
    const { handlers, step } = rig({ onProgress: () => void handlers.stopSaving({ batchId: 'b1' }) })
    await handlers.make(step(request('a'), request('b'), request('c')))
    expect(await handlers.saveTexts({ batchId: 'b1', as: 'table', locale: 'en' })).toEqual({ saved: false })
    expect(readdirSync(dir)).toEqual([])
    // And the next one is not stopped with it.
    expect((await handlers.list()).batches.length).toBe(1)
  })

  it('does nothing when the dialog was dismissed', async () => {
    const { handlers, step } = rig({ isDismissed: true })
    await handlers.make(step(request('a')))
    const wish = { kind: 'form', isNamedBySender: false, maxBytes: 1000, locale: 'en', asker: 'Acme' } as const
    expect([
      await handlers.saveTexts({ batchId: 'b1', as: 'table', locale: 'en' }),
      await handlers.savePages({ batchId: 'b1', ...wish }),
      readdirSync(dir),
    ]).toEqual([{ saved: false }, { folderName: null, saved: 0, left: 0 }, []])
  })
})
