import { encode } from 'uqr'
import { describe, expect, it } from 'vitest'
import { maxQrCharacters, qrOf } from './qr.ts'

const url = `https://mkt-assets.oss-cn-hangzhou.aliyuncs.com/in/a.pdf?x-oss-signature=${'0123456789abcdef'.repeat(20)}`

/** What the path paints, as rows of modules. */
function painted(path: string, size: number): boolean[][] {
  const modules = Array.from({ length: size }, () => Array.from({ length: size }, () => false))
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    modules[Number(y)]?.fill(true, Number(x), Number(x) + Number(width))
  }
  return modules
}

describe('a QR code', () => {
  it('paints every dark module and no other, with four light ones around', () => {
    const qr = qrOf(url)
    expect(painted(qr?.path ?? '', qr?.size ?? 0)).toEqual(encode(url, { ecc: 'L', border: 4 }).data)
    expect(
      painted(qr?.path ?? '', qr?.size ?? 0)
        .slice(0, 4)
        .flat(),
    ).not.toContain(true)
  })

  it('is not made of a link too long to be scanned', () => {
    expect(qrOf('a'.repeat(maxQrCharacters))).toBeDefined()
    expect(qrOf('a'.repeat(maxQrCharacters + 1))).toBeUndefined()
  })
})
