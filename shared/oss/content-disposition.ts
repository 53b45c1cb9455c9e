// The header that gives a download its name (RFC 6266).

/** RFC 8187 attr-char may stay; everything else is percent-encoded UTF-8. encodeURIComponent leaves !'()* as well. */
const encodeExtended = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** For the few programs that do not read filename*: quoted ASCII, without the characters they trip over. */
const fallbackName = (fileName: string): string => fileName.replace(/[^\x20-\x7e]|["\\%]/gu, '_')

/** Saves under this name, whatever the address says. Printable ASCII, as headers must be. */
export const attachmentNamed = (fileName: string): string =>
  `attachment; filename="${fallbackName(fileName)}"; filename*=UTF-8''${encodeExtended(fileName)}`

/** A name alone: no folders, no control characters. */
export const isFileName = (text: string): boolean =>
  text.trim() !== '' && !/[/\\\p{Cc}]/u.test(text) && text.length <= 200
