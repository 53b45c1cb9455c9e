// CRC-64/XZ (ECMA-182 reflected), the checksum OSS reports as x-oss-hash-crc64ecma: table constant
// 0xC96C5795D7870F42, start and final XOR all ones, written as an unsigned decimal string.

const POLYNOMIAL_HIGH = 0xc96c5795 | 0
const POLYNOMIAL_LOW = 0xd7870f42 | 0
const POLYNOMIAL = 0xc96c5795d7870f42n

export type Crc64 = {
  update(bytes: Uint8Array): void
  /** Checksum of all bytes so far, unsigned decimal; may be asked at any time. */
  digest(): string
}

/** `high` and `low` are the two halves of 8 tables of 256: table k advances a byte by k more zero bytes. */
function makeTables(): { high: Int32Array; low: Int32Array } {
  const high = new Int32Array(2048)
  const low = new Int32Array(2048)
  for (let index = 0; index < 256; index++) {
    let h = 0
    let l = index
    for (let bit = 0; bit < 8; bit++) {
      const carry = l & 1
      l = (l >>> 1) | (h << 31)
      h >>>= 1
      if (carry) {
        h ^= POLYNOMIAL_HIGH
        l ^= POLYNOMIAL_LOW
      }
    }
    high[index] = h
    low[index] = l
  }
  for (let index = 256; index < 2048; index++) {
    const h = high[index - 256] ?? 0
    const l = low[index - 256] ?? 0
    high[index] = (h >>> 8) ^ (high[l & 255] ?? 0)
    low[index] = ((l >>> 8) | (h << 24)) ^ (low[l & 255] ?? 0)
  }
  return { high, low }
}

const tables = makeTables()

/** A running checksum. Slicing by 8 on 32-bit halves, because a BigInt per byte is a hundred times slower. */
export function createCrc64(): Crc64 {
  let high = -1
  let low = -1

  const update = (bytes: Uint8Array): void => {
    const { high: th, low: tl } = tables
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const length = bytes.length
    const wholeEnd = length - (length % 8)
    let h = high
    let l = low
    let i = 0
    for (; i < wholeEnd; i += 8) {
      const a = l ^ view.getInt32(i, true)
      const b = h ^ view.getInt32(i + 4, true)
      const a0 = 1792 + (a & 255)
      const a1 = 1536 + ((a >>> 8) & 255)
      const a2 = 1280 + ((a >>> 16) & 255)
      const a3 = 1024 + (a >>> 24)
      const b0 = 768 + (b & 255)
      const b1 = 512 + ((b >>> 8) & 255)
      const b2 = 256 + ((b >>> 16) & 255)
      const b3 = b >>> 24
      h =
        (th[a0] ?? 0) ^
        (th[a1] ?? 0) ^
        (th[a2] ?? 0) ^
        (th[a3] ?? 0) ^
        (th[b0] ?? 0) ^
        (th[b1] ?? 0) ^
        (th[b2] ?? 0) ^
        (th[b3] ?? 0)
      l =
        (tl[a0] ?? 0) ^
        (tl[a1] ?? 0) ^
        (tl[a2] ?? 0) ^
        (tl[a3] ?? 0) ^
        (tl[b0] ?? 0) ^
        (tl[b1] ?? 0) ^
        (tl[b2] ?? 0) ^
        (tl[b3] ?? 0)
    }
    for (; i < length; i++) {
      const index = (l ^ (bytes[i] ?? 0)) & 255
      l = ((l >>> 8) | (h << 24)) ^ (tl[index] ?? 0)
      h = (h >>> 8) ^ (th[index] ?? 0)
    }
    high = h
    low = l
  }

  return { update, digest: () => ((BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0)).toString() }
}

/** Checksum of bytes that are all in memory. */
export function crc64(bytes: Uint8Array): string {
  const running = createCrc64()
  running.update(bytes)
  return running.digest()
}

/** Product of two polynomials modulo the CRC's; bit 63 is x^0, as in a reflected CRC. */
function multiply(a: bigint, b: bigint): bigint {
  let product = 0n
  let factor = b
  for (let bit = 63n; bit >= 0n; bit--) {
    if ((a >> bit) & 1n) product ^= factor
    factor = factor & 1n ? (factor >> 1n) ^ POLYNOMIAL : factor >> 1n
  }
  return product
}

/** x^(2^k) for k = 0..60: enough for any length a JS number holds, in bits. */
const squares: readonly bigint[] = (() => {
  const result = [1n << 62n]
  for (let k = 1; k <= 60; k++) {
    const previous = result[k - 1] ?? 0n
    result.push(multiply(previous, previous))
  }
  return result
})()

/** x^(8 * bytes): what multiplying a checksum by moves it past that many zero bytes. */
function shiftPast(bytes: number): bigint {
  let result = 1n << 63n
  let rest = BigInt(bytes)
  for (let k = 3; rest > 0n; k++) {
    if (rest & 1n) result = multiply(squares[k] ?? 0n, result)
    rest >>= 1n
  }
  return result
}

// The parts of one upload have one length, so remembering the last makes combining 10,000 parts 10 times cheaper.
let lastShift = { bytes: 0, factor: 1n << 63n }

/**
 * Checksum of A followed by B, from their checksums and the length of B in bytes.
 * Throws RangeError when the length is not a whole number from 0 up, SyntaxError when a checksum is not a decimal.
 */
export function combineCrc64(a: string, b: string, lengthOfB: number): string {
  if (!Number.isSafeInteger(lengthOfB) || lengthOfB < 0) throw new RangeError('length must be a whole number of bytes')
  if (lastShift.bytes !== lengthOfB) lastShift = { bytes: lengthOfB, factor: shiftPast(lengthOfB) }
  return (multiply(lastShift.factor, BigInt(a)) ^ BigInt(b)).toString()
}
