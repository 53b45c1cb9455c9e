import type { Handlers } from '../../shared/ipc/contract.ts'
import type { AccountClients } from '../accounts/clients.ts'
import { makeDownloadLinks } from '../links/download-link.ts'
import { downloadMessage } from '../links/download-message.ts'

export type DownloadsParts = { clients: Pick<AccountClients, 'access' | 'settleClock'> }

/** A link must be made offline too: this long it waits for the server's time and then goes by what is known. */
const clockTimeoutMs = 3000

export const createDownloadsHandlers = ({ clients }: DownloadsParts): Handlers['downloads'] => ({
  make: async (request) => {
    await clients.settleClock(request.accountId, AbortSignal.timeout(clockTimeoutMs))
    const { client, place, ...access } = await clients.access(request.accountId)
    return makeDownloadLinks(request, { ...access, folder: place.folder, nowMs: client.now() })
  },
  message: (request) => ({ text: downloadMessage(request, Intl.DateTimeFormat().resolvedOptions().timeZone) }),
})
