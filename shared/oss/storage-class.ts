import type { StorageClass } from '../model/object-options.ts'

export type StorageClassFacts = {
  /** Deleting or converting earlier still bills the rest. 0: no minimum. */
  keepAtLeastDays: 0 | 30 | 60 | 180
  /** What must pass before the object can be read again; `fee`: at once, but reading costs. */
  readingBack: 'atOnce' | 'fee' | 'minutes' | 'hours' | 'days'
  /** Smaller objects are billed as if they had this many bytes. */
  billedAtLeastBytes: 0 | 65_536
}

/** In the order forms show them: cheaper to keep, dearer to read. Source: OSS's pages on storage classes. */
export const storageClassFacts: Readonly<Record<StorageClass, StorageClassFacts>> = {
  Standard: { keepAtLeastDays: 0, readingBack: 'atOnce', billedAtLeastBytes: 0 },
  IA: { keepAtLeastDays: 30, readingBack: 'fee', billedAtLeastBytes: 65_536 },
  Archive: { keepAtLeastDays: 60, readingBack: 'minutes', billedAtLeastBytes: 65_536 },
  ColdArchive: { keepAtLeastDays: 180, readingBack: 'hours', billedAtLeastBytes: 65_536 },
  DeepColdArchive: { keepAtLeastDays: 180, readingBack: 'days', billedAtLeastBytes: 65_536 },
}
