import { expect, it } from 'vitest'
import type { ErrorView } from '../../shared/model/error.ts'
import type { FileRow, FolderRow, UploadAction } from '../../shared/model/upload.ts'
import type { AppStore } from '../lib/app-store.svelte.ts'
import { SendScreen } from './send-screen.svelte.ts'
import { noTotals } from './totals.ts'
import type { UploadsStore } from './uploads-store.svelte.ts'

function screen() {
  const done: unknown[] = []
  const account = { accountId: 'm', bucket: 'mkt-assets', accessKeyId: 'LTAI5tExample' }
  // Only what the screen calls.
  const app = {
    view: 'send',
    accounts: { accounts: [account] },
    setAccounts: () => undefined,
    api: {
      app: { copyText: ({ text }: { text: string }) => Promise.resolve(void done.push(text)) },
      accounts: { update: (patch: object) => Promise.resolve(void done.push(patch)) },
    },
  } as unknown as AppStore
  const uploads = {
    act: (action: UploadAction) => Promise.resolve(void done.push(action)),
    tried: <T>(answer: Promise<T>) => answer,
    exportReport: (scope: unknown) => Promise.resolve(void done.push(scope) === undefined),
  } as unknown as UploadsStore
  const opened: string[] = []
  const open = {
    unfinished: ({ accountId }: { accountId: string }) => void opened.push(`unfinished ${accountId}`),
    key: ({ accountId }: { accountId: string }) => void opened.push(`key ${accountId}`),
  }
  return { screen: new SendScreen(app, uploads, open), done, app, opened }
}

const file = { kind: 'file', fileId: 'f', accountId: 'm', objectKey: 'campaigns/a.zip', name: 'a.zip' } as FileRow
const folder = { kind: 'folder', itemId: 'i', name: 'Shoot', totals: { ...noTotals, queued: 3, going: 1 } } as FolderRow
const errorOf = (code: ErrorView['code'], params = {}): ErrorView => ({ code, params, isRetryable: false })
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

it('asks before a folder with files under way is stopped, not before one file is', () => {
  const { screen: send, done } = screen()
  send.act(file, 'cancel')
  expect(done).toEqual([{ action: 'cancel', target: { kind: 'file', fileId: 'f' } }])
  send.act(folder, 'cancel')
  expect(send.dialog).toMatchObject({ kind: 'cancel', count: 4 })
  send.cancelFolder(folder)
  expect([send.dialog, done[1]]).toEqual([undefined, { action: 'cancel', target: { kind: 'item', itemId: 'i' } }])
})

it('asks before every taken name is replaced, not before they are kept', () => {
  const { screen: send, done } = screen()
  send.decideForAll('keepBoth')
  expect(done).toEqual([{ action: 'decide', target: { kind: 'all' }, decision: 'keepBoth' }])
  send.decideForAll('replace')
  expect([done.length, send.dialog?.kind]).toEqual([1, 'replaceAll'])
  send.replaceAll()
  expect(done[1]).toEqual({ action: 'decide', target: { kind: 'all' }, decision: 'replace' })
})

it('writes the request for a missing permission, with the smallest policy and no secret', async () => {
  const { screen: send, done } = screen()
  const remedy = send.remedy(file, errorOf('auth.denied', { action: 'oss:PutObject', resource: 'campaigns/' }))
  expect(remedy?.label).toBe('Copy the request')
  remedy?.run()
  await settled()
  expect(done[0]).toContain('Needed: oss:PutObject')
  expect(done[0]).toContain('"acs:oss:*:*:mkt-assets/campaigns/*"')
  expect(done[0]).toContain('LTAI5tExample')
})

it('asks for what was refused beyond sending, on the bucket where policies grant it there', async () => {
  const { screen: send, done } = screen()
  const policyFor = async (action: string) => {
    send.remedy(file, errorOf('auth.denied', { action, resource: 'mkt-assets' }))?.run()
    await settled()
    const text = String(done.at(-1))
    // The request holds the policy as RAM takes it.
    return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as { Statement: unknown[] }
  }
  const sending = ['oss:PutObject', 'oss:AbortMultipartUpload', 'oss:ListParts']
  const objects = { Effect: 'Allow', Resource: ['acs:oss:*:*:mkt-assets/campaigns/*'] }
  expect((await policyFor('oss:GetObject')).Statement).toEqual([{ ...objects, Action: [...sending, 'oss:GetObject'] }])
  expect((await policyFor('oss:ListParts')).Statement).toEqual([{ ...objects, Action: sending }])
  expect((await policyFor('oss:ListMultipartUploads')).Statement).toEqual([
    { ...objects, Action: sending },
    { Effect: 'Allow', Action: ['oss:ListMultipartUploads'], Resource: ['acs:oss:*:*:mkt-assets'] },
  ])
})

it('switches to the right region and sends what waited again, of this account only', async () => {
  const { screen: send, done } = screen()
  const remedy = send.remedy(file, errorOf('bucket.wrongRegion', { bucket: 'mkt-assets', region: 'cn-shanghai' }))
  expect(remedy?.label).toBe('Switch to Shanghai')
  remedy?.run()
  await settled()
  expect(done).toEqual([
    { accountId: 'm', region: 'cn-shanghai' },
    { action: 'retry', target: { kind: 'account', accountId: 'm' } },
  ])
})

it('leads to the settings when the account must change, and offers nothing where only waiting helps', () => {
  const { screen: send, app } = screen()
  send.remedy(file, errorOf('bucket.notFound'))?.run()
  expect(app.view).toBe('settings')
  expect(send.remedy(file, errorOf('file.changed'))).toBeUndefined()
})

it('saves the list of a folder, and says so', async () => {
  const { screen: send, done } = screen()
  send.act(folder, 'export')
  await settled()
  expect([done, send.said]).toEqual([[{ kind: 'item', itemId: 'i' }], 'The list is saved.'])
})

it('asks for the key where a file waits for it, and says why it waits, not why it failed', () => {
  const { screen: send, opened } = screen()
  const row: FileRow = { ...file, status: 'queued' }
  const error = errorOf('account.secretMissing', { account: 'Marketing' })
  send.showDetails(row, error)
  expect(send.dialog).toMatchObject({ title: 'Why “a.zip” waits', remedy: { label: 'Enter it again' } })
  send.remedy(row, error)?.run()
  expect([opened, send.dialog]).toEqual([['key m'], undefined])
  send.showDetails({ ...row, status: 'failed' }, errorOf('file.changed'))
  expect(send.dialog).toMatchObject({ title: 'Why “a.zip” was not sent' })
})

it('leads to what a stopped file left on the server', () => {
  const { screen: send, opened } = screen()
  const row: FileRow = { ...file, status: 'canceled' }
  const remedy = send.remedy(row, errorOf('auth.denied', { action: 'oss:AbortMultipartUpload', resource: 'a' }))
  expect(remedy?.label).toBe('Unfinished uploads…')
  remedy?.run()
  expect(opened).toEqual(['unfinished m'])
})
