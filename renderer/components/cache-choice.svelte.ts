import { isHeaderText } from '../../shared/oss/pinned-headers.ts'
import { t } from '../i18n/i18n.svelte.ts'

export const cacheValues = ['no-cache', 'max-age=3600', 'max-age=86400', 'max-age=604800', 'max-age=31536000'] as const

const isListed = (value: string) => cacheValues.some((listed) => listed === value)

/** Cache-Control, chosen from a few or typed. */
export class CacheChoice {
  value = $state('')
  isTyped = $state(false)
  readonly problem = $derived(
    this.isTyped && this.value.trim() !== '' && !isHeaderText(this.value)
      ? t('send.detailsCacheOtherProblem')
      : undefined,
  )

  constructor(header: string | undefined) {
    this.value = header ?? ''
    this.isTyped = this.value !== '' && !isListed(this.value)
  }

  /** `other` keeps what was there as the start of the free text. */
  choose(choice: string): void {
    this.isTyped = choice === 'other'
    if (!this.isTyped) this.value = choice
  }

  get header(): string | undefined {
    return this.value.trim() || undefined
  }
}
