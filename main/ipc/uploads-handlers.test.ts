import { expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { SendRequest } from '../../shared/model/upload.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Uploads } from '../uploads/create-uploads.ts'
import type { ReportRow } from '../uploads/report.ts'
import { createUploadsHandlers } from './uploads-handlers.ts'
import type { UploadsParts } from './uploads-handlers.ts'

const request: SendRequest = {
  accountId: 'a' as SendRequest['accountId'],
  destination: 'in/2026/',
  options: { onConflict: 'ask', metadata: {}, tags: {} },
}

function handlers(chosen: string[] = []) {
  const added: unknown[] = []
  const changed: string[] = []
  const asked: string[] = []
  const written: unknown[] = []
  const place: Accounts['place'] = (accountId) => {
    if (accountId !== 'a') throw new AppError('account.notFound')
    return { name: 'Shop', region: 'cn-hangzhou', bucket: 'shop', folder: 'in/', endpointKind: 'public' }
  }
  const add: Uploads['add'] = (paths, { destination }) => {
    added.push([paths, destination])
    return Promise.resolve({ added: paths.length })
  }
  const accountChanged: Uploads['accountChanged'] = (accountId) => void changed.push(accountId)
  // The other calls pass their input on and are not used here.
  const uploads = { add, accountChanged } as Uploads
  const parts: UploadsParts = {
    uploads,
    unfinished: {
      list: () => Promise.resolve({ uploads: [], isComplete: true }),
      sizes: () => Promise.resolve([]),
      clean: () => Promise.resolve({ cleaned: ['U1'], notCleaned: [] }),
    },
    async *reportOf({ kind }) {
      await Promise.resolve()
      // As much of a row as the table reads.
      const file = { relativePath: '', path: '/p', objectKey: 'k', size: 1, status: 'completed', isChecked: true }
      yield { item: { kind: 'file', name: kind }, file } as ReportRow
    },
    accounts: { place },
    choosePaths: () => Promise.resolve(chosen),
    chooseTablePath: (name) => {
      asked.push(name)
      return Promise.resolve(chosen[0])
    },
    writeTable: async (path, rows) => {
      for await (const [first, second] of rows) written.push([path, first, second])
    },
    state: { locale: () => 'en' },
    now: () => new Date(2026, 10, 20).getTime(),
  }
  return { added, changed, asked, written, ...createUploadsHandlers(parts) }
}

it('adds what was chosen, and nothing when the dialog was dismissed', async () => {
  const { choose, added } = handlers(['/home/li/a.txt'])
  expect(await choose({ what: 'files', request })).toEqual({ added: 1 })
  expect(added).toEqual([[['/home/li/a.txt'], 'in/2026/']])
  expect(await handlers().choose({ what: 'files', request })).toEqual({ added: 0 })
})

it('never sends outside the account’s folder or for an account that is gone', async () => {
  const { add, choose, added } = handlers(['/home/li/a.txt'])
  const outside = { ...request, destination: 'other/' }
  const gone = { ...request, accountId: 'b' as SendRequest['accountId'] }
  expect(() => add({ paths: ['/x'], request: outside })).toThrow('object.outsideFolder')
  await expect(choose({ what: 'folder', request: outside })).rejects.toThrow('object.outsideFolder')
  expect(() => add({ paths: ['/x'], request: gone })).toThrow('account.notFound')
  expect(added).toEqual([])
})

it('writes the list where the user says, and nowhere when the user thought better of it', async () => {
  const { exportReport, asked, written } = handlers(['/home/li/list.csv'])
  expect(await exportReport({ kind: 'all' })).toEqual({ saved: true })
  expect(asked).toEqual(['Sent files 2026-11-20.csv'])
  expect(written).toEqual([
    ['/home/li/list.csv', 'File', 'State'],
    ['/home/li/list.csv', 'all', 'Sent and checked'],
  ])
  const dismissed = handlers()
  expect(await dismissed.exportReport({ kind: 'all' })).toEqual({ saved: false })
  expect(dismissed.written).toEqual([])
})

it('tries again to remove what a cancel had left once some of it was cleaned', async () => {
  const { cleanUnfinished, changed } = handlers()
  const uploads = [{ objectKey: 'k', uploadId: 'U1' }]
  expect(await cleanUnfinished({ accountId: request.accountId, uploads })).toEqual({ cleaned: ['U1'], notCleaned: [] })
  expect(changed).toEqual(['a'])
})
