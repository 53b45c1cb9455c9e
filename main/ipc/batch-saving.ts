// A list of links being saved by the user: as a table, as messages, as upload pages.
import { AppError } from '../../shared/errors.ts'
import type { Handlers } from '../../shared/ipc/contract.ts'
import type { LinkView } from '../../shared/model/link.ts'
import type { LinkBatch, LinkRow, LinkScope } from '../../shared/model/register.ts'
import type { AccountAccess } from '../accounts/clients.ts'
import { savePages } from '../links/batch/save-pages.ts'
import { makePage } from '../links/make-page.ts'
import { uploadPage } from '../links/page/upload-page.ts'
import type { NewFolder } from '../platform/new-folder.ts'
import { batchFileName, batchMessages, batchTable } from '../shell/batch-table.ts'

export type SavingParts = {
  register: {
    /** Newest first. */
    each(scope: LinkScope): Iterable<LinkRow>
    open(linkId: LinkView['linkId']): LinkView
    batches(): LinkBatch[]
    /** Files come into the folder of the link's key under names of their own. */
    watchFolder(linkId: LinkView['linkId'], sinceMs: number): void
  }
  extensionsOf: (contentType: string) => readonly string[]
  pageScript: () => Promise<string>
  /** Both ask where, and answer undefined when the user thought better of it. */
  chooseTextPath: (suggestedName: string, kind: 'csv' | 'txt') => Promise<string | undefined>
  createFolder: (name: string) => Promise<NewFolder | undefined>
  writeTable: (path: string, rows: Iterable<readonly string[]>) => Promise<void>
  writeText: (path: string, pieces: Iterable<string>) => Promise<void>
  onBatchProgress: (progress: { batchId: string; done: number; total: number }) => void
  now: () => number
}

const progressEveryMs = 100

type Saving = Pick<Handlers['batches'], 'saveTexts' | 'savePages' | 'stopSaving'>

export function createBatchSaving(parts: SavingParts, accessOf: (accountId: string) => Promise<AccountAccess>): Saving {
  const { register } = parts
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const nameOf = (batchId: string): string => register.batches().find((each) => each.batchId === batchId)?.name ?? ''
  const { working, stop } = createWorking()

  return {
    saveTexts: async ({ batchId, as, locale }) => {
      const isTable = as === 'table'
      const path = await parts.chooseTextPath(batchFileName(as, nameOf(batchId), locale), isTable ? 'csv' : 'txt')
      if (path === undefined) return { saved: false }
      const saved = await working(batchId, async (signal) => {
        const links = linksOf(parts, batchId, signal)
        const words = { locale, timeZone }
        if (isTable) await parts.writeTable(path, batchTable(links, words))
        else await parts.writeText(path, batchMessages(links, words))
        return true
      })
      return { saved: saved === true }
    },
    savePages: async (request) => {
      const { batchId, locale } = request
      const folder = await parts.createFolder(batchFileName('pages', nameOf(batchId), locale))
      if (!folder) return { folderName: null, saved: 0, left: 0 }
      const report = await working(batchId, async (signal) => {
        const ids = linkIdsOf(parts, batchId)
        const [first] = ids
        if (first === undefined) return { saved: 0, left: 0 }
        const { client, place, ...access } = await accessOf(register.open(first).accountId)
        const script = await parts.pageScript()
        return savePages(opened(ids, register), request, {
          factsOf: (link, wish) =>
            makePage({ ...wish, link }, { ...access, folder: place.folder, nowMs: client.now() }, parts),
          htmlOf: (facts) => uploadPage(facts, script),
          write: (fileName, text) => folder.write(fileName, text),
          onSaved: ({ linkId }, { madeAtMs }) => {
            if (request.kind === 'form' && request.isNamedBySender) register.watchFolder(linkId, madeAtMs)
          },
          onProgress: teller(parts, batchId, ids.length),
          isStopped: () => signal.aborted,
        })
      })
      return { folderName: folder.name, saved: report?.saved ?? 0, left: report?.left ?? 0 }
    },
    stopSaving: ({ batchId }) => stop(batchId),
  }
}

/** A list is saved once at a time. Undefined when it was stopped. */
function createWorking() {
  const going = new Map<string, AbortController>()
  return {
    async working<T>(batchId: string, run: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
      if (going.has(batchId)) throw new AppError('ipc.badInput')
      const controller = new AbortController()
      going.set(batchId, controller)
      try {
        return await run(controller.signal)
      } catch (error) {
        if (controller.signal.aborted) return undefined
        throw error
      } finally {
        going.delete(batchId)
      }
    },
    stop: (batchId: string): void => going.get(batchId)?.abort(),
  }
}

/** In the order of the list. */
const linkIdsOf = ({ register }: SavingParts, batchId: string) =>
  [...register.each({ search: '', filter: 'all', batchId })].map(({ linkId }) => linkId).reverse()

function teller({ now, onBatchProgress }: SavingParts, batchId: string, total: number): (done: number) => void {
  let toldAtMs = 0
  return (done) => {
    if (done < total && now() - toldAtMs < progressEveryMs) return
    toldAtMs = now()
    onBatchProgress({ batchId, done, total })
  }
}

/** One at a time: links are secrets, and there may be many. */
function* opened(ids: readonly LinkView['linkId'][], register: SavingParts['register']): Generator<LinkView> {
  for (const linkId of ids) yield register.open(linkId)
}

/** Ends with an error when it is stopped: a file that is half written must not pass for a whole one. */
function* linksOf(parts: SavingParts, batchId: string, signal: AbortSignal): Generator<LinkView> {
  const ids = linkIdsOf(parts, batchId)
  const tell = teller(parts, batchId, ids.length)
  let done = 0
  for (const link of opened(ids, parts.register)) {
    signal.throwIfAborted()
    yield link
    tell(++done)
  }
}
