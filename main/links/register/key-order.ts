// Keys in the order OSS lists them: by their UTF-8 bytes, which is by code point.

/** Halves of a pair stand for code points above all others. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)

export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** A text that sorts before the key with little between them: where a list that is to have the key may start after. */
export const justBefore = (objectKey: string): string => [...objectKey].slice(0, -1).join('')

/** The folder all keys are in, with its slash; empty when they share none. */
export function commonFolder(keys: readonly string[]): string {
  const [first = '', ...rest] = keys
  let length = first.lastIndexOf('/') + 1
  for (const key of rest) {
    while (length > 0 && !key.startsWith(first.slice(0, length))) {
      length = length < 2 ? 0 : first.lastIndexOf('/', length - 2) + 1
    }
  }
  return first.slice(0, length)
}
