// The fields of "Details and labels" while they are edited.
import type { SendOptions } from '../../shared/model/upload.ts'
import { isContentType } from '../components/content-types.ts'
import { LabelRows } from '../components/label-rows.svelte.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { checkMetadata, checkTags } from '../lib/label-rules.ts'
import { isFileName } from '../../shared/oss/content-disposition.ts'
import { isHeaderText } from '../../shared/oss/pinned-headers.ts'
import { dispositionHeader, openingOf } from './content-disposition.ts'
import type { Opening } from './content-disposition.ts'

export const cacheValues = ['no-cache', 'max-age=3600', 'max-age=86400', 'max-age=604800', 'max-age=31536000'] as const

const isListed = (value: string) => cacheValues.some((listed) => listed === value)

export class DetailsForm {
  readonly #onConflict: SendOptions['onConflict']
  storageClass = $state<SendOptions['storageClass']>()
  contentType = $state<string>()
  cacheControl = $state('')
  isCacheTyped = $state(false)
  opening = $state<Opening['kind']>('unset')
  fileName = $state('')
  otherDisposition = $state('')
  readonly metadata: LabelRows
  readonly tags: LabelRows

  readonly cacheProblem = $derived(
    this.isCacheTyped && this.cacheControl.trim() !== '' && !isHeaderText(this.cacheControl)
      ? t('send.detailsCacheOtherProblem')
      : undefined,
  )
  readonly fileNameProblem = $derived(
    this.opening === 'named' && !isFileName(this.fileName) ? t('send.downloadNameProblem') : undefined,
  )
  readonly otherProblem = $derived(
    this.opening === 'other' && !isHeaderText(this.otherDisposition) ? t('send.downloadOtherProblem') : undefined,
  )
  readonly isValid = $derived.by(
    () =>
      !this.cacheProblem &&
      !this.fileNameProblem &&
      !this.otherProblem &&
      (!this.contentType || isContentType(this.contentType)) &&
      this.metadata.isValid &&
      this.tags.isValid,
  )

  constructor(options: SendOptions) {
    this.#onConflict = options.onConflict
    this.storageClass = options.storageClass
    this.contentType = options.contentType
    this.cacheControl = options.cacheControl ?? ''
    this.isCacheTyped = this.cacheControl !== '' && !isListed(this.cacheControl)
    const opening = openingOf(options.contentDisposition)
    this.opening = opening.kind
    if (opening.kind === 'named') this.fileName = opening.fileName
    if (opening.kind === 'other') this.otherDisposition = opening.header
    this.metadata = new LabelRows(options.metadata, checkMetadata)
    this.tags = new LabelRows(options.tags, checkTags)
  }

  /** `other` keeps what was there as the start of the free text. */
  chooseCache(choice: string): void {
    this.isCacheTyped = choice === 'other'
    if (!this.isCacheTyped) this.cacheControl = choice
  }

  #disposition(): string | undefined {
    if (this.opening === 'named') return dispositionHeader({ kind: 'named', fileName: this.fileName })
    if (this.opening === 'other') return dispositionHeader({ kind: 'other', header: this.otherDisposition })
    return dispositionHeader({ kind: this.opening })
  }

  get options(): SendOptions {
    const contentDisposition = this.#disposition()
    const cacheControl = this.cacheControl.trim()
    const contentType = this.contentType?.trim()
    return {
      onConflict: this.#onConflict,
      ...(this.storageClass ? { storageClass: this.storageClass } : {}),
      ...(contentType ? { contentType } : {}),
      ...(cacheControl ? { cacheControl } : {}),
      ...(contentDisposition ? { contentDisposition } : {}),
      metadata: this.metadata.value,
      tags: this.tags.value,
    }
  }
}
