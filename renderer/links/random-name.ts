// Letters and digits nobody confuses when reading them out: no 0 and o, no 1, i and l.
const characters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Six of them: enough that names made on the same day do not meet. */
export function randomName(random: () => number = Math.random): string {
  return Array.from({ length: 6 }, () => characters.charAt(Math.floor(random() * characters.length))).join('')
}
