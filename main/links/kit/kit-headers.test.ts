import { expect, it } from 'vitest'
import { headersByRequest } from './kit-headers.ts'

it('gives each header to the request at which OSS reads it', () => {
  const headers = {
    'Content-Type': 'video/mp4',
    'content-length': '12',
    'x-oss-meta-from': 'acme',
    'x-oss-storage-class': 'IA',
    'x-oss-tagging': 'a=b',
    'x-oss-object-acl': 'private',
    'x-oss-forbid-overwrite': 'true',
    'x-oss-callback': 'e30=',
    'x-oss-callback-var': 'e30=',
    'x-oss-traffic-limit': '819200',
  }
  expect(headersByRequest(headers)).toEqual({
    initiate: {
      'content-type': 'video/mp4',
      'x-oss-meta-from': 'acme',
      'x-oss-storage-class': 'IA',
      'x-oss-tagging': 'a=b',
      'x-oss-forbid-overwrite': 'true',
    },
    complete: {
      'x-oss-object-acl': 'private',
      'x-oss-forbid-overwrite': 'true',
      'x-oss-callback': 'e30=',
      'x-oss-callback-var': 'e30=',
    },
  })
})
