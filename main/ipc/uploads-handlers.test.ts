import { expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { SendRequest } from '../../shared/model/upload.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Uploads } from '../uploads/create-uploads.ts'
import { createUploadsHandlers } from './uploads-handlers.ts'

const request: SendRequest = {
  accountId: 'a' as SendRequest['accountId'],
  destination: 'in/2026/',
  options: { onConflict: 'ask', metadata: {}, tags: {} },
}

function handlers(chosen: string[] = []) {
  const added: unknown[] = []
  const place: Accounts['place'] = (accountId) => {
    if (accountId !== 'a') throw new AppError('account.notFound')
    return { name: 'Shop', region: 'cn-hangzhou', bucket: 'shop', folder: 'in/', endpointKind: 'public' }
  }
  const add: Uploads['add'] = (paths, { destination }) => {
    added.push([paths, destination])
    return Promise.resolve({ added: paths.length })
  }
  // The other calls pass their input on and are not used here.
  const uploads = { add } as Uploads
  return {
    added,
    ...createUploadsHandlers({ uploads, accounts: { place }, choosePaths: () => Promise.resolve(chosen) }),
  }
}

it('adds what was chosen, and nothing when the dialog was dismissed', async () => {
  const { choose, added } = handlers(['/home/li/a.txt'])
  expect(await choose({ what: 'files', request })).toEqual({ added: 1 })
  expect(added).toEqual([[['/home/li/a.txt'], 'in/2026/']])
  expect(await handlers().choose({ what: 'files', request })).toEqual({ added: 0 })
})

it('never sends outside the account’s folder or for an account that is gone', async () => {
  const { add, choose, added } = handlers(['/home/li/a.txt'])
  const outside = { ...request, destination: 'other/' }
  const gone = { ...request, accountId: 'b' as SendRequest['accountId'] }
  expect(() => add({ paths: ['/x'], request: outside })).toThrow('object.outsideFolder')
  await expect(choose({ what: 'folder', request: outside })).rejects.toThrow('object.outsideFolder')
  expect(() => add({ paths: ['/x'], request: gone })).toThrow('account.notFound')
  expect(added).toEqual([])
})
