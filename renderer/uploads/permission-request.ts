import type { ErrorView } from '../../shared/model/error.ts'
import type { AccountView } from '../../shared/model/account.ts'
import { smallestPolicy } from '../accounts/error-actions.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { errorDetails } from '../lib/error-text.ts'

/** A message to the administrator with everything needed to grant the permission, and nothing secret. */
export function permissionRequest(
  account: Pick<AccountView, 'bucket' | 'accessKeyId'>,
  objectKey: string,
  error: ErrorView,
  wish: 'send.requestText' | 'register.requestText' = 'send.requestText',
): string {
  const action = String(error.params['action'] || 'oss:PutObject')
  return t(wish, {
    bucket: account.bucket,
    accessKeyId: account.accessKeyId,
    objectKey,
    action,
    policy: smallestPolicy(account.bucket, objectKey.slice(0, objectKey.lastIndexOf('/') + 1), action),
    details: errorDetails(error)
      .map(({ label, value }) => `${label}: ${value}`)
      .join('\n'),
  })
}
