// The name a link gives its file: rules of OSS, and of links, which are stricter.
import { breaksInLinks, maxObjectKeyBytes, normalizeObjectKey, objectKeyProblem } from '../../shared/oss/object-key.ts'
import { utf8Length } from '../../shared/oss/utf8-length.ts'

export type NameProblem =
  { problem: 'name' | 'slash' | 'fileName' | 'character' | 'dots' } | { problem: 'shorter'; bytes: number; max: number }

/** The whole key: the account's folder (empty, or ending in `/`) and what was typed, blanks at its ends left off. */
export const linkObjectKey = (folder: string, typed: string): string => normalizeObjectKey(folder + typed.trim())

export function nameProblem(folder: string, typed: string): NameProblem | undefined {
  const name = typed.trim()
  if (name === '') return { problem: 'name' }
  if (name.startsWith('/') || name.startsWith('\\')) return { problem: 'slash' }
  if (name.endsWith('/')) return { problem: 'fileName' }
  const objectKey = linkObjectKey(folder, name)
  const rule = objectKeyProblem(objectKey)
  if (rule === 'tooLong') return { problem: 'shorter', bytes: utf8Length(objectKey), max: maxObjectKeyBytes }
  if (rule !== undefined) return { problem: 'character' }
  return breaksInLinks(objectKey) ? { problem: 'dots' } : undefined
}
