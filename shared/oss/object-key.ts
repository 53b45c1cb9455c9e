// The rules of object keys, for forms and for main, which checks again.
import { AppError } from '../errors.ts'
import { utf8Length } from './utf8-length.ts'

/** In bytes of UTF-8. Some OSS error pages say "characters"; the naming page and the servers count bytes. */
export const maxObjectKeyBytes = 1023

/**
 * The form every key gets before it is signed. macOS spells names decomposed (NFD), everyone else composed (NFC), and
 * OSS takes the two for different objects. Paths on disk are left as they are.
 */
export const normalizeObjectKey = (text: string): string => text.normalize('NFC')

export type ObjectKeyProblem = 'empty' | 'tooLong' | 'leadingSlash' | 'loneSurrogate'

/** The first rule of OSS the key breaks, or undefined. */
export function objectKeyProblem(objectKey: string): ObjectKeyProblem | undefined {
  if (objectKey === '') return 'empty'
  if (!objectKey.isWellFormed()) return 'loneSurrogate'
  if (objectKey.startsWith('/') || objectKey.startsWith('\\')) return 'leadingSlash'
  // No character of a string is more than three bytes of UTF-8: most keys need not be counted.
  if (objectKey.length * 3 <= maxObjectKeyBytes) return undefined
  return utf8Length(objectKey) > maxObjectKeyBytes ? 'tooLong' : undefined
}

/** Throws `object.keyTooLong` or `object.invalidKey`. */
export function checkObjectKey(objectKey: string): void {
  const problem = objectKeyProblem(objectKey)
  if (problem === undefined) return
  if (problem !== 'tooLong') throw new AppError('object.invalidKey')
  throw new AppError('object.keyTooLong', { params: { bytes: utf8Length(objectKey), max: maxObjectKeyBytes } })
}

/**
 * Whether browsers and most HTTP clients would change the key's URL: `.` and `..` segments are collapsed, escaped or
 * not. Such an object can be sent by this app, whose transport keeps paths raw, but a link to it breaks.
 */
export const breaksInLinks = (objectKey: string): boolean =>
  objectKey.split('/').some((segment) => segment === '.' || segment === '..')
