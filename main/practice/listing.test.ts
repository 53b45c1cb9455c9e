import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareUtf8 } from './sorted-keys.ts'
import { startPractice, valuesOf, type Practice } from './testing/practice.ts'

let practice: Practice
const names = ['a', 'a/', 'a/b/1', 'a/b/2', 'a/c', 'a0', 'b/x', 'b/y/z', '中', 'ﬀ', '😀']

beforeAll(async () => {
  practice = await startPractice()
  for (const name of names) await practice.send('PUT', name, { body: 'x' })
})
afterAll(() => practice.end())

const list = async (query: Record<string, string>) => {
  const { text, ossCode } = await practice.send('GET', '', { query: { 'list-type': '2', ...query } })
  const contents = text.split('<CommonPrefixes>')[0] ?? ''
  return {
    ossCode,
    keys: valuesOf(contents, 'Key'),
    prefixes: text
      .split('<CommonPrefixes>')
      .slice(1)
      .flatMap((each) => valuesOf(each, 'Prefix')),
    next: valuesOf(text, 'NextContinuationToken')[0],
    text,
  }
}

/** All pages of a listing, keys and prefixes together. */
async function pages(query: Record<string, string>, size: number): Promise<{ keys: string[]; prefixes: string[] }> {
  const all = { keys: [] as string[], prefixes: [] as string[] }
  let token: string | undefined
  do {
    const more = token === undefined ? {} : { 'continuation-token': token }
    const page = await list({ ...query, ...more, 'max-keys': String(size) })
    expect(page.keys.length + page.prefixes.length).toBeLessThanOrEqual(size)
    all.keys.push(...page.keys)
    all.prefixes.push(...page.prefixes)
    token = page.next
  } while (token !== undefined)
  return all
}

describe('a listing', () => {
  it('is in the order of UTF-8 bytes', async () => {
    const sorted = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect((await list({})).keys).toEqual(sorted)
  })

  it('rolls up at a delimiter', async () => {
    expect(await list({ delimiter: '/' })).toMatchObject({ keys: ['a', 'a0', '中', 'ﬀ', '😀'], prefixes: ['a/', 'b/'] })
    expect(await list({ delimiter: '/', prefix: 'a/' })).toMatchObject({ keys: ['a/', 'a/c'], prefixes: ['a/b/'] })
  })

  it('starts after a key', async () => {
    expect((await list({ 'start-after': 'a/b/2', prefix: 'a' })).keys).toEqual(['a/c', 'a0'])
  })

  it('is the same page by page, whatever the page size', async () => {
    for (const query of [{}, { delimiter: '/' }, { prefix: 'a/', delimiter: '/' }, { prefix: 'b' }]) {
      const { keys, prefixes } = await list(query)
      for (const size of [1, 2, 3]) expect(await pages(query, size)).toEqual({ keys, prefixes })
    }
  })

  it('encodes names when asked to', async () => {
    expect((await list({ prefix: '中', 'encoding-type': 'url' })).keys).toEqual(['%E4%B8%AD'])
  })

  it('gives size, time, type and class, and an owner when asked', async () => {
    const { text } = await list({ prefix: '中', 'fetch-owner': 'true' })
    expect(text).toMatch(
      /<Contents><Key>中<\/Key><LastModified>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z<\/LastModified><ETag>&quot;9DD4E461268C8034F5C8564E155C67A6&quot;<\/ETag><Type>Normal<\/Type><Size>1<\/Size><StorageClass>Standard<\/StorageClass><Owner>/,
    )
  })

  it.each([{ 'max-keys': '0' }, { 'max-keys': '1001' }, { 'encoding-type': 'base64' }, { 'continuation-token': '!' }])(
    'is refused for %o',
    async (query) => {
      expect((await list(query)).ossCode).toBe('InvalidArgument')
    },
  )
})

describe('the order of keys', () => {
  it('is that of their UTF-8 bytes for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b))
        expect(Math.sign(compareUtf8(a, b))).toBe(bytes)
      }),
      { numRuns: 1000 },
    )
  })
})
