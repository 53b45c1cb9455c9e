import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { combineCrc64, crc64, createCrc64 } from './crc64.ts'
import vectors from './testdata/crc64-vectors.json' with { type: 'json' }

const pattern = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + Math.floor(index / 256)) & 255)

function bytesOf(vector: { utf8?: string; rule?: string; length: number }): Uint8Array {
  if (vector.utf8 !== undefined) return new TextEncoder().encode(vector.utf8)
  return vector.rule === 'all 0xff' ? new Uint8Array(vector.length).fill(255) : pattern(vector.length)
}

describe('crc64', () => {
  it.each(vectors.single)('agrees with the official SDK on $name', (vector) => {
    const bytes = bytesOf(vector)
    expect(bytes.length).toBe(vector.length)
    expect(crc64(bytes)).toBe(vector.crc64)
  })

  it('does not depend on how the bytes are cut or where they lie in their buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(9), (bytes, at, offset) => {
        const padded = new Uint8Array(bytes.length + offset)
        padded.set(bytes, offset)
        const shifted = padded.subarray(offset)
        const cut = createCrc64()
        cut.update(shifted.subarray(0, at))
        cut.update(shifted.subarray(at))
        expect(cut.digest()).toBe(crc64(bytes))
      }),
    )
  })
})

describe('combineCrc64', () => {
  it.each(vectors.combine)('agrees with the official SDK on $name', (vector) => {
    const whole = vector.partCrc64.reduce(
      (sum, part, index) => combineCrc64(sum, part, vector.partLengths[index] ?? 0),
      '0',
    )
    expect(whole).toBe(vector.crc64)
  })

  it('gives the checksum of the two pieces put together, whatever their lengths', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (a, b) => {
        expect(combineCrc64(crc64(a), crc64(b), b.length)).toBe(crc64(Uint8Array.from([...a, ...b])))
      }),
    )
  })

  it('is associative at lengths no test could hash', () => {
    const [a, b, c] = [crc64(pattern(1)), crc64(pattern(2)), crc64(pattern(3))]
    const far = 48 * 2 ** 40 + 7
    expect(combineCrc64(combineCrc64(a, b, 5e9), c, far)).toBe(combineCrc64(a, combineCrc64(b, c, far), 5e9 + far))
  })

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses a length of %s', (length) => {
    expect(() => combineCrc64('1', '2', length)).toThrow(RangeError)
  })
})
