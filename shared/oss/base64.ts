import { utf8Length } from './utf8-length.ts'

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Percent-encoding is UTF-8 spelled out; what it leaves alone is ASCII. */
const utf8Bytes = (text: string): number[] =>
  [...encodeURIComponent(text.toWellFormed()).matchAll(/%(..)|(.)/g)].map(([, hex, plain = '']) =>
    hex === undefined ? plain.charCodeAt(0) : parseInt(hex, 16),
  )

/** Standard base64, with padding, of the text in UTF-8. */
export function base64(text: string): string {
  const bytes = utf8Bytes(text)
  let encoded = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.slice(at, at + 3)
    const block = (first << 16) | ((second ?? 0) << 8) | (third ?? 0)
    encoded += digits.charAt(block >> 18) + digits.charAt((block >> 12) & 63)
    encoded += second === undefined ? '=' : digits.charAt((block >> 6) & 63)
    encoded += third === undefined ? '=' : digits.charAt(block & 63)
  }
  return encoded
}

/** How many characters base64 makes of it. */
export const base64Length = (text: string): number => Math.ceil(utf8Length(text) / 3) * 4
