import { AppError } from '../../shared/errors.ts'
import type { Handlers } from '../../shared/ipc/contract.ts'
import type { LinkView } from '../../shared/model/link.ts'
import type { LinkBatch, LinkRow, LinkScope } from '../../shared/model/register.ts'
import type { AccountAccess, AccountClients } from '../accounts/clients.ts'
import { makeStep } from '../links/batch/make-step.ts'
import { savePages } from '../links/batch/save-pages.ts'
import { makeLinks } from '../links/make-link.ts'
import { makePage } from '../links/make-page.ts'
import { uploadPage } from '../links/page/upload-page.ts'
import type { Batch, NewLink } from '../links/register/ports.ts'
import type { NewFolder } from '../platform/new-folder.ts'
import { batchFileName, batchMessages, batchTable } from '../shell/batch-table.ts'

/** What the register of links does for lists. */
export type BatchRegister = {
  /** One transaction. */
  add(links: readonly NewLink[], batch?: Batch): void
  /** Newest first. */
  each(scope: LinkScope): Iterable<LinkRow>
  open(linkId: LinkView['linkId']): LinkView
  batches(): LinkBatch[]
}

export type BatchesParts = {
  clients: Pick<AccountClients, 'access' | 'settleClock'>
  register: BatchRegister
  newId: () => string
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

/** A link must be made offline too: this long it waits for the server's time and then goes by what is known. */
const clockTimeoutMs = 3000
const progressEveryMs = 100

const stopped = Symbol('stopped')

export function createBatchesHandlers(parts: BatchesParts): Handlers['batches'] {
  const { clients, register, newId, now } = parts
  /** Of lists that are being saved: whether that is to end. */
  const saving = new Map<string, { isStopped: boolean }>()
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()

  const nameOf = (batchId: string): string => register.batches().find((each) => each.batchId === batchId)?.name ?? ''
  /** In the order of the list. */
  const linkIdsOf = (batchId: string) =>
    [...register.each({ search: '', filter: 'all', batchId })].map(({ linkId }) => linkId).reverse()

  const teller = (batchId: string, total: number) => {
    let toldAtMs = 0
    return (done: number): void => {
      if (done < total && now() - toldAtMs < progressEveryMs) return
      toldAtMs = now()
      parts.onBatchProgress({ batchId, done, total })
    }
  }

  /** Opened one at a time: links are secrets, and there may be many. */
  function* linksOf(batchId: string, work: { isStopped: boolean }, isTold: boolean): Generator<LinkView> {
    const ids = linkIdsOf(batchId)
    const tell = teller(batchId, ids.length)
    for (const [index, linkId] of ids.entries()) {
      // What is being written must not end as if it were whole.
      if (work.isStopped && isTold) throw stopped
      yield register.open(linkId)
      if (isTold) tell(index + 1)
    }
  }

  async function working<T>(
    batchId: string,
    run: (work: { isStopped: boolean }) => Promise<T>,
  ): Promise<T | undefined> {
    if (saving.has(batchId)) throw new AppError('ipc.badInput')
    const work = { isStopped: false }
    saving.set(batchId, work)
    try {
      return await run(work)
    } catch (error) {
      if (error === stopped) return undefined
      throw error
    } finally {
      saving.delete(batchId)
    }
  }

  async function accessOf(accountId: string): Promise<AccountAccess> {
    await clients.settleClock(accountId, AbortSignal.timeout(clockTimeoutMs))
    return clients.access(accountId)
  }

  return {
    list: () => ({ batches: register.batches() }),
    make: async (step) => {
      const [first] = step.requests
      if (!first || step.requests.some(({ accountId }) => accountId !== first.accountId))
        throw new AppError('ipc.badInput')
      const { client, place, ...access } = await accessOf(first.accountId)
      const facts = { ...access, folder: place.folder, nowMs: client.now(), newId }
      const rows = makeStep(step, {
        makeLinks: (requests) => makeLinks(requests, facts),
        keep: (links) => register.add(links, { batchId: step.batchId, name: step.name }),
      })
      return { rows }
    },
    saveTexts: async ({ batchId, as, locale }) => {
      const words = { locale, timeZone }
      const name = batchFileName(as, nameOf(batchId), locale)
      const isTable = as === 'table'
      const path = await parts.chooseTextPath(name, isTable ? 'csv' : 'txt')
      if (path === undefined) return { saved: false }
      const saved = await working(batchId, async (work) => {
        const links = linksOf(batchId, work, true)
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
      const report = await working(batchId, async (work) => {
        const ids = linkIdsOf(batchId)
        const [first] = ids
        if (first === undefined) return { saved: 0, left: 0 }
        const { client, place, ...access } = await accessOf(register.open(first).accountId)
        const script = await parts.pageScript()
        return savePages(linksOf(batchId, work, false), request, {
          factsOf: (link, wish) =>
            makePage({ ...wish, link }, { ...access, folder: place.folder, nowMs: client.now() }, parts),
          htmlOf: (facts) => uploadPage(facts, script),
          write: (fileName, text) => folder.write(fileName, text),
          onSaved: teller(batchId, ids.length),
          isStopped: () => work.isStopped,
        })
      })
      return { folderName: folder.name, saved: report?.saved ?? 0, left: report?.left ?? 0 }
    },
    stopSaving: ({ batchId }) => {
      const work = saving.get(batchId)
      if (work) work.isStopped = true
    },
  }
}
