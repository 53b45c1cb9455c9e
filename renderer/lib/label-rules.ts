// OSS's rules of labels and tags as sentences under the rows of a LabelsEditor.
import { metadataProblem } from '../../shared/oss/metadata.ts'
import type { MetadataProblem } from '../../shared/oss/metadata.ts'
import { tagsProblem } from '../../shared/oss/tags.ts'
import type { CheckRows, RowProblem } from '../components/label-rows.svelte.ts'
import { t } from '../i18n/i18n.svelte.ts'

type Labels = Record<string, string>

const metadataSentences = (): Record<MetadataProblem, RowProblem> => ({
  name: { name: t('send.labelProblemName') },
  duplicate: { name: t('send.labelProblemDuplicate') },
  empty: { value: t('send.labelProblemEmpty') },
  tooLarge: { value: t('send.labelProblemTooLarge') },
})

/**
 * The rules stop at the first problem of a whole set. Each row is asked about alone first, then together with the good
 * rows above it, so that every wrong row is said and none is blamed for another's fault.
 */
function checkRows(rowProblem: (labels: Labels) => RowProblem | undefined): CheckRows {
  return (rows) => {
    const good: Labels = {}
    return rows.map(({ name, value }) => {
      if (Object.hasOwn(good, name)) return { name: t('send.labelProblemDuplicate') }
      const found = rowProblem({ [name]: value }) ?? rowProblem({ ...good, [name]: value })
      if (found === undefined) good[name] = value
      return found
    })
  }
}

/** x-oss-meta-*: letters, digits and hyphens, whatever their case, 8 KB in all. */
export const checkMetadata: CheckRows = checkRows((labels) => {
  const found = metadataProblem(labels)
  return found && metadataSentences()[found.problem]
})

export const checkTags: CheckRows = checkRows((labels) => {
  const found = tagsProblem(labels)
  if (found === undefined) return undefined
  if (found.problem === 'tooMany') return { name: t('send.tagProblemTooMany') }
  return found.problem === 'key' ? { name: t('send.tagProblemKey') } : { value: t('send.tagProblemValue') }
})
