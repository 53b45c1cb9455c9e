// CRC-64/XZ, the checksum OSS gives of what it stored (x-oss-hash-crc64ecma). By it the page knows that a part is there
// as it is in the file. Slicing by 8 on 32-bit halves: a large file is read as fast as the disk gives it.

const [polynomialHigh, polynomialLow] = [0xc96c5795 | 0, 0xd7870f42 | 0]
const readBytes = 1 << 20

/** Table k of 256 advances a byte by k more zero bytes. */
function makeTables(): { high: Int32Array; low: Int32Array } {
  const [high, low] = [new Int32Array(2048), new Int32Array(2048)]
  for (let index = 0; index < 2048; index++) {
    const before = index - 256
    let h = before < 0 ? 0 : (high[before] ?? 0)
    let l = before < 0 ? index : (low[before] ?? 0)
    for (let bit = 0; bit < 8; bit++) {
      const carry = l & 1
      l = (l >>> 1) | (h << 31)
      h >>>= 1
      if (carry) {
        h ^= polynomialHigh
        l ^= polynomialLow
      }
    }
    high[index] = h
    low[index] = l
  }
  return { high, low }
}

const { high, low } = makeTables()

type Halves = { h: number; l: number }

function update(sum: Halves, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let { h, l } = sum
  let i = 0
  for (; i + 8 <= bytes.length; i += 8) {
    const a = l ^ view.getInt32(i, true)
    const b = h ^ view.getInt32(i + 4, true)
    h = 0
    l = 0
    for (let byte = 0; byte < 4; byte++) {
      const [first, second] = [
        (7 - byte) * 256 + ((a >>> (byte * 8)) & 255),
        (3 - byte) * 256 + ((b >>> (byte * 8)) & 255),
      ]
      h ^= (high[first] ?? 0) ^ (high[second] ?? 0)
      l ^= (low[first] ?? 0) ^ (low[second] ?? 0)
    }
  }
  for (; i < bytes.length; i++) {
    const index = (l ^ (bytes[i] ?? 0)) & 255
    l = ((l >>> 8) | (h << 24)) ^ (low[index] ?? 0)
    h = (h >>> 8) ^ (high[index] ?? 0)
  }
  sum.h = h
  sum.l = l
}

/** Unsigned decimal, as OSS writes it. A little at a time, so that the page stays alive. Throws when it cannot be read. */
export async function crc64Of(blob: Blob, signal: AbortSignal): Promise<string> {
  const sum = { h: -1, l: -1 }
  for (let start = 0; start < blob.size && !signal.aborted; start += readBytes) {
    update(sum, new Uint8Array(await blob.slice(start, start + readBytes).arrayBuffer()))
  }
  return ((BigInt(~sum.h >>> 0) << BigInt(32)) | BigInt(~sum.l >>> 0)).toString()
}
