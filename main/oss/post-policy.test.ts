import { describe, expect, it } from 'vitest'
import { createAliOss } from '../practice/testing/ali-oss.ts'
import { targetFor } from './endpoint.ts'
import { formAction, signPostPolicy } from './post-policy.ts'
import type { PolicyCondition } from './post-policy.ts'

const credentials = { accessKeyId: 'LTAIexample', accessKeySecret: 'secret' }
const signTime = new Date('2026-11-20T08:00:00.900Z')
const expiresAtMs = Date.UTC(2026, 10, 21, 8)
const target = targetFor({ kind: 'public', region: 'cn-hangzhou', bucket: 'shop' })
const conditions: PolicyCondition[] = [
  ['starts-with', '$key', '合同/'],
  ['content-length-range', 1, 10_485_760],
  ['in', '$x-oss-content-type', ['image/png', 'application/pdf']],
]

describe('the policy of a form', () => {
  it('pins the bucket and what it was signed with, and keeps the conditions', () => {
    const { fields, policy } = signPostPolicy({ conditions, expiresAtMs }, target, credentials, signTime)
    expect(policy).toEqual({
      expiration: '2026-11-21T08:00:00.000Z',
      conditions: [
        { bucket: 'shop' },
        { 'x-oss-signature-version': 'OSS4-HMAC-SHA256' },
        { 'x-oss-credential': 'LTAIexample/20261120/cn-hangzhou/oss/aliyun_v4_request' },
        { 'x-oss-date': '20261120T080000Z' },
        ...conditions,
      ],
    })
    expect(JSON.parse(Buffer.from(fields['policy'] ?? '', 'base64').toString('utf8'))).toEqual(policy)
  })

  it.each([
    ['a long-term key', credentials],
    ['a temporary key', { ...credentials, securityToken: 'token/+=' }],
  ])('is signed as ali-oss signs it, with %s', (_, key) => {
    const { fields, policy } = signPostPolicy({ conditions, expiresAtMs }, target, key, signTime)
    const second = createAliOss('http://oss.test', key, { bucket: 'shop' })
    expect(fields['x-oss-signature']).toBe(second.signPostObjectPolicyV4(policy, signTime))
    expect(fields['x-oss-security-token']).toBe('securityToken' in key ? key.securityToken : undefined)
  })

  it('is not made for a time that is over', () => {
    expect(() =>
      signPostPolicy({ conditions, expiresAtMs: signTime.getTime() }, target, credentials, signTime),
    ).toThrow('option.invalid')
  })
})

it.each([
  [target, 'https://shop.oss-cn-hangzhou.aliyuncs.com/'],
  [
    targetFor({ kind: 'custom', region: 'cn-hangzhou', bucket: 'shop', customDomain: 'files.example.com' }),
    'https://files.example.com/',
  ],
  [
    targetFor({ kind: 'custom', region: 'cn-hangzhou', bucket: 'shop', customDomain: 'http://127.0.0.1:9000' }),
    'http://127.0.0.1:9000/shop/',
  ],
])('a form is posted to the bucket, whatever its address: %#', (to, url) => {
  expect(formAction(to)).toBe(url)
})
