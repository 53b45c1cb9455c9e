// presignFor shares the work of many links; each URL must still be the one presignUrl makes alone.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { presignFor, presignUrl } from './sign-v4.ts'
import type { Credentials, OssTarget } from './types.ts'

const targets: OssTarget[] = [
  {
    bucket: 'shop',
    region: 'cn-hangzhou',
    endpoint: { protocol: 'https:', host: 'shop.oss-cn-hangzhou.aliyuncs.com', style: 'virtual' },
  },
  {
    bucket: 'shop',
    region: 'eu-central-1',
    endpoint: { protocol: 'http:', host: '127.0.0.1:9000', style: 'path' },
  },
]
const key = fc.oneof(
  fc.constantFrom('a', "in/ein Brief +%&#'.txt", '合同/🎉 (1)!*.pdf', 'a//b', 'a/../b', '~-._'),
  fc.string({ minLength: 1, unit: 'binary' }),
)
const headers = fc.dictionary(
  fc.constantFrom('content-type', 'Cache-Control', 'x-oss-meta-a', 'x-oss-tagging', 'Content-Length', 'expires'),
  fc.stringMatching(/^[\x21-\x7e]{1,20}$/),
)
const asked = fc.record({
  keys: fc.array(key, { minLength: 1, maxLength: 4 }),
  headers,
  query: fc.dictionary(fc.constantFrom('partNumber', 'uploadId', 'uploads', 'versionId'), fc.string({ maxLength: 8 })),
  target: fc.constantFrom(...targets),
  securityToken: fc.constantFrom(undefined, 'CAIS+/=='),
  atMs: fc.integer({ min: 1.6e12, max: 2e12 }),
  expiresSeconds: fc.integer({ min: 1, max: 43_200 }),
  additionalHeaders: fc.subarray(['cache-control', 'content-length', 'host', 'expires', 'content-type']),
})

it('makes, key for key, the URL and the headers presignUrl makes', () => {
  fc.assert(
    fc.property(asked, ({ keys, headers, query, target, securityToken, atMs, expiresSeconds, additionalHeaders }) => {
      const credentials: Credentials = {
        accessKeyId: 'LTAIexample',
        accessKeySecret: 'secret',
        ...(securityToken === undefined ? {} : { securityToken }),
      }
      const put = { method: 'PUT' as const, query, headers }
      const options = { expiresSeconds, additionalHeaders }
      const sign = presignFor(put, target, credentials, new Date(atMs), options)
      for (const objectKey of keys) {
        // Other credentials of the same name in between must not leave their key behind.
        presignUrl({ ...put, objectKey }, target, { ...credentials, accessKeySecret: 'other' }, new Date(atMs), options)
        const alone = presignUrl({ ...put, objectKey }, target, { ...credentials }, new Date(atMs), options)
        expect(sign(objectKey)).toEqual(alone)
      }
    }),
    { numRuns: 500 },
  )
})
