// Keys in the order OSS lists them: by UTF-8 bytes.

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff

/** Orders as UTF-8 bytes would. UTF-16 differs only where a surrogate pair meets U+E000..U+FFFF. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)]
    if (left === right) continue
    if (isSurrogate(left) !== isSurrogate(right)) return isSurrogate(left) ? 1 : -1
    return left - right
  }
  return a.length - b.length
}

export type SortedKeys = ReturnType<typeof createSortedKeys>

export function createSortedKeys() {
  const keys = new Set<string>()
  let sorted: string[] | undefined = []
  const list = (): readonly string[] => (sorted ??= [...keys].sort(compareUtf8))
  return {
    add: (key: string): void => {
      keys.add(key)
      sorted = undefined
    },
    remove: (key: string): void => {
      keys.delete(key)
      sorted = undefined
    },
    count: () => keys.size,
    /** The index in `list()` of the first key after `key`, or from it on. */
    indexAfter: (key: string, isInclusive: boolean): number => {
      const all = list()
      let [low, high] = [0, all.length]
      while (low < high) {
        const middle = (low + high) >>> 1
        const order = compareUtf8(all[middle] ?? '', key)
        if (order < 0 || (order === 0 && !isInclusive)) low = middle + 1
        else high = middle
      }
      return low
    },
    list,
  }
}
