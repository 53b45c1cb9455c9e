// What happens when someone opens an object's address (RFC 6266), as one choice of the form and back.
import { attachmentNamed } from '../../shared/oss/content-disposition.ts'

export type Opening =
  | { kind: 'unset' | 'inline' | 'attachment' }
  | { kind: 'named'; fileName: string }
  /** Typed by hand, or kept from a file the form cannot take apart. */
  | { kind: 'other'; header: string }

export function dispositionHeader(opening: Opening): string | undefined {
  if (opening.kind === 'unset') return undefined
  if (opening.kind === 'other') return opening.header.trim()
  if (opening.kind !== 'named') return opening.kind
  return attachmentNamed(opening.fileName.trim())
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
