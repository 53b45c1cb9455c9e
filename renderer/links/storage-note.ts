// What it costs to choose a storage class wrongly, said where it is chosen.
import type { StorageClass } from '../../shared/model/object-options.ts'
import { storageClassFacts } from '../../shared/oss/storage-class.ts'
import { t } from '../i18n/i18n.svelte.ts'

/** Nothing for classes that cost nothing extra. */
export function storageNote(storageClass: StorageClass | undefined): string | undefined {
  if (storageClass === undefined) return undefined
  const { keepAtLeastDays, readingBack } = storageClassFacts[storageClass]
  if (keepAtLeastDays === 0 || readingBack === 'atOnce') return undefined
  const days = keepAtLeastDays
  return readingBack === 'fee' ? t('policy.classNoteFee', { days }) : t(`policy.classNote.${readingBack}`, { days })
}
