import { isFileName } from '../../shared/oss/content-disposition.ts'
import { isHeaderText } from '../../shared/oss/pinned-headers.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { dispositionHeader, openingOf } from './content-disposition.ts'
import type { Opening } from './content-disposition.ts'

/** Content-Disposition, as what happens when someone opens the file's address. */
export class OpeningChoice {
  kind = $state<Opening['kind']>('unset')
  fileName = $state('')
  other = $state('')
  readonly fileNameProblem = $derived(
    this.kind === 'named' && !isFileName(this.fileName) ? t('send.downloadNameProblem') : undefined,
  )
  readonly otherProblem = $derived(
    this.kind === 'other' && !isHeaderText(this.other) ? t('send.downloadOtherProblem') : undefined,
  )
  readonly isValid = $derived(!this.fileNameProblem && !this.otherProblem)

  constructor(header: string | undefined) {
    const opening = openingOf(header)
    this.kind = opening.kind
    if (opening.kind === 'named') this.fileName = opening.fileName
    if (opening.kind === 'other') this.other = opening.header
  }

  get header(): string | undefined {
    if (this.kind === 'named') return dispositionHeader({ kind: 'named', fileName: this.fileName })
    if (this.kind === 'other') return dispositionHeader({ kind: 'other', header: this.other })
    return dispositionHeader({ kind: this.kind })
  }
}
