// Names for many files in one folder: safe on every kind of disk, and no two the same where case does not count.
import { utf8Length } from '../../../shared/oss/utf8-length.ts'

/** Linux and macOS allow 255 bytes; this leaves room for what is put behind. */
const maxBytes = 160

/** Characters Windows forbids become a hyphen; so do line breaks and the like. */
export function safeName(text: string): string {
  const clean = text
    .normalize('NFC')
    .toWellFormed()
    .replace(/[\p{Cc}<>:"/\\|?*\u2028\u2029]/gu, '-')
    .trim()
  let bytes = 0
  let kept = ''
  for (const character of clean) {
    bytes += utf8Length(character)
    if (bytes > maxBytes) break
    kept += character
  }
  return kept.replace(/^\.+/, '').replace(/[. ]+$/, '')
}

/** Names as asked for, numbered where one was given before. */
export function createUniqueNames(): (name: string, extension: string) => string {
  const given = new Set<string>()
  return (name, extension) => {
    for (let number = 1; ; number++) {
      const tried = number === 1 ? `${name}${extension}` : `${name} (${number})${extension}`
      const key = tried.toLowerCase()
      if (given.has(key)) continue
      given.add(key)
      return tried
    }
  }
}

/** `Acme Ltd – acme-signed – upload` for `contracts/acme-signed.pdf`; who it is for is not said twice. */
export function batchPageName(forWhom: string, objectKey: string): string {
  const base = safeName((objectKey.split('/').at(-1) ?? '').replace(/(?<=.)\.[^.]*$/, ''))
  const who = safeName(forWhom)
  const parts = who === '' || base.toLowerCase().includes(who.toLowerCase()) ? [base] : [who, base]
  // Cut once more: the two together may be too long.
  return [safeName(parts.filter((part) => part !== '').join(' – ')), 'upload'].filter((part) => part !== '').join(' – ')
}
