import type { Handlers } from '../../shared/ipc/contract.ts'
import { uploadPageRule } from '../../shared/oss/cors-rule.ts'
import type { AccountClients } from '../accounts/clients.ts'
import { makePage, pageWish } from '../links/make-page.ts'
import { pageFileName } from '../links/page/page-file-name.ts'
import { uploadPage } from '../links/page/upload-page.ts'
import type { Register } from '../links/register/register.ts'

export type PagesParts = {
  clients: Pick<AccountClients, 'access' | 'settleClock'>
  register: Pick<Register, 'watchFolder'>
  extensionsOf: (contentType: string) => readonly string[]
  /** The script of every upload page, as it was bundled. */
  pageScript: () => Promise<string>
  /** Opens the system's dialog and writes what was made; undefined when it was dismissed. */
  saveText: (suggestedName: string, text: string) => Promise<string | undefined>
}

/** Each request to the bucket may take so long while somebody looks at a dialog. */
const askTimeoutMs = 15_000

export function createPagesHandlers({ clients, register, ...ports }: PagesParts): Handlers['pages'] {
  const options = () => ({ signal: AbortSignal.timeout(askTimeoutMs) })
  return {
    isPutAllowed: async (link) => {
      const { client } = await clients.access(link.accountId)
      return client.isPageAllowed(pageWish(link), options())
    },
    allowPut: async (link) => {
      const { client } = await clients.access(link.accountId)
      await client.addCorsRule(uploadPageRule, options())
      return client.isPageAllowed(pageWish(link), options())
    },
    save: async (request) => {
      const { link } = request
      await clients.settleClock(link.accountId, AbortSignal.timeout(3000))
      const { client, place, ...access } = await clients.access(link.accountId)
      const facts = makePage(request, { ...access, folder: place.folder, nowMs: client.now() }, ports)
      const text = uploadPage(facts, await ports.pageScript())
      const fileName = (await ports.saveText(pageFileName(link.objectKey), text)) ?? null
      const isWatched = request.kind === 'form' && request.isNamedBySender && fileName !== null
      if (isWatched && request.linkId !== undefined) register.watchFolder(request.linkId, facts.madeAtMs)
      return { fileName }
    },
  }
}
