import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { FileId, FileStatus, ItemId } from '../../shared/model/upload.ts'
import type { FileChange, Journal } from '../uploads/ports.ts'
import { openJournal } from './open-journal.ts'

const dir = mkdtempSync(join(tmpdir(), 'courier-'))
afterAll(() => rmSync(dir, { recursive: true }))

const itemId = 'item-1' as ItemId
const count = 6
const statuses: readonly FileStatus[] = [
  'queued',
  'uploading',
  'paused',
  'completing',
  'completed',
  'failed',
  'canceled',
]

function filled(path: string): Journal {
  const { journal } = openJournal(path, 0)
  const request = { accountId: 'A', destination: '', options: { onConflict: 'ask', metadata: {}, tags: {} } } as const
  const head = { itemId, batchId: 'b', kind: 'folder', name: 'f', path: '/f', addedAtMs: 0 } as const
  // Only a brand: the journal takes any account's name.
  journal.addItem({ ...head, request: request as never, isWalking: false, isPaused: false })
  const file = (at: number) => ({
    ...{ itemId, path: `/f/${at}`, relativePath: `${at}`, objectKey: `f/${at}`, size: 10 ** at, mtimeMs: 1 },
    ...{ status: 'queued' as const, isUnanswered: false, isChecked: false },
  })
  journal.addFiles(Array.from({ length: count }, (_, at) => file(at)))
  return journal
}

const change = fc.oneof(
  fc.constantFrom(...statuses).map((status): FileChange => ({ status, error: undefined })),
  fc.boolean().map((isChecked): FileChange => ({ status: 'completed', isChecked })),
  fc.nat(99).map((size): FileChange => ({ size })),
  fc.constant<FileChange>({ status: 'failed', error: new AppError('object.exists').shape }),
  fc.constant<FileChange>({ status: 'uploading', multipart: { uploadId: 'U', partSize: 5 } }),
)
const step = fc.record({
  what: fc.constantFrom('read', 'change', 'changeAll', 'remove', 'part', 'abandon', 'fail'),
  at: fc.integer({ min: 1, max: count }),
  change,
  status: fc.constantFrom(...statuses),
})

it('counts what its rows say, whatever was changed one by one, together, or taken back', async () => {
  let number = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const path = join(dir, `${number++}.sqlite`)
      const journal = filled(path)
      const run = ({ what, at, change: change_, status }: (typeof steps)[number]): void => {
        const fileId = String(at) as FileId
        const selection = { target: { kind: 'item', itemId }, statuses: [status] } as const
        if (what === 'read') journal.nextQueued(count, new Set())
        else if (what === 'change') journal.updateFile(fileId, change_)
        else if (what === 'changeAll') journal.changeFiles(selection, { status: 'queued' }, { after: 0, limit: 3 })
        else if (what === 'remove' && at === 1) journal.removeFiles(selection, { after: 0, limit: 2 })
        else if (what === 'part' && journal.file(fileId)?.multipart)
          journal.addPart(fileId, { partNumber: at, size: at, etag: 'e' })
        else if (what === 'abandon') journal.abandonMultipart(fileId)
        else if (what === 'fail') {
          const failing = (): void =>
            journal.batch(() => {
              journal.updateFile(fileId, { status: 'uploading' })
              throw new Error('the disk is full')
            })
          expect(failing).toThrow('the disk is full')
        }
      }
      steps.forEach(run)
      await journal.written()
      const counts = structuredClone(journal.counts(itemId))
      const rows = journal.files(itemId, 'all', 0, 100)
      journal.close()
      const { journal: anew } = openJournal(path, 0)
      expect(counts).toEqual(anew.counts(itemId))
      expect(rows).toEqual(anew.files(itemId, 'all', 0, 100))
      anew.close()
    }),
    { numRuns: 60 },
  )
})
