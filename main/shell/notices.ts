// Which notices follow from what the app has learned.
import type { ErrorCode, ErrorShape } from '../../shared/errors.ts'
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

/** What stands nowhere else: on the account itself, or with the network. */
const heldByOss: ReadonlySet<ErrorCode> = new Set([
  'auth.accountDisabled',
  'auth.signatureMismatch',
  'auth.tokenInvalid',
  'auth.unknownKey',
  'bucket.notFound',
  'bucket.wrongRegion',
  'endpoint.accelerationOff',
  'endpoint.publicForbidden',
  'endpoint.refused',
  'net.tls',
  'region.mismatch',
])

/** All of an account's files wait, and only the user can help; or, without an error, they are tried again. */
export function noteAccountHeld(
  board: Board,
  { accounts }: Pick<AccountsState, 'accounts'>,
  accountId: string,
  error: ErrorShape | undefined,
): void {
  board.removeNotice('tokenExpired', accountId)
  board.removeNotice('accountHeld', accountId)
  const account = accounts.find((each) => each.accountId === accountId)
  if (!account || !error) return
  const about = { accountId: account.accountId, name: account.name }
  if (error.code === 'auth.tokenExpired') board.addNotice({ kind: 'tokenExpired', ...about })
  else if (heldByOss.has(error.code)) board.addNotice({ kind: 'accountHeld', ...about, error })
}

/** The computer's clock is wrong, and the server's time is used instead. */
export function noteClockOffset(board: Board, offsetMs: number): void {
  if (Math.abs(offsetMs) <= tolerableOffsetMs) board.removeNotice('clockCorrected')
  else board.addNotice({ kind: 'clockCorrected', offsetMinutes: Math.round(offsetMs / 60_000) })
}
