import { afterEach, describe, expect, it } from 'vitest'
import { setLocale } from '../i18n/i18n.svelte.ts'
import { shownParams } from './error-params.ts'

afterEach(() => setLocale('en'))

describe('what an error names', () => {
  it('is a region by its name and an object without its ARN', () => {
    const params = { bucket: 'b', region: 'cn-shanghai', action: 'oss:PutObject', resource: 'acs:oss:*:*:b/in/a.pdf' }
    expect(shownParams(params)).toEqual({
      bucket: 'b',
      region: 'China (Shanghai)',
      action: 'oss:PutObject',
      resource: 'b/in/a.pdf',
    })
  })

  it('is the folder, where a test made up a name', () => {
    expect(shownParams({ resource: 'acs:oss:*:*:b/in/.oss-courier-check-8f3a' })).toEqual({ resource: 'b/in/' })
  })

  it('leaves no gap in the sentence when OSS did not say', () => {
    const params = { host: '', region: '', action: '', resource: '', offsetMinutes: 15 }
    expect(shownParams(params)).toEqual({
      host: 'Alibaba Cloud',
      region: 'another region',
      action: 'the permission',
      resource: 'this bucket',
      offsetMinutes: 15,
    })
    setLocale('zh-CN')
    expect(shownParams({ host: '' })).toEqual({ host: '阿里云' })
  })
})
