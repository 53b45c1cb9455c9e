import fc from 'fast-check'
import { expect, it } from 'vitest'
import { maxKitBytes, maxKitParts, planKit } from './kit-size.ts'

it.each([
  ['1 byte', 1, 1_048_576, 1],
  ['1 GB', 1e9, 1_048_576, 954],
  ['5 GB', 5e9, 2_097_152, 2385],
  ['50 GB', 50e9, 12_582_912, 3974],
  ['500 GB', 500e9, 104_857_600, 4769],
  ['5 TB', 5e12, 500_170_752, 9997],
  ['48.8 TB', maxKitBytes, 4_880_072_704, 10_000],
])('cuts %s into parts a weak line can bear, and not more of them than a page can carry', (_, bytes, size, count) => {
  expect(planKit(bytes)).toEqual({ partSize: size, partCount: count })
})

it('never plans what OSS refuses: 10,000 parts at most, each 100 KB to 5 GB, and together large enough', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: maxKitBytes }), (bytes) => {
      const { partSize, partCount } = planKit(bytes)
      expect(partCount).toBeLessThanOrEqual(maxKitParts)
      expect(partSize).toBeGreaterThanOrEqual(102_400)
      expect(partSize).toBeLessThanOrEqual(5_000_000_000)
      expect(partSize * partCount).toBeGreaterThanOrEqual(bytes)
      expect(partSize * (partCount - 1)).toBeLessThan(bytes)
    }),
  )
})
