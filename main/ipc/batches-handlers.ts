import { AppError } from '../../shared/errors.ts'
import type { Handlers } from '../../shared/ipc/contract.ts'
import type { AccountAccess, AccountClients } from '../accounts/clients.ts'
import { makeStep } from '../links/batch/make-step.ts'
import { makeLinks } from '../links/make-link.ts'
import type { Batch, NewLink } from '../links/register/ports.ts'
import { createBatchSaving } from './batch-saving.ts'
import type { SavingParts } from './batch-saving.ts'

export type BatchesParts = SavingParts & {
  clients: Pick<AccountClients, 'access' | 'settleClock'>
  /** `add` is one transaction. */
  register: SavingParts['register'] & { add(links: readonly NewLink[], batch?: Batch): void }
  newId: () => string
}

/** A link must be made offline too: this long it waits for the server's time and then goes by what is known. */
const clockTimeoutMs = 3000

export function createBatchesHandlers(parts: BatchesParts): Handlers['batches'] {
  const { clients, register, newId } = parts
  async function accessOf(accountId: string): Promise<AccountAccess> {
    await clients.settleClock(accountId, AbortSignal.timeout(clockTimeoutMs))
    return clients.access(accountId)
  }
  return {
    list: () => ({ batches: register.batches() }),
    make: async (step) => {
      const [first] = step.requests
      // Signed with the key of one account, so they are all of that account.
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
    ...createBatchSaving(parts, accessOf),
  }
}
