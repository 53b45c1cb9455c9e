// The fields of "Details and labels" while they are edited.
import type { SendOptions } from '../../shared/model/upload.ts'
import { CacheChoice } from '../components/cache-choice.svelte.ts'
import { isContentType } from '../components/content-types.ts'
import { LabelRows } from '../components/label-rows.svelte.ts'
import { OpeningChoice } from '../components/opening-choice.svelte.ts'
import { checkMetadata, checkTags } from '../lib/label-rules.ts'

export class DetailsForm {
  readonly #onConflict: SendOptions['onConflict']
  storageClass = $state<SendOptions['storageClass']>()
  contentType = $state<string>()
  readonly cache: CacheChoice
  readonly opening: OpeningChoice
  readonly metadata: LabelRows
  readonly tags: LabelRows

  readonly isValid = $derived.by(
    () =>
      !this.cache.problem &&
      this.opening.isValid &&
      (!this.contentType || isContentType(this.contentType)) &&
      this.metadata.isValid &&
      this.tags.isValid,
  )

  constructor(options: SendOptions) {
    this.#onConflict = options.onConflict
    this.storageClass = options.storageClass
    this.contentType = options.contentType
    this.cache = new CacheChoice(options.cacheControl)
    this.opening = new OpeningChoice(options.contentDisposition)
    this.metadata = new LabelRows(options.metadata, checkMetadata)
    this.tags = new LabelRows(options.tags, checkTags)
  }

  get options(): SendOptions {
    const contentDisposition = this.opening.header
    const cacheControl = this.cache.header
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
