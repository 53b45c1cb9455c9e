// Request headers as they came: names in lower case, values as byte strings or as UTF-8 text.
import { textOf } from './target.ts'

export type Headers = {
  names(): string[]
  /** The value as a byte string; repeated headers joined with a comma. */
  bytes(name: string): string | undefined
  /** The value as text; bytes that are no UTF-8 are read as Latin-1. */
  text(name: string): string | undefined
  count(name: string): number
}

/** From Node's `rawHeaders`: name, value, name, value, one character per byte. */
export function readHeaders(rawHeaders: readonly string[]): Headers {
  const values = new Map<string, string[]>()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase()
    const list = values.get(name) ?? []
    list.push(rawHeaders[index + 1] ?? '')
    values.set(name, list)
  }
  const bytes = (name: string): string | undefined => values.get(name)?.join(',')
  return {
    names: () => [...values.keys()],
    bytes,
    text: (name) => {
      const raw = bytes(name)
      return raw === undefined ? undefined : (textOf(raw) ?? raw)
    },
    count: (name) => values.get(name)?.length ?? 0,
  }
}
