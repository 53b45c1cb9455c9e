import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../shared/errors.ts'
import type { AccountCheck, AccountReport } from '../../shared/model/account.ts'
import { adminRequest } from './admin-request.ts'
import { offerFor } from './report-offer.ts'

const no = (check: AccountCheck['check'], code: ErrorCode, params = {}): AccountCheck => ({
  check,
  result: 'no',
  error: { code, params, isRetryable: false },
})
const report = (...checks: AccountCheck[]): AccountReport => ({ canSend: false, checks })

describe('what a test report offers', () => {
  it('is the right region, when OSS named it', () => {
    const checks = [no('reach', 'bucket.wrongRegion')]
    expect(offerFor({ canSend: false, checks, suggestedRegion: 'cn-shanghai' })).toEqual({
      kind: 'switchRegion',
      region: 'cn-shanghai',
    })
  })

  it('is another way to connect, when this one is closed to the bucket', () => {
    expect(offerFor(report(no('reach', 'endpoint.publicForbidden')))).toEqual({ kind: 'useOwnDomain' })
    expect(offerFor(report(no('reach', 'endpoint.accelerationOff')))).toEqual({ kind: 'usePublic' })
  })

  it('is a request to the administrator, when a permission is missing', () => {
    const params = { action: 'oss:PutObject', resource: 'acs:oss:*:*:b/in/' }
    const offer = offerFor(report(no('write', 'auth.denied', params)))
    expect(offer).toEqual({ kind: 'askAdmin', ...params })
  })

  it('is the network settings, when a proxy is in the way', () => {
    expect(offerFor(report(no('reach', 'net.proxyLogin', { host: 'gate:8080' })))).toEqual({ kind: 'network' })
  })

  it('is nothing for what only a person can change, or what is not needed', () => {
    expect(offerFor(report(no('key', 'auth.signatureMismatch')))).toBeUndefined()
    expect(offerFor(report(no('list', 'auth.denied')))).toBeUndefined()
    expect(offerFor({ ...report(no('list', 'auth.denied')), canSend: true })).toBeUndefined()
  })
})

it('asks the administrator for the permission, the place and the smallest policy', () => {
  const place = { bucket: 'mkt-assets', folder: 'in/' }
  const request = adminRequest(place, { action: 'oss:PutObject', resource: 'acs:oss:*:*:mkt-assets/in/' })
  expect(request).toContain('allow my key oss:PutObject on mkt-assets/in/')
  expect(JSON.parse(request.slice(request.indexOf('{')))).toEqual({
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['oss:PutObject', 'oss:AbortMultipartUpload', 'oss:ListParts'],
        Resource: ['acs:oss:*:*:mkt-assets/in/*'],
      },
    ],
  })
})
