import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ossLimits, partRange, planUpload, putUpTo } from './plan.ts'

const largest = ossLimits.partMax * ossLimits.partCount
const size = fc.oneof(
  fc.nat(64 * 1024 * 1024),
  fc.maxSafeNat().map((n) => n % (largest + 1)),
  fc.constantFrom(0, 1, putUpTo, putUpTo + 1, largest, 10_000 * 8 * 1024 * 1024, 10_000 * 64 * 1024 * 1024 + 1),
)

it('covers every byte once, within the limits of OSS, for any size up to 48.8 TB', () => {
  fc.assert(
    fc.property(size, (bytes) => {
      const plan = planUpload(bytes)
      if (plan.kind === 'put') {
        expect(bytes).toBeLessThanOrEqual(ossLimits.putMax)
        return
      }
      expect(plan.partCount).toBeLessThanOrEqual(ossLimits.partCount)
      let covered = 0
      for (let partNumber = 1; partNumber <= plan.partCount; partNumber++) {
        const part = partRange(plan, partNumber)
        if (part.start !== covered) throw new Error(`part ${partNumber} starts at ${part.start}, not at ${covered}`)
        const length = part.end - part.start
        const isLast = partNumber === plan.partCount
        if (length < 1 || length > ossLimits.partMax || (!isLast && length < ossLimits.partMin))
          throw new Error(`part ${partNumber} has ${length} bytes`)
        covered = part.end
      }
      expect(covered).toBe(bytes)
    }),
    { numRuns: 300 },
  )
})

it.each([
  ['an empty file goes in one PUT', 0, { kind: 'put', size: 0 }],
  ['16 MiB still go in one PUT', 16 * 2 ** 20, { kind: 'put', size: 16 * 2 ** 20 }],
  [
    '1 GiB goes in parts of 8 MiB',
    2 ** 30,
    { kind: 'multipart', size: 2 ** 30, partSize: 8 * 2 ** 20, partCount: 128 },
  ],
  [
    'an exact multiple has no empty part',
    24 * 2 ** 20,
    { kind: 'multipart', size: 24 * 2 ** 20, partSize: 8 * 2 ** 20, partCount: 3 },
  ],
])('%s', (_, bytes, plan) => {
  expect(planUpload(bytes)).toEqual(plan)
})

it('cuts a file into smaller parts for a slow line, but never into more than OSS takes', () => {
  const MiB = 2 ** 20
  const slow = (bytes: number, bytesPerSecond: number) => planUpload(bytes, { bytesPerSecond })
  expect(slow(2 ** 30, 200_000)).toMatchObject({ partSize: MiB, partCount: 1024 })
  expect(slow(2 ** 30, 1_000_000)).toMatchObject({ partSize: 5 * MiB })
  expect(slow(2 ** 30, 50_000_000)).toEqual(planUpload(2 ** 30))
  expect(slow(3 * MiB, 200_000)).toMatchObject({ kind: 'put' })
  expect(slow(5 * MiB, 200_000)).toMatchObject({ kind: 'multipart', partCount: 5 })
  expect(slow(16 * MiB, 1_000_000)).toMatchObject({ kind: 'put' })
  expect(slow(2 ** 40, 200_000)).toEqual(planUpload(2 ** 40))
  fc.assert(
    fc.property(size, fc.nat(20_000_000), (bytes, bytesPerSecond) => {
      const plan = slow(bytes, bytesPerSecond)
      if (plan.kind === 'put') return
      expect(plan.partCount).toBeLessThanOrEqual(ossLimits.partCount)
      expect(plan.partSize).toBeGreaterThanOrEqual(ossLimits.partMin)
    }),
  )
})

it('keeps to a part size already agreed with OSS', () => {
  expect(planUpload(5 * 2 ** 20, { partSize: 2 ** 21 })).toMatchObject({ kind: 'multipart', partCount: 3 })
})

it('refuses what OSS cannot hold before a byte is sent', () => {
  expect(() => planUpload(largest + 1)).toThrow(expect.objectContaining({ code: 'upload.tooLarge' }))
})
