import { expect, it } from 'vitest'
import { createSharedLookup } from './shared-lookup.ts'

it('asks once for connections that open together, and again for later ones', async () => {
  const asked: string[] = []
  const lookup = createSharedLookup((hostname, _, callback) => {
    asked.push(hostname)
    setImmediate(() => callback(null, `address of ${hostname}`, 4))
  })
  const resolve = (hostname: string, family?: 4 | 6): Promise<unknown> =>
    new Promise((done) => lookup(hostname, family ? { family } : {}, (_, address) => done(address)))
  const together = await Promise.all([resolve('a'), resolve('b'), resolve('a'), resolve('a', 6)])
  expect(together).toEqual(['address of a', 'address of b', 'address of a', 'address of a'])
  expect(asked).toEqual(['a', 'b', 'a'])
  await resolve('a')
  expect(asked).toHaveLength(4)
})
