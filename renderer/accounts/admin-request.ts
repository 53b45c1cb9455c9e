import { t } from '../i18n/i18n.svelte.ts'
import { shownParams } from '../lib/error-params.ts'
import { smallestPolicy } from './error-actions.ts'

type Denied = { action: string; resource: string }

/** A message with which an administrator can grant what is missing. Nothing secret is in it. */
export function adminRequest({ bucket, folder }: { bucket: string; folder: string }, denied: Denied): string {
  const { action = '', resource = '' } = shownParams({ action: denied.action, resource: denied.resource })
  const request = t('accounts.adminRequest', { bucket, action, resource })
  return `${request}\n\n${smallestPolicy(bucket, folder, denied.action || undefined)}`
}
