import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc64 } from '../../../../oss/crc64.ts'
import { crc64Of } from './crc64.ts'
import { readParts } from './list-parts.ts'
import { cut, inOrder } from './plan.ts'
import { runPool } from './pool.ts'
import type { Tried } from './pool.ts'

const signal = new AbortController().signal

describe('the checksum of a part', () => {
  it.each([0, 1, 7, 8, 9, 1000, 1 << 20, (1 << 20) + 5])('is the one of OSS, for %i bytes', async (length) => {
    const bytes = crypto.getRandomValues(new Uint8Array(Math.min(length, 65_536)))
    const whole = new Uint8Array(length).map((_, index) => bytes[index % 65_536] ?? 0)
    expect(await crc64Of(new Blob([whole]), signal)).toBe(crc64(whole))
  })

  it('is the published one', async () => {
    expect(await crc64Of(new Blob(['123456789']), signal)).toBe('11051210869376104954')
  })
})

describe('the parts of a file', () => {
  it('hold every byte once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 102_400, max: 1e8 }), (size, partSize) => {
        const ranges = cut(size, partSize)
        expect(ranges[0]?.start).toBe(0)
        expect(ranges.at(-1)?.end).toBe(size)
        for (const [index, { start, end, number }] of ranges.entries()) {
          expect([number, start]).toEqual([index + 1, ranges[index - 1]?.end ?? 0])
          expect(end - start).toBeLessThanOrEqual(partSize)
          expect(end).toBeGreaterThan(start)
        }
      }),
    )
  })

  it('are sent with the last one first, so that its owner knows how many will come', () => {
    expect(inOrder(cut(4, 1)).map(({ number }) => number)).toEqual([4, 1, 2, 3])
    expect(inOrder(cut(1, 5)).map(({ number }) => number)).toEqual([1])
  })

  it('are read from a list, however it spells quotes', () => {
    const part = (number: number, etag: string) =>
      `<Part>\n<PartNumber>${number}</PartNumber><ETag>${etag}</ETag><HashCrc64ecma>7</HashCrc64ecma><Size>5</Size></Part>`
    const read = readParts(`<ListPartsResult>${part(1, '&quot;A&quot;')}${part(2, '"B"')}${part(3, '&#34;C&#34;')}`)
    expect(read.map(({ etag }) => etag)).toEqual(['A', 'B', 'C'])
    expect(read[0]).toEqual({ number: 1, etag: 'A', size: 5, crc64: '7' })
  })
})

/** How many were under way at once, at each start. */
async function pool(count: number, attempt: (item: number, tries: number) => Tried['kind']) {
  const tries = new Map<number, number>()
  const slept: number[] = []
  const widths: number[] = []
  let running = 0
  const isWhole = await runPool(
    Array.from({ length: count }, (_, index) => index),
    async (item) => {
      running += 1
      widths.push(running)
      tries.set(item, (tries.get(item) ?? 0) + 1)
      await new Promise((resolve) => setTimeout(resolve))
      running -= 1
      return { kind: attempt(item, tries.get(item) ?? 0) }
    },
    {
      signal,
      random: () => 1,
      sleep: (ms) => {
        slept.push(ms)
        return Promise.resolve()
      },
    },
  )
  return { isWhole, slept, widths, tries }
}

describe('several parts at a time', () => {
  it('are three at first and six at most', async () => {
    const { isWhole, widths } = await pool(60, () => 'done')
    expect(isWhole).toBe(true)
    expect(Math.max(...widths.slice(0, 3))).toBe(3)
    expect(Math.max(...widths)).toBe(6)
  })

  it('are tried again, each time after a longer pause, until they are there', async () => {
    const { isWhole, slept, tries } = await pool(1, (_, count) => (count < 9 ? 'again' : 'done'))
    expect([isWhole, tries.get(0)]).toEqual([true, 9])
    expect(slept).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
  })

  it('are fewer again after a line broke', async () => {
    let starts = 0
    const { isWhole, widths } = await pool(90, () => (++starts > 60 && starts <= 72 ? 'again' : 'done'))
    expect(isWhole).toBe(true)
    expect(widths.slice(30, 60)).toContain(6)
    expect(Math.max(...widths.slice(72, 75))).toBeLessThanOrEqual(3)
  })

  it('end together when one says that there is no use', async () => {
    const { isWhole, tries } = await pool(50, (item) => (item === 4 ? 'end' : 'done'))
    expect(isWhole).toBe(false)
    expect(tries.size).toBeLessThan(15)
  })
})
