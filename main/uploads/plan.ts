// How a file of a given size goes over the wire. Decided before the first byte.
import { AppError } from '../../shared/errors.ts'

const KiB = 1024
const MiB = 1024 * KiB
const GiB = 1024 * MiB

/** OSS's own limits (PutObject and multipart upload, Alibaba's documentation; 5 GB is 5 GiB as in the official SDKs). */
export const ossLimits = { partMin: 100 * KiB, partMax: 5 * GiB, partCount: 10_000, putMax: 5 * GiB } as const

/** Up to here one PUT is cheaper than initiate + parts + complete, and little is lost when it breaks. */
export const putUpTo = 16 * MiB
/** Up to here a file costs more for what is done about it than for its bytes. */
export const smallUpTo = 64 * KiB
/** Small parts lose little to a cut; large files take larger ones, so that there are about a thousand. */
const partSizeUsual = { min: 8 * MiB, max: 64 * MiB, partsWanted: 1000 }
/**
 * On a line known to be slow a part is what all of it takes in a few seconds, so that a kill or a cut costs seconds and
 * the number of requests at once can follow the line. The number of parts then may come near the limit.
 */
const partSizeSlow = { min: MiB, seconds: 5, partsAtMost: 5000 }
/** And one PUT, which starts again from nothing after a cut, is no longer than this. */
const putSlow = { min: 2 * MiB, seconds: 20 }

export type MultipartPlan = { kind: 'multipart'; size: number; partSize: number; partCount: number }
export type UploadPlan = { kind: 'put'; size: number } | MultipartPlan
/** Bytes [start, end) of the file. */
export type PartRange = { partNumber: number; start: number; end: number }

const wholeMiB = (bytes: number): number => Math.ceil(bytes / MiB) * MiB

/**
 * Throws AppError `upload.tooLarge` above 10,000 parts of 5 GiB (48.8 TiB). `partSize` is one already agreed with OSS;
 * `bytesPerSecond` what the line is known to take, 0 when it is not known.
 */
export function planUpload(size: number, hints: { partSize?: number; bytesPerSecond?: number } = {}): UploadPlan {
  if (size > ossLimits.partMax * ossLimits.partCount) throw new AppError('upload.tooLarge')
  if (hints.partSize === undefined && size <= putLimit(hints.bytesPerSecond ?? 0)) return { kind: 'put', size }
  const { min, max, partsWanted } = partSizeUsual
  const usual = Math.min(Math.max(wholeMiB(size / partsWanted), min), max)
  const slow = slowPartSize(size, hints.bytesPerSecond ?? 0)
  const partSize = hints.partSize ?? Math.max(Math.min(usual, slow), wholeMiB(size / ossLimits.partCount))
  return { kind: 'multipart', size, partSize, partCount: Math.max(1, Math.ceil(size / partSize)) }
}

function putLimit(bytesPerSecond: number): number {
  if (bytesPerSecond <= 0) return putUpTo
  return Math.min(putUpTo, Math.max(putSlow.min, bytesPerSecond * putSlow.seconds))
}

function slowPartSize(size: number, bytesPerSecond: number): number {
  if (bytesPerSecond <= 0) return Infinity
  const { min, seconds, partsAtMost } = partSizeSlow
  return Math.max(wholeMiB(bytesPerSecond * seconds), wholeMiB(size / partsAtMost), min)
}

export function partRange(plan: MultipartPlan, partNumber: number): PartRange {
  const start = (partNumber - 1) * plan.partSize
  return { partNumber, start, end: Math.min(start + plan.partSize, plan.size) }
}
