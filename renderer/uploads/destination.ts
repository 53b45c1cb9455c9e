// Where dropped things go: an object key prefix, empty or ending in `/`, as the user types and reads it.
import { maxObjectKeyBytes, normalizeObjectKey, objectKeyProblem } from '../../shared/oss/object-key.ts'
import { utf8Length } from '../../shared/oss/utf8-length.ts'
import { t } from '../i18n/i18n.svelte.ts'

/** `campaigns/2026-autumn`, with or without the last slash, as a prefix. */
export function prefixOf(typed: string): string {
  const text = normalizeObjectKey(typed.trim())
  return text === '' || text.endsWith('/') ? text : `${text}/`
}

/** What to do about it, or undefined. `root` is the folder the account must stay in. */
export function prefixProblem(prefix: string, root: string): string | undefined {
  const problem = objectKeyProblem(prefix)
  const parts = prefix.split('/').slice(0, -1)
  if (problem === 'leadingSlash') return t('send.folderProblemSlash')
  if (problem === 'loneSurrogate' || /\p{Cc}/u.test(prefix)) return t('send.folderProblemCharacters')
  if (parts.includes('')) return t('send.folderProblemEmptyPart')
  if (parts.some((part) => part === '.' || part === '..')) return t('send.folderProblemDots')
  // One byte must be left for the shortest file name.
  const bytes = utf8Length(prefix)
  if (bytes >= maxObjectKeyBytes) return t('send.folderProblemTooLong', { bytes, max: maxObjectKeyBytes })
  return prefix.startsWith(root) ? undefined : t('send.folderProblemOutside', { folder: root.replace(/\/$/, '') })
}

/** campaigns / 2026-autumn; empty for the top of the bucket. */
export const breadcrumb = (prefix: string): string => prefix.split('/').filter(Boolean).join(' / ')
