// Which notices follow from what the app has learned.
import type { ErrorShape } from '../../shared/errors.ts'
import type { AccountsState } from '../../shared/model/account.ts'
import type { AppStateHolder } from './app-state.ts'

/** What OSS itself tolerates (protocol: 15 minutes either way). Less needs no word. */
const tolerableOffsetMs = 15 * 60_000

type Board = Pick<AppStateHolder, 'addNotice' | 'removeNotice'>

/** Some secret will be gone at the end of this session. */
export function noteSessionOnly(board: Board, { accounts }: AccountsState): void {
  if (accounts.some(({ secret }) => secret === 'session')) board.addNotice({ kind: 'sessionOnly' })
  else board.removeNotice('sessionOnly')
}

/** All of an account's files wait, and only the user can help. Other reasons stand on the account itself. */
export function noteAccountHeld(
  board: Board,
  { accounts }: Pick<AccountsState, 'accounts'>,
  accountId: string,
  { code }: Pick<ErrorShape, 'code'>,
): void {
  const account = accounts.find((each) => each.accountId === accountId)
  if (!account || code !== 'auth.tokenExpired') return
  board.addNotice({ kind: 'tokenExpired', accountId: account.accountId, name: account.name })
}

/** The computer's clock is wrong, and the server's time is used instead. */
export function noteClockOffset(board: Board, offsetMs: number): void {
  if (Math.abs(offsetMs) <= tolerableOffsetMs) board.removeNotice('clockCorrected')
  else board.addNotice({ kind: 'clockCorrected', offsetMinutes: Math.round(offsetMs / 60_000) })
}
