import { describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { AccountId, AccountReport, AccountsState, AccountView } from '../../shared/model/account.ts'
import { AccountActions } from './account-actions.svelte.ts'

const account: AccountView = {
  // A branded string: any text is a legal id here.
  accountId: 'a1' as AccountId,
  kind: 'oss',
  name: 'Marketing',
  region: 'cn-hangzhou',
  bucket: 'mkt-assets',
  folder: '',
  endpointKind: 'public',
  accessKeyId: 'LTAI5tExample',
  isTemporary: false,
  secret: 'kept',
}
const report: AccountReport = { canSend: true, checks: [] }
const state: AccountsState = { accounts: [account], selectedId: account.accountId, keychain: 'available' }

function setUp(fails?: AppError) {
  const asked: [string, unknown][] = []
  const states: AccountsState[] = []
  const answer =
    <T>(call: string, value: T) =>
    (input: unknown): Promise<T> => {
      asked.push([call, input])
      return fails ? Promise.reject(fails) : Promise.resolve(value)
    }
  const actions = new AccountActions(
    {
      update: answer('update', state),
      testSaved: answer('testSaved', report),
      remove: answer('remove', state),
      select: answer('select', state),
    },
    (next) => states.push(next),
  )
  return { actions, asked, states }
}

describe('an account in the settings', () => {
  it('is renamed, and only its name changes', async () => {
    const { actions, asked, states } = setUp()
    actions.ask('rename', account)
    actions.newName = ' Sales '
    await actions.rename()
    expect([asked, states, actions.open]).toEqual([[['update', { accountId: 'a1', name: 'Sales' }]], [state], null])
  })

  it('is not asked about when the name stayed the same, and needs one', async () => {
    const { actions, asked } = setUp()
    actions.ask('rename', account)
    actions.newName = ' '
    await actions.rename()
    expect(actions.open?.kind).toBe('rename')
    actions.newName = 'Marketing'
    await actions.rename()
    expect([actions.open, asked]).toEqual([null, []])
  })

  it('is tested as soon as the dialog opens', async () => {
    const { actions, asked } = setUp()
    actions.ask('test', account)
    await Promise.resolve()
    await Promise.resolve()
    expect([asked, actions.report]).toEqual([[['testSaved', 'a1']], report])
  })

  it('shows a report only in the dialog that asked for it', async () => {
    const { actions } = setUp()
    actions.ask('test', account)
    actions.close()
    await Promise.resolve()
    await Promise.resolve()
    expect([actions.report, actions.isBusy]).toEqual([null, false])
  })

  it('stays when removing it did not work, with the reason', async () => {
    const { actions, states } = setUp(new AppError('internal'))
    actions.ask('remove', account)
    await actions.remove()
    expect([actions.open?.kind, actions.error?.code, states]).toEqual(['remove', 'internal', []])
  })
})
