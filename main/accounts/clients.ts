// From an account to the client that speaks for it.
import type { AccountDraft } from '../../shared/model/account.ts'
import { createOssClient } from '../oss/client.ts'
import type { OssClient } from '../oss/client.ts'
import { targetFor } from '../oss/endpoint.ts'
import type { Credentials, OssTarget, Transport } from '../oss/types.ts'
import type { Accounts } from './accounts.ts'
import { checkPlace, targetOf } from './place.ts'
import type { Place } from './place.ts'
import type { PracticeHost } from './ports.ts'
import { isPractice } from './practice-account.ts'

/** What is needed to sign for an account. Never leaves main. */
export type AccountAccess = {
  client: OssClient
  place: Place
  target: OssTarget
  credentials: Credentials
  tokenExpiresAtMs?: number
}

type Options = {
  accounts: Pick<Accounts, 'place' | 'credentials' | 'tokenExpiresAtMs'>
  practice: PracticeHost
  transport: Transport
  clock: { now(): number }
  /** Server time minus this computer's, as OSS told it. Not called for the practice bucket, which uses our own clock. */
  onClockOffset: (offsetMs: number) => void
}

export type AccountClients = {
  /** Throws AppError `account.*` or `practice.notRunning`. The client is the same until the account's place changes. */
  forAccount(accountId: string): Promise<OssClient>
  access(accountId: string): Promise<AccountAccess>
  /** For a try before the account is kept. */
  forDraft(draft: AccountDraft): { client: OssClient; place: Place }
  /** Milliseconds since 1970 by the server's clock, as far as it is known. */
  now(): number
  /** Asks OSS for the time unless it was asked before, so that a link is not signed with a wrong clock. Never throws. */
  settleClock(accountId: string, signal: AbortSignal): Promise<void>
}

type Held = { client: OssClient; target: OssTarget; key: string }

export function createClients({ accounts, practice, transport, clock, onClockOffset }: Options): AccountClients {
  const held = new Map<string, Held>()
  const asked = new Set<string>()
  let clockOffsetMs = 0
  const correct = (offsetMs: number) => {
    clockOffsetMs = offsetMs
    onClockOffset(offsetMs)
  }

  async function practiceAccess(accountId: string): Promise<{ target: OssTarget; credentials: Credentials }> {
    const { region, bucket } = accounts.place(accountId)
    const { endpoint, ...credentials } = await practice.start()
    return { target: targetFor({ kind: 'custom', region, bucket, customDomain: endpoint }), credentials }
  }

  function clientFor(accountId: string, target: OssTarget, credentials: () => Promise<Credentials> | Credentials) {
    const key = JSON.stringify(target)
    const known = held.get(accountId)
    if (known?.key === key) return known.client
    const offset = isPractice(accountId) ? {} : { clockOffsetMs, onClockCorrected: correct }
    const client = createOssClient({ transport, clock, target, credentials, ...offset })
    held.set(accountId, { client, target, key })
    return client
  }

  async function access(accountId: string): Promise<AccountAccess> {
    const place = accounts.place(accountId)
    if (isPractice(accountId)) {
      const { target, credentials } = await practiceAccess(accountId)
      const current = async () => (await practiceAccess(accountId)).credentials
      return { client: clientFor(accountId, target, current), place, target, credentials }
    }
    const target = targetOf(place)
    const credentials = accounts.credentials(accountId)
    const client = clientFor(accountId, target, () => accounts.credentials(accountId))
    const tokenExpiresAtMs = accounts.tokenExpiresAtMs(accountId)
    return { client, place, target, credentials, ...(tokenExpiresAtMs === undefined ? {} : { tokenExpiresAtMs }) }
  }

  return {
    access,
    now: () => clock.now() + clockOffsetMs,
    forAccount: async (accountId) => (await access(accountId)).client,
    forDraft: (draft) => {
      const place = checkPlace(draft)
      const { accessKeyId, accessKeySecret, securityToken } = draft
      const credentials = { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) }
      const offset = { clockOffsetMs, onClockCorrected: correct }
      const parts = { transport, clock, target: targetOf(place), credentials: () => credentials, ...offset }
      return { client: createOssClient(parts), place }
    },
    settleClock: async (accountId, signal) => {
      if (isPractice(accountId) || asked.has(accountId)) return
      try {
        const { client, place } = await access(accountId)
        // Whatever the answer, a refusal for a wrong clock has corrected the client by now.
        await client.headObject(`${place.folder}.oss-courier-clock`, { signal }).catch(() => undefined)
        if (!signal.aborted) asked.add(accountId)
      } catch {
        // The caller meets the same failure and reports it.
      }
    },
  }
}
