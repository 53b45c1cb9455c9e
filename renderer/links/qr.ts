// A QR code as one path of unit squares.
import { encode } from 'uqr'

/** A longer link makes a code so dense that phones give up on it. */
export const maxQrCharacters = 1200

/** Modules of white around it, without which scanners do not find its corners. */
const quietZone = 4

export type Qr = {
  /** Width and height, quiet zone included. */
  size: number
  /** SVG path data: the dark modules, a run of them in each piece. */
  path: string
}

export function qrOf(text: string): Qr | undefined {
  if (text.length > maxQrCharacters) return undefined
  const { data, size } = encode(text, { ecc: 'L', border: quietZone })
  const runs = data.flatMap((row, y) => {
    const line = row.map((isDark) => (isDark ? '#' : ' ')).join('')
    return [...line.matchAll(/#+/g)].map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`)
  })
  return { size, path: runs.join('') }
}
