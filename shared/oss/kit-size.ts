// How large the file of a kit may be, and in how many parts it goes.

const MiB = 1_048_576

/** OSS takes 10,000 parts of 5 GB at most; its own documentation rounds that to 48.8 TB. */
export const maxKitBytes = 48_800_000_000_000
export const maxKitParts = 10_000

/**
 * A part that breaks is sent again from its beginning, so parts are small; the signature of each goes along (64 bytes, so
 * 250 KB of them), so they are not tiny.
 */
const partsWanted = 4000
const partSizeUsual = { min: MiB, max: 100 * MiB }

const wholeMiB = (bytes: number): number => Math.ceil(bytes / MiB) * MiB

/** Parts for a file of up to `maxBytes`, 1 to maxKitBytes. A smaller file takes fewer of them. */
export function planKit(maxBytes: number): { partSize: number; partCount: number } {
  const wanted = Math.min(partSizeUsual.max, Math.max(partSizeUsual.min, maxBytes / partsWanted))
  const partSize = wholeMiB(Math.max(wanted, maxBytes / maxKitParts))
  return { partSize, partCount: Math.max(1, Math.ceil(maxBytes / partSize)) }
}
