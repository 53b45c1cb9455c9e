// Makes a link, as the register keeps it.
import type { LinkRequest, LinkView } from '../../shared/model/link.ts'
import type { AccountClients } from '../accounts/clients.ts'
import type { Kits } from './kit/kits.ts'
import { makeLink } from './make-link.ts'
import type { NewLink } from './register/ports.ts'

export type LinkMakerParts = {
  clients: Pick<AccountClients, 'access' | 'settleClock'>
  newId: () => string
  kits: Pick<Kits, 'make'>
}

/** A link must be made offline too: this long it waits for the server's time and then goes by what is known. */
const clockTimeoutMs = 3000

/** Throws what makeLink throws, `account.*`. */
export function createLinkMaker({ clients, newId, kits }: LinkMakerParts) {
  async function makePut(request: LinkRequest): Promise<LinkView> {
    const { client, place, target, credentials, tokenExpiresAtMs } = await clients.access(request.accountId)
    return makeLink(request, {
      linkId: newId(),
      folder: place.folder,
      target,
      credentials,
      ...(tokenExpiresAtMs === undefined ? {} : { tokenExpiresAtMs }),
      nowMs: client.now(),
    })
  }
  return async (request: LinkRequest): Promise<NewLink> => {
    await clients.settleClock(request.accountId, AbortSignal.timeout(clockTimeoutMs))
    const view = request.kind === 'multipart' ? await kits.make(request, newId()) : await makePut(request)
    return { view, request }
  }
}
export type LinkMaker = ReturnType<typeof createLinkMaker>
