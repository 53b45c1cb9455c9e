import fc from 'fast-check'
import { expect, it } from 'vitest'
import { base64, base64Length } from './base64.ts'

it('is what Node makes of the same text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(base64(text)).toBe(Buffer.from(text).toString('base64'))
      expect(base64Length(text)).toBe(base64(text).length)
    }),
  )
  expect(base64('合同 🎉')).toBe('5ZCI5ZCMIPCfjok=')
})
