// User metadata (x-oss-meta-*): rules and the spelling of values in headers.
import { AppError } from '../errors.ts'
import { utf8Length } from './utf8-length.ts'

type Labels = Readonly<Record<string, string>>

/** Names and values together, in bytes. */
export const maxMetadataBytes = 8192

export const metadataPrefix = 'x-oss-meta-'

export type MetadataProblem = 'name' | 'duplicate' | 'empty' | 'tooLarge'

/** As OSS keeps it: lower case. A prefix pasted along is taken off. */
export function metadataName(text: string): string {
  const name = text.trim().toLowerCase()
  return name.startsWith(metadataPrefix) ? name.slice(metadataPrefix.length) : name
}

/**
 * Header values hold printable ASCII. A value with anything else has those characters, and its `%`, percent-encoded as
 * UTF-8; a value without is sent as it is. Blanks at the ends would be lost on the way and are cut off.
 */
export function encodeMetadataValue(text: string): string {
  const value = text.trim().toWellFormed()
  return /^[\x20-\x7e]*$/.test(value) ? value : value.replace(/[^\x20-\x7e]+|%/g, encodeURIComponent)
}

/** Undoes encodeMetadataValue. A value no one encoded comes back unchanged, unless it spells non-ASCII in escapes. */
export function decodeMetadataValue(value: string): string {
  // Encoding was only needed for bytes outside printable ASCII: without an escape of one, `%` is just a percent sign.
  if (!/%(?:[01][0-9a-f]|7f|[89a-f][0-9a-f])/i.test(value)) return value
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** The first rule the labels break, with the name concerned. */
export function metadataProblem(labels: Labels): { problem: MetadataProblem; name: string } | undefined {
  const seen = new Set<string>()
  let bytes = 0
  for (const [typed, text] of Object.entries(labels)) {
    const name = metadataName(typed)
    const value = encodeMetadataValue(text)
    if (!/^[a-z0-9-]+$/.test(name)) return { problem: 'name', name: typed }
    if (seen.has(name)) return { problem: 'duplicate', name: typed }
    if (value === '') return { problem: 'empty', name: typed }
    seen.add(name)
    bytes += utf8Length(name) + utf8Length(value)
    if (bytes > maxMetadataBytes) return { problem: 'tooLarge', name: typed }
  }
  return undefined
}

/** The headers to send. Throws `option.invalid` when a rule is broken. */
export function metadataHeaders(labels: Labels): Record<string, string> {
  const found = metadataProblem(labels)
  if (found !== undefined) throw new AppError('option.invalid', { params: { detail: metadataPrefix + found.name } })
  return Object.fromEntries(
    Object.entries(labels).map(([name, text]) => [metadataPrefix + metadataName(name), encodeMetadataValue(text)]),
  )
}

/** The labels among an answer's headers (lower-case names), without prefix, decoded. */
export function metadataOf(headers: Labels): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(metadataPrefix))
      .map(([name, value]) => [name.slice(metadataPrefix.length), decodeMetadataValue(value)]),
  )
}
