import type { AccountView } from '../../shared/model/account.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { regionName, shortRegionName } from '../lib/region-name.ts'

type Place = Pick<AccountView, 'kind' | 'bucket' | 'region' | 'folder'>

/** mkt-assets · Hangzhou */
export const shortPlace = (account: Place): string =>
  account.kind === 'practice'
    ? t('accounts.practiceHint')
    : t('accounts.place', { bucket: account.bucket, region: shortRegionName(account.region) })

/** mkt-assets / campaigns/2026 · China (Hangzhou) */
export function longPlace(account: Place): string {
  if (account.kind === 'practice') return t('accounts.practiceHint')
  const { bucket, folder } = account
  const region = regionName(account.region)
  if (folder === '') return t('accounts.place', { bucket, region })
  return t('accounts.placeWithFolder', { bucket, folder: folder.replace(/\/$/, ''), region })
}
