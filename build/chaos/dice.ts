// Chance that is no chance: the same names give the same throws, on every computer.

/** 32 bits of a text (FNV-1a, then murmur3's finish so that similar texts fall far apart). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

export type Dice = {
  /** From 0 up to, not including, 1. */
  next(): number
  chance(probability: number): boolean
  /** Both ends included. */
  whole(from: number, to: number): number
  pick<T>(choices: readonly [T, ...T[]]): T
  /** Each choice as often as its weight says. */
  weighed<T>(choices: readonly (readonly [weight: number, choice: T])[]): T | undefined
}

/** A sequence of its own for these names (mulberry32). */
export function diceOf(...names: (string | number)[]): Dice {
  let state = hashOf(names.join('\n'))
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    chance: (probability) => next() < probability,
    whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    weighed(choices) {
      let left = next() * choices.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, choice] of choices) {
        left -= weight
        if (left < 0) return choice
      }
      return undefined
    },
  }
}
