import { expect, it } from 'vitest'
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

it('asks for a new temporary key, and for nothing that stands on the account itself', () => {
  const { said, ...rest } = board()
  noteAccountHeld(rest, state('kept'), 'a', { code: 'auth.tokenExpired' })
  noteAccountHeld(rest, state('missing'), 'a', { code: 'account.secretMissing' })
  noteAccountHeld(rest, state('kept'), 'gone', { code: 'auth.tokenExpired' })
  expect(said).toEqual([{ kind: 'tokenExpired', accountId: 'a', name: 'Shop' }])
})
