// What happens when someone opens an object's address (RFC 6266), as one choice of the form and back.

export type Opening =
  | { kind: 'unset' | 'inline' | 'attachment' }
  | { kind: 'named'; fileName: string }
  /** Typed by hand, or kept from a file the form cannot take apart. */
  | { kind: 'other'; header: string }

/** RFC 8187 attr-char may stay; everything else is percent-encoded UTF-8. encodeURIComponent leaves !'()* as well. */
const encodeExtended = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** For the few programs that do not read filename*: quoted ASCII, without the characters they trip over. */
const fallbackName = (fileName: string): string => fileName.replace(/[^\x20-\x7e]|["\\%]/gu, '_')

export function dispositionHeader(opening: Opening): string | undefined {
  if (opening.kind === 'unset') return undefined
  if (opening.kind === 'other') return opening.header.trim()
  if (opening.kind !== 'named') return opening.kind
  const name = opening.fileName.trim()
  return `attachment; filename="${fallbackName(name)}"; filename*=UTF-8''${encodeExtended(name)}`
}

/** Only what dispositionHeader writes is taken apart; anything else is kept as it is. */
export function openingOf(header: string | undefined): Opening {
  if (header === undefined || header === '') return { kind: 'unset' }
  if (header === 'inline' || header === 'attachment') return { kind: header }
  const encoded = /^attachment; filename="[^"]*"; filename\*=UTF-8''([\w!#$&+.^`|~%-]+)$/.exec(header)?.[1]
  if (encoded === undefined) return { kind: 'other', header }
  try {
    return { kind: 'named', fileName: decodeURIComponent(encoded) }
  } catch {
    return { kind: 'other', header }
  }
}

/** A name alone: no folders, no control characters. */
export const isFileName = (text: string): boolean =>
  text.trim() !== '' && !/[/\\\p{Cc}]/u.test(text) && text.length <= 200

/** Printable ASCII is all a header can hold without an agreement on how to read it. */
export const isHeaderText = (text: string): boolean => /^[\x20-\x7e]+$/.test(text.trim())
