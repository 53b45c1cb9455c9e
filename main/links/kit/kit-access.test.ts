import { expect, it } from 'vitest'
import type { PageWish } from '../../oss/cors-operations.ts'
import { kitAccess } from './kit-access.ts'

const link = { objectKey: 'films/a.mp4', headers: [{ name: 'x-oss-forbid-overwrite', value: 'true' }] }

const ask = async (allowed: readonly string[], exposed: readonly string[] = ['etag']) => {
  const wishes: PageWish[] = []
  const access = await kitAccess(link, async (wish) => {
    wishes.push(wish)
    return { isAllowed: allowed.includes(wish.method), exposed }
  })
  return { access, wishes }
}

it.each([
  ['open', ['PUT', 'POST', 'GET', 'DELETE']],
  ['partly', ['PUT', 'POST', 'GET']],
  ['partly', ['PUT', 'POST']],
  ['closed', ['PUT', 'GET', 'DELETE']],
  ['closed', []],
] as const)('is %s where pages may %j', async (access, methods) => {
  expect((await ask(methods)).access).toEqual({ access, isEtagReadable: true })
})

it('says when the page cannot read the ETag of what it sent', async () => {
  const { access } = await ask(['PUT', 'POST', 'GET', 'DELETE'], ['x-oss-request-id'])
  expect(access).toEqual({ access: 'partly', isEtagReadable: false })
})

it('asks for the headers that the last request will carry, as a page from a disk', async () => {
  const { wishes } = await ask([])
  expect(wishes.map(({ method, headers, origin }) => [method, headers, origin])).toEqual([
    ['PUT', [], 'null'],
    ['POST', ['x-oss-forbid-overwrite'], 'null'],
    ['GET', [], 'null'],
    ['DELETE', [], 'null'],
  ])
})
