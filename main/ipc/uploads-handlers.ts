import { AppError } from '../../shared/errors.ts'
import type { Handlers, PreloadHandlers } from '../../shared/ipc/contract.ts'
import type { ReportScope, SendRequest } from '../../shared/model/upload.ts'
import { normalizeObjectKey } from '../../shared/oss/object-key.ts'
import type { Locale } from '../../shared/words/message.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { reportFileName, reportTable } from '../shell/report-table.ts'
import type { Uploads } from '../uploads/create-uploads.ts'
import type { ReportRow } from '../uploads/report.ts'
import type { Unfinished } from '../uploads/unfinished.ts'

export type UploadsParts = {
  uploads: Pick<Uploads, 'add' | 'window' | 'act' | 'accountChanged'>
  unfinished: Unfinished
  reportOf: (scope: ReportScope) => AsyncIterable<ReportRow>
  accounts: Pick<Accounts, 'place'>
  choosePaths: (what: 'files' | 'folder') => Promise<readonly string[]>
  /** Asks where a table is to be kept; undefined when the user thought better of it. */
  chooseTablePath: (suggestedName: string) => Promise<string | undefined>
  /** Throws AppError `file.notSaved`. */
  writeTable: (path: string, rows: AsyncIterable<readonly (string | number)[]>) => Promise<void>
  state: { locale(): Locale }
  /** Milliseconds since 1970. */
  now: () => number
}

type UploadHandlers = Handlers['uploads'] & PreloadHandlers['uploads']

/** A listing of 10,000, or 100 small requests, on a slow line. */
const unfinishedTimeoutMs = 120_000

export function createUploadsHandlers(parts: UploadsParts): UploadHandlers {
  const { uploads, unfinished, reportOf, accounts, choosePaths, chooseTablePath, writeTable, state, now } = parts
  const timeout = (): AbortSignal => AbortSignal.timeout(unfinishedTimeoutMs)
  /** Throws AppError `account.notFound`, or `object.outsideFolder` when it would leave the account's folder. */
  function checked(request: SendRequest): SendRequest {
    const { folder } = accounts.place(request.accountId)
    const destination = normalizeObjectKey(request.destination)
    if (!destination.startsWith(folder)) throw new AppError('object.outsideFolder', { params: { folder } })
    return { ...request, destination }
  }
  return {
    choose: async ({ what, request }) => {
      const safe = checked(request)
      const paths = await choosePaths(what)
      return paths.length === 0 ? { added: 0 } : uploads.add(paths, safe)
    },
    add: ({ paths, request }) => uploads.add(paths, checked(request)),
    window: (query) => uploads.window(query),
    act: (action) => uploads.act(action),
    exportReport: async (scope) => {
      const locale = state.locale()
      const path = await chooseTablePath(reportFileName(now(), locale))
      if (path === undefined) return { saved: false }
      await writeTable(path, reportTable(reportOf(scope), locale))
      return { saved: true }
    },
    unfinished: ({ accountId }) => unfinished.list(accountId, timeout()),
    unfinishedSizes: async (selection) => ({ sizes: await unfinished.sizes(selection, timeout()) }),
    cleanUnfinished: async (selection) => {
      const report = await unfinished.clean(selection, timeout())
      // What the app itself had left to remove may be gone now, and need not be said any more.
      uploads.accountChanged(selection.accountId)
      return report
    },
  }
}
