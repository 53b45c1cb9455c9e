import { expect, it } from 'vitest'
import { forgetUnsafeSettings } from './unsafe-settings.ts'

it('leaves no environment in which certificates would not be verified', () => {
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_EXTRA_CA_CERTS: '/etc/company.pem', PATH: '/bin' }
  forgetUnsafeSettings(env)
  expect(env).toEqual({ NODE_EXTRA_CA_CERTS: '/etc/company.pem', PATH: '/bin' })
})
