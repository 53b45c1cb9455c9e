import type { Handlers } from '../../shared/ipc/contract.ts'
import type { KitDocument } from '../../shared/model/kit.ts'
import type { LinkId, LinkView } from '../../shared/model/link.ts'
import { uploadPageRule } from '../../shared/oss/cors-rule.ts'
import type { AccountClients } from '../accounts/clients.ts'
import { kitAccess } from '../links/kit/kit-access.ts'
import { kitMessage } from '../links/kit/kit-message.ts'
import { makeKitPage } from '../links/kit/kit-page.ts'
import type { Kits } from '../links/kit/kits.ts'
import { kitFileName, pageFileName } from '../links/page/page-file-name.ts'
import { uploadPage } from '../links/page/upload-page.ts'
import type { Register } from '../links/register/register.ts'
import type { PagesParts } from './pages-handlers.ts'

export type KitsParts = Pick<PagesParts, 'extensionsOf' | 'pageScript' | 'saveText'> & {
  clients: Pick<AccountClients, 'forAccount' | 'settleClock'>
  register: Pick<Register, 'open'>
  kits: Pick<Kits, 'document' | 'parts' | 'finish' | 'discard'>
}

/** Each request to the bucket may take so long while somebody looks at a dialog. */
const askTimeoutMs = 15_000
const clockTimeoutMs = 3000

export function createKitsHandlers({ clients, register, kits, ...ports }: KitsParts): Handlers['kits'] {
  const options = () => ({ signal: AbortSignal.timeout(askTimeoutMs) })
  const linkOf = ({ linkId }: { linkId: LinkId }): LinkView => register.open(linkId)
  async function look(link: LinkView) {
    const client = await clients.forAccount(link.accountId)
    return kitAccess(link, (wish) => client.pageRights(wish, options()))
  }
  /** With a wrong clock the addresses would not work yet, or no more. */
  async function signed(link: LinkView): Promise<KitDocument> {
    await clients.settleClock(link.accountId, AbortSignal.timeout(clockTimeoutMs))
    return kits.document(link)
  }
  return {
    access: (ref) => look(linkOf(ref)),
    allow: async (ref) => {
      const link = linkOf(ref)
      const client = await clients.forAccount(link.accountId)
      await client.addCorsRule(uploadPageRule, options())
      return look(link)
    },
    savePage: async (request) => {
      const link = linkOf(request)
      const facts = makeKitPage(await signed(link), request, ports)
      const text = uploadPage(facts, await ports.pageScript())
      return { fileName: (await ports.saveText(pageFileName(link.objectKey), text)) ?? null }
    },
    saveFile: async (ref) => {
      const link = linkOf(ref)
      const text = JSON.stringify(await signed(link))
      return { fileName: (await ports.saveText(kitFileName(link.objectKey), text)) ?? null }
    },
    message: ({ locale, ...ref }) => {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
      return { text: kitMessage(linkOf(ref), { locale, timeZone }) }
    },
    parts: ({ linkId }) => kits.parts(linkId),
    finish: (ref) => kits.finish(linkOf(ref)),
    discard: ({ linkId }) => kits.discard(linkId),
  }
}
