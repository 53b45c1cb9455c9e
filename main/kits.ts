// Large files by link, wired to what they need: their file, the clients, the register and the page.
import type { LinkId } from '../shared/model/link.ts'
import type { AccountClients } from './accounts/clients.ts'
import { createKits } from './links/kit/kits.ts'
import type { Kits } from './links/kit/kits.ts'
import type { KitsOptions } from './links/kit/ports.ts'
import type { Register } from './links/register/register.ts'
import { systemClock as clock } from './platform/clock.ts'
import { openKitStore } from './platform/kit-store.ts'
import type { AppStateHolder } from './shell/app-state.ts'
import type { Journal } from './uploads/ports.ts'

type Parts = {
  paths: { kits: string }
  clients: Pick<AccountClients, 'access'>
  journal: Pick<Journal, 'holdsUpload'>
  /** Asked late: it makes links, and so needs the kits first. */
  register: () => Pick<Register, 'row' | 'check' | 'setParts' | 'markClosed'>
  state: AppStateHolder
  report: (error: unknown) => void
}

const nameOf = (objectKey: string): string => objectKey.split('/').at(-1) ?? objectKey

/** What became of a kit, told to the register and, where something was thrown away that nobody asked to, to the user. */
function tellEnd({ register, state, report }: Parts): KitsOptions['onEnd'] {
  /** Put together, or discarded on the page: whether the file is there says which. */
  const lookWhich = async (linkId: LinkId): Promise<void> => {
    await register().check([linkId])
    const found = register().row(linkId)?.state
    if (found === 'waiting' || found === 'arriving') register().markClosed(linkId)
  }
  return (kit, end, parts) => {
    // The register gave it out as the id of a link.
    const linkId = kit.linkId as LinkId
    if (end === 'finished') register().check([linkId]).catch(report)
    else if (end === 'gone') lookWhich(linkId).catch(report)
    else if (end === 'discarded' && register().row(linkId)) register().markClosed(linkId)
    else if (end === 'expired' && parts > 0)
      state.addNotice({ kind: 'kitExpired', name: nameOf(kit.objectKey), count: parts })
  }
}

export function createLinkKits(parts: Parts): Kits & { close(): void } {
  const { paths, clients, journal, register, state, report } = parts
  const { store, setAside } = openKitStore(paths.kits, clock.now())
  if (setAside) state.addNotice({ kind: 'linksSetAside', file: setAside })
  const kits = createKits({
    store,
    clock,
    report,
    account: async (accountId) => {
      const { place, ...access } = await clients.access(accountId)
      return { ...access, folder: place.folder }
    },
    isHeld: (objectKey, uploadId) => journal.holdsUpload(objectKey, uploadId),
    // The register keeps what it is given, and these facts hold more.
    onParts: (linkId, { accepted, planned }) => register().setParts(linkId, { accepted, planned }),
    onEnd: tellEnd(parts),
  })
  return {
    ...kits,
    linkOf: (objectKey, uploadId) => {
      const linkId = kits.linkOf(objectKey, uploadId)
      // That of one that was taken out of the list may be cleaned by hand.
      return linkId !== undefined && register().row(linkId) ? linkId : undefined
    },
    close: () => store.close(),
  }
}
