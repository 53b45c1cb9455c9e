import { describe, expect, it } from 'vitest'
import { parseBucketAddress } from './bucket-address.ts'

describe('what is pasted as a bucket', () => {
  it('is taken apart when it is an address of OSS', () => {
    expect(parseBucketAddress('oss://mkt-assets/campaigns/2026/')).toEqual({
      bucket: 'mkt-assets',
      folder: 'campaigns/2026/',
    })
    expect(parseBucketAddress('https://mkt-assets.oss-cn-shanghai.aliyuncs.com/a/b.pdf?x=1')).toEqual({
      bucket: 'mkt-assets',
      region: 'cn-shanghai',
      folder: 'a/',
    })
    expect(parseBucketAddress('mkt-assets.oss-cn-hangzhou-internal.aliyuncs.com')).toEqual({
      bucket: 'mkt-assets',
      region: 'cn-hangzhou',
    })
    expect(parseBucketAddress('mkt-assets.oss-accelerate.aliyuncs.com')).toEqual({ bucket: 'mkt-assets' })
  })

  it('stays as it was typed otherwise', () => {
    expect(parseBucketAddress(' mkt-assets ')).toEqual({ bucket: 'mkt-assets' })
    expect(parseBucketAddress('Mkt Assets')).toEqual({ bucket: 'Mkt Assets' })
    expect(parseBucketAddress('files.example.com')).toEqual({ bucket: 'files.example.com' })
    expect(parseBucketAddress('')).toEqual({ bucket: '' })
  })
})
