// What to do about a row, in one sentence.
import { t } from '../i18n/i18n.svelte.ts'
import type { Problem } from './plan.ts'

const labelReasons = {
  name: 'send.labelProblemName',
  duplicate: 'send.labelProblemDuplicate',
  empty: 'send.labelProblemEmpty',
  tooLarge: 'send.labelProblemTooLarge',
} as const

export function problemText(problem: Problem): string {
  if (problem.field === 'label')
    return t('batch.need.label', { name: problem.name, reason: t(labelReasons[problem.problem]) })
  switch (problem.problem) {
    case 'shorter':
      return t('ask.need.shorter', { bytes: problem.bytes, max: problem.max })
    case 'name':
    case 'slash':
    case 'fileName':
    case 'character':
    case 'dots':
      return t(`ask.need.${problem.problem}`)
    case 'tokenEnded':
      return t('ask.need.tokenEnded')
    case 'outside':
      return t('batch.need.outside', { folder: problem.folder })
    case 'duplicate':
      return t('batch.need.duplicate', { row: problem.row })
    case 'who':
    case 'whoLong':
    case 'later':
      return t(`batch.need.${problem.problem}`)
    case 'kind':
    case 'storage':
    case 'unit':
    case 'order':
    case 'unknown':
      return t(`batch.need.${problem.problem}`, { text: shortened(problem.text) })
  }
}

/** A cell may hold a whole story. */
const shortened = (text: string): string => (text.length > 30 ? `${text.slice(0, 29)}…` : text)
