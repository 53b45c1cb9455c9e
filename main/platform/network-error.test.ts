import { describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import { networkError } from './network-error.ts'

const host = 'bucket.oss-cn-hangzhou.aliyuncs.com'
const systemError = (code: string): Error => Object.assign(new Error(`connect ${code} 10.0.0.1:443`), { code })
const connected = (): boolean => true

describe('networkError', () => {
  it.each([
    ['ENOTFOUND', 'net.hostNotFound'],
    ['EAI_AGAIN', 'net.hostNotFound'],
    ['ECONNREFUSED', 'net.refused'],
    ['ECONNRESET', 'net.reset'],
    ['EPIPE', 'net.reset'],
    ['HPE_INVALID_CONSTANT', 'net.reset'],
    ['EHOSTUNREACH', 'net.offline'],
    ['ENETUNREACH', 'net.offline'],
    ['ENETDOWN', 'net.offline'],
    ['ETIMEDOUT', 'net.timeout'],
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'net.reset'],
  ])('maps %s to %s, which may be tried again', (code, expected) => {
    expect(networkError(systemError(code), host, connected)).toMatchObject({ code: expected, isRetryable: true })
  })

  it.each([
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'EPROTO',
  ])('maps %s to net.tls, which trying again does not change', (code) => {
    const error = networkError(systemError(code), host, connected)
    expect(error.shape).toEqual({ code: 'net.tls', params: { host }, isRetryable: false })
  })

  it('calls a name that cannot be resolved offline when this computer has no address', () => {
    expect(networkError(systemError('ENOTFOUND'), host, () => false).shape).toEqual({
      code: 'net.offline',
      params: {},
      isRetryable: true,
    })
    expect(networkError(systemError('ECONNREFUSED'), host, () => false).code).toBe('net.refused')
  })

  it('takes the last reason of a host with several addresses', () => {
    const cause = new AggregateError([systemError('ENETUNREACH'), systemError('ECONNREFUSED')])
    expect(networkError(cause, host, connected).code).toBe('net.refused')
  })

  it('is net.reset for a break without a system code, and leaves our own errors alone', () => {
    expect(networkError(new Error('aborted'), host, connected).code).toBe('net.reset')
    const own = new AppError('file.changed')
    expect(networkError(own, host, connected)).toBe(own)
  })
})
