import { AppError } from '../../shared/errors.ts'
import type { Handlers, PreloadHandlers } from '../../shared/ipc/contract.ts'
import type { SendRequest } from '../../shared/model/upload.ts'
import { normalizeObjectKey } from '../../shared/oss/object-key.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Uploads } from '../uploads/create-uploads.ts'

export type UploadsParts = {
  uploads: Pick<Uploads, 'add' | 'window' | 'act'>
  accounts: Pick<Accounts, 'place'>
  choosePaths: (what: 'files' | 'folder') => Promise<readonly string[]>
}

type UploadHandlers = Handlers['uploads'] & PreloadHandlers['uploads']

export function createUploadsHandlers({ uploads, accounts, choosePaths }: UploadsParts): UploadHandlers {
  /** Throws AppError `account.notFound`, or `object.outsideFolder` when it would leave the account's folder. */
  function checked(request: SendRequest): SendRequest {
    const { folder } = accounts.place(request.accountId)
    const destination = normalizeObjectKey(request.destination)
    if (!destination.startsWith(folder)) throw new AppError('object.outsideFolder', { params: { folder } })
    return { ...request, destination }
  }
  return {
    choose: async ({ what, request }) => {
      const safe = checked(request)
      const paths = await choosePaths(what)
      return paths.length === 0 ? { added: 0 } : uploads.add(paths, safe)
    },
    add: ({ paths, request }) => uploads.add(paths, checked(request)),
    window: (query) => uploads.window(query),
    act: (action) => uploads.act(action),
  }
}
