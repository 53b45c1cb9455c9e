import { expect, it } from 'vitest'
import type { ErrorCode, ErrorShape } from '../../shared/errors.ts'
import type { AccountsState, SecretState } from '../../shared/model/account.ts'
import { noteAccountHeld, noteClockOffset, noteSessionOnly } from './notices.ts'

function board() {
  const said: unknown[] = []
  return {
    said,
    addNotice: (notice: unknown) => said.push(notice),
    removeNotice: (kind: unknown) => said.push(`no ${String(kind)}`),
  }
}
const state = (secret: SecretState): AccountsState => {
  const place = { name: 'Shop', region: 'cn-hangzhou', bucket: 'shop', folder: '', endpointKind: 'public' as const }
  const accountId = 'a' as AccountsState['accounts'][number]['accountId']
  const account = { ...place, accountId, kind: 'oss' as const, accessKeyId: '', isTemporary: false, secret }
  return { accounts: [account], selectedId: null, keychain: 'sessionOnly' }
}

it('says plainly when a secret is kept for the session only, not when none is kept at all', () => {
  const { said, ...rest } = board()
  noteSessionOnly(rest, state('session'))
  noteSessionOnly(rest, state('missing'))
  expect(said).toEqual([{ kind: 'sessionOnly' }, 'no sessionOnly'])
})

it('mentions a clock only when OSS would have refused it, and takes the word back when it is right again', () => {
  const { said, ...rest } = board()
  for (const minutes of [480, -20, 15, 0]) noteClockOffset(rest, minutes * 60_000)
  expect(said).toEqual([
    { kind: 'clockCorrected', offsetMinutes: 480 },
    { kind: 'clockCorrected', offsetMinutes: -20 },
    'no clockCorrected',
    'no clockCorrected',
  ])
})

const because = (code: ErrorCode): ErrorShape => ({ code, params: {}, isRetryable: false })

it('asks for a new temporary key, and for nothing that stands on the account itself', () => {
  const { said, ...rest } = board()
  noteAccountHeld(rest, state('kept'), 'a', because('auth.tokenExpired'))
  noteAccountHeld(rest, state('missing'), 'a', because('account.secretMissing'))
  noteAccountHeld(rest, state('kept'), 'gone', because('auth.tokenExpired'))
  expect(said.filter((notice) => typeof notice !== 'string')).toEqual([
    { kind: 'tokenExpired', accountId: 'a', name: 'Shop' },
  ])
})

it('says why OSS refuses everything of an account, and takes the word back when it is tried again', () => {
  const { said, ...rest } = board()
  const error = because('auth.accountDisabled')
  noteAccountHeld(rest, state('kept'), 'a', error)
  expect(said.splice(0).at(-1)).toEqual({ kind: 'accountHeld', accountId: 'a', name: 'Shop', error })
  noteAccountHeld(rest, state('kept'), 'a', undefined)
  expect(said).toEqual(['no tokenExpired', 'no accountHeld'])
})
