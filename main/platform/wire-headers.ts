// Header values cross the wire as UTF-8 bytes in both directions, which is what OSS signs and stores. Node writes and
// reads header text as Latin-1, one character a byte, so each value is re-spelled on the way.

const ascii = /^[\x20-\x7e\t]*$/

export const toWire = (value: string): string =>
  ascii.test(value) ? value : Buffer.from(value, 'utf8').toString('latin1')

/** Bytes that are not UTF-8 (a proxy's own header) keep their Latin-1 reading. */
export function fromWire(value: string): string {
  if (ascii.test(value)) return value
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}

/** Lower-case names, repeated headers joined with `, `. */
export function readHeaders(distinct: NodeJS.Dict<string[]>): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, values] of Object.entries(distinct)) headers[name] = (values ?? []).map(fromWire).join(', ')
  return headers
}
