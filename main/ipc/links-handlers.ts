import type { Handlers } from '../../shared/ipc/contract.ts'
import type { AccountClients } from '../accounts/clients.ts'
import { codeFor } from '../links/code/code-for.ts'
import { uploadFacts } from '../links/code/upload-facts.ts'
import { makeLink } from '../links/make-link.ts'
import { messageText } from '../links/message.ts'

type Parts = { clients: Pick<AccountClients, 'access' | 'settleClock'>; newId: () => string }

/** A link must be made offline too: this long it waits for the server's time and then goes by what is known. */
const clockTimeoutMs = 3000

export const createLinksHandlers = ({ clients, newId }: Parts): Handlers['links'] => ({
  make: async (request) => {
    await clients.settleClock(request.accountId, AbortSignal.timeout(clockTimeoutMs))
    const { client, place, target, credentials, tokenExpiresAtMs } = await clients.access(request.accountId)
    return makeLink(request, {
      linkId: newId(),
      folder: place.folder,
      target,
      credentials,
      ...(tokenExpiresAtMs === undefined ? {} : { tokenExpiresAtMs }),
      nowMs: client.now(),
    })
  },
  handOver: ({ link, as }) => {
    const facts = uploadFacts(link)
    if (as.kind === 'code') return { text: codeFor(as.language, facts) }
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    return { text: messageText(facts, { locale: as.locale, timeZone }) }
  },
})
