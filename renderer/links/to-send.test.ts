import { expect, it } from 'vitest'
import { toSend } from './to-send.ts'

it('asks nobody to set the length by hand, since every program sends that of the file', () => {
  const type = { name: 'Content-Type', value: 'text/plain' }
  expect(toSend([{ name: 'Content-Length', value: '0' }, type])).toEqual({ headers: [type], exactBytes: 0 })
  expect(toSend([type])).toEqual({ headers: [type], exactBytes: undefined })
})
