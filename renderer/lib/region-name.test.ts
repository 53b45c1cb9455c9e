import { afterEach, expect, it } from 'vitest'
import { setLocale } from '../i18n/i18n.svelte.ts'
import { regionName, shortRegionName } from './region-name.ts'

afterEach(() => setLocale('en'))

it('names a region in the language in use, and one it does not know by its ID', () => {
  expect(['cn-hangzhou', 'xx-mars-1'].map(regionName)).toEqual(['China (Hangzhou)', 'xx-mars-1'])
  setLocale('zh-CN')
  expect(regionName('cn-hangzhou')).toBe('华东1（杭州）')
})

it('leaves only the city where there is little room', () => {
  const regions = ['cn-hangzhou', 'ap-southeast-1', 'me-central-1', 'xx-mars-1']
  expect(regions.map(shortRegionName)).toEqual(['Hangzhou', 'Singapore', 'Riyadh', 'xx-mars-1'])
  setLocale('zh-CN')
  expect(regions.map(shortRegionName)).toEqual(['杭州', '新加坡', '利雅得', 'xx-mars-1'])
})
