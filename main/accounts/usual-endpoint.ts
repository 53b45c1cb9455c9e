import type { Endpoint } from '../oss/types.ts'
import type { Accounts } from './accounts.ts'
import { targetOf } from './place.ts'
import { isPractice } from './practice-account.ts'

/** Where most requests go: to the selected account. Undefined when there is none, or it is the practice bucket. */
export function usualEndpoint(accounts: Pick<Accounts, 'state' | 'place'>): Endpoint | undefined {
  const { selectedId } = accounts.state()
  if (selectedId === null || isPractice(selectedId)) return undefined
  return targetOf(accounts.place(selectedId)).endpoint
}
