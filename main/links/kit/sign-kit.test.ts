import fc from 'fast-check'
import { expect, it } from 'vitest'
import { KitDocument } from '../../../shared/model/kit.ts'
import { presignUrl } from '../../oss/sign-v4.ts'
import type { OssTarget } from '../../oss/types.ts'
import type { OpenKit } from './ports.ts'
import { partUrlOf, signKit } from './sign-kit.ts'

const target: OssTarget = {
  bucket: 'team-files',
  region: 'cn-hangzhou',
  endpoint: { protocol: 'https:', host: 'team-files.oss-cn-hangzhou.aliyuncs.com', style: 'virtual' },
}
const nowMs = Date.UTC(2026, 10, 20, 8, 0, 0, 500)
const kit: OpenKit = {
  linkId: 'l1',
  accountId: 'a',
  objectKey: 'films/a.mp4',
  uploadId: '0004B9B2D2F7815C432C9057C03134D4',
  askedAtMs: nowMs,
  madeAtMs: nowMs,
  expiresAtMs: nowMs + 3_600_000,
  maxBytes: 20_000_000,
  partSize: 1_048_576,
  isFirstUploadOnly: true,
  isUnwanted: false,
}

it('spells each part’s address once and its signature apart, and both give the address that was signed', () => {
  const characters = [
    'a',
    '{',
    '}',
    '{partNumber}',
    '{signature}',
    '?partNumber=1&',
    '=',
    '%',
    '+',
    ' ',
    '合',
    '📄',
    '"',
    '$&',
  ]
  const key = fc.array(fc.constantFrom(...characters), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''))
  const token = fc.option(fc.stringMatching(/^[A-Za-z0-9+/=]{1,80}$/), { nil: undefined })
  fc.assert(
    fc.property(key, fc.integer({ min: 1, max: 20 }), token, (name, number, securityToken) => {
      const credentials = { accessKeyId: 'id', accessKeySecret: 'secret', ...(securityToken ? { securityToken } : {}) }
      const objectKey = `in/${name}`
      const document = KitDocument.parse(signKit({ ...kit, objectKey }, [], { target, credentials, nowMs }))
      const query = { partNumber: String(number), uploadId: kit.uploadId }
      const request = { method: 'PUT' as const, objectKey, query, headers: {} }
      const { url } = presignUrl(request, target, credentials, new Date(nowMs), { expiresSeconds: 3600 })
      expect(partUrlOf(document, number)).toBe(url)
    }),
    { numRuns: 60 },
  )
})

it('signs every request with the same end, whatever part of a second it was made in', () => {
  const credentials = { accessKeyId: 'id', accessKeySecret: 'secret' }
  const { part, list, complete, completeAll, abort } = signKit(kit, [], { target, credentials, nowMs })
  for (const url of [part.url, ...list, complete.url, completeAll.url, abort]) {
    expect(url).toContain('x-oss-expires=3600')
    expect(url).toContain('x-oss-date=20261120T080000Z')
  }
})
