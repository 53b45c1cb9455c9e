import { t } from '../i18n/i18n.svelte.ts'
import type { StorageClass } from '../../shared/model/object-options.ts'

export type StorageChoice = { value: StorageClass; label: string; hint: string }

/** From the one most people want to the rarest, with what each costs in plain words. */
export const storageChoices = (): StorageChoice[] => [
  { value: 'Standard', label: t('common.storageStandard'), hint: t('common.storageStandardHint') },
  { value: 'IA', label: t('common.storageIA'), hint: t('common.storageIAHint') },
  { value: 'Archive', label: t('common.storageArchive'), hint: t('common.storageArchiveHint') },
  { value: 'ColdArchive', label: t('common.storageColdArchive'), hint: t('common.storageColdArchiveHint') },
  { value: 'DeepColdArchive', label: t('common.storageDeepColdArchive'), hint: t('common.storageDeepColdArchiveHint') },
]

export const storageLabel = (storageClass: StorageClass | undefined): string =>
  storageChoices().find((choice) => choice.value === storageClass)?.label ?? t('common.storageBucketDefault')
