import { describe, expect, it } from 'vitest'
import { resolveRegion, searchRegions } from './region-search.ts'

const ids = (query: string) => searchRegions(query).map((option) => option.id)

describe('finding a region', () => {
  it('goes by city, by either name and by ID', () => {
    expect(ids('hangzhou')).toContain('cn-hangzhou')
    expect(ids('杭州')).toContain('cn-hangzhou')
    expect(ids('oss-cn-hangzhou')).toEqual(['cn-hangzhou'])
    expect(ids('germany frank')).toEqual(['eu-central-1'])
  })

  it('shows all when nothing was typed', () => {
    expect(ids('').length).toBeGreaterThan(25)
  })

  it('offers an unknown ID as it was typed, last', () => {
    expect(searchRegions('cn-atlantis')).toEqual([{ id: 'cn-atlantis', region: undefined }])
    expect(ids('not a region')).toEqual([])
  })

  it('takes the only fit when the field is left, and otherwise leaves the text alone', () => {
    expect(['', 'Shenzhen', '中国（香港）', 'Singapore', 'cn-atlantis', 'china'].map(resolveRegion)).toEqual([
      '',
      'cn-shenzhen',
      'cn-hongkong',
      'ap-southeast-1',
      'cn-atlantis',
      'china',
    ])
  })
})
