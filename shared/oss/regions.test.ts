import { describe, expect, it } from 'vitest'
import { findRegion, isRegionId, normalizeRegion, regions } from './regions.ts'

describe('regions', () => {
  it('has 33 regions and the special clouds, each once, each with both names', () => {
    expect(regions.filter((region) => region.publicHost === undefined)).toHaveLength(33)
    expect(new Set(regions.map((region) => region.id)).size).toBe(38)
    expect(regions.filter((region) => !isRegionId(region.id) || region.en === '' || region.zh === '')).toEqual([])
    expect(regions.filter((region) => region.hasDualStack)).toHaveLength(13)
    expect(findRegion('cn-wulanchabu')).toMatchObject({ en: 'China (Ulanqab)', zh: '华北6（乌兰察布）' })
  })

  it.each([
    ['oss-cn-hangzhou', 'cn-hangzhou'],
    [' CN-Hangzhou ', 'cn-hangzhou'],
    ['https://oss-cn-beijing-internal.aliyuncs.com/', 'cn-beijing'],
    ['mybucket.oss-cn-shanghai.aliyuncs.com', 'cn-shanghai'],
    ['cn-hangzhou.oss.aliyuncs.com', 'cn-hangzhou'],
    ['oss-cn-hzfinance.aliyuncs.com', 'cn-hangzhou-finance'],
    ['mars-north-1', 'mars-north-1'],
  ])('reads %s as %s', (text, region) => expect(normalizeRegion(text)).toBe(region))
})
