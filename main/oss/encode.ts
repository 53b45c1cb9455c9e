// Percent-encoding as OSS V4 wants it: UTF-8, upper-case hex, everything escaped except A-Z a-z 0-9 - . _ ~
import { AppError } from '../../shared/errors.ts'

const unreserved = /^[A-Za-z0-9\-._~]*$/
const unreservedPath = /^[A-Za-z0-9\-._~/]*$/

// encodeURIComponent leaves these five alone, OSS does not.
const escapeRest = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

/** One query name or value. Throws `option.invalid` for a lone surrogate, which has no UTF-8 form. */
export function percentEncode(text: string): string {
  if (unreserved.test(text)) return text
  if (!text.isWellFormed()) throw new AppError('option.invalid', { params: { detail: 'text' } })
  return encodeURIComponent(text).replace(/[!'()*]/g, escapeRest)
}

/** An object key as it stands in a path: `/` stays, `//`, `.` and `..` are kept. Throws `object.invalidKey`. */
export function encodeObjectKey(objectKey: string): string {
  if (unreservedPath.test(objectKey)) return objectKey
  if (!objectKey.isWellFormed()) throw new AppError('object.invalidKey')
  return percentEncode(objectKey).replaceAll('%2F', '/')
}

/**
 * A name from an answer with `encoding-type=url`. `+` is a space, as in the official SDK. Bytes that are no UTF-8 stay
 * escaped: such an object can be shown, though not addressed.
 */
export function decodeListedName(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'))
  } catch {
    return text
  }
}
