import { describe, expect, it } from 'vitest'
import type { AccountId, AccountsState, AccountView } from '../../shared/model/account.ts'
import type { Api } from '../lib/api.ts'
import { AccountEditor } from './account-editor.svelte.ts'

const account = (name: string): AccountView => ({
  // A branded string: any text is a legal id here.
  accountId: name as AccountId,
  kind: 'oss',
  name,
  region: 'cn-hangzhou',
  bucket: 'mkt-assets',
  folder: '',
  endpointKind: 'public',
  accessKeyId: 'LTAI5tExample',
  isTemporary: false,
  secret: 'kept',
})

function setUp() {
  const selected: unknown[] = []
  const state: AccountsState = {
    accounts: [account('Marketing')],
    selectedId: account('Marketing').accountId,
    keychain: 'available',
  }
  const calls: Partial<Api['accounts']> = {
    test: () => Promise.resolve({ canSend: true, checks: [] }),
    add: () => Promise.resolve({ ...state, accounts: [...state.accounts, account('sales')] }),
    select: (id) => {
      selected.push(id)
      return Promise.resolve(state)
    },
  }
  const store = {
    // Only these calls are made here.
    api: { accounts: calls } as Api,
    accounts: state as AccountsState | undefined,
    setAccounts(next: AccountsState) {
      store.accounts = next
    },
    view: 'settings' as 'send' | 'ask' | 'settings',
  }
  return { editor: new AccountEditor(store, () => 0), store, selected }
}

const typed = { accessKeyId: 'LTAI5t', accessKeySecret: 's3cret', bucket: 'sales', region: 'cn-hangzhou' }

describe('the account form of the window', () => {
  it('opens again as it was left, without the secret', () => {
    const { editor } = setUp()
    editor.add()
    Object.assign(editor.form?.fields ?? {}, typed)
    editor.close()
    expect(editor.isOpen).toBe(false)
    editor.add()
    expect(editor.form?.fields).toMatchObject({ ...typed, accessKeySecret: '' })
  })

  it('forgets it once it was saved, and goes on to sending with the new account', async () => {
    const { editor, store, selected } = setUp()
    editor.add()
    Object.assign(editor.form?.fields ?? {}, typed)
    await editor.form?.submit()
    await editor.start()
    expect([editor.isOpen, store.view, selected]).toEqual([false, 'send', ['sales']])
    editor.add()
    expect(editor.form?.fields.bucket).toBe('')
  })

  it('asks for the key where the secret is not at hand', () => {
    const { editor } = setUp()
    editor.edit(account('Marketing'), true)
    expect([editor.form?.asksKey, editor.form?.fields.accessKeySecret]).toEqual([true, ''])
    editor.edit(account('Marketing'))
    expect(editor.form?.asksKey).toBe(false)
  })
})
