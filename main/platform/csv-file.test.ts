import fc from 'fast-check'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeCsv } from './csv-file.ts'
import type { Cell } from './csv-file.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'courier-csv-'))
})
afterAll(() => {
  rmSync(dir, { recursive: true, force: true })
})

async function written(rows: Iterable<readonly Cell[]>): Promise<string> {
  const path = join(dir, 'list.csv')
  await writeCsv(path, rows)
  return readFileSync(path, 'utf8')
}

/** A reader of its own, as RFC 4180 says it. */
function parse(text: string): string[][] {
  const cells = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)]
  const rows: string[][] = [[]]
  for (const [, quoted, plain = '', end] of cells) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

it('says that it is UTF-8, so that Excel shows Chinese', async () => {
  const bytes = Buffer.from(await written([['价格表 2026.xlsx', 1200]]))
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  expect(bytes.subarray(3).toString()).toBe('"价格表 2026.xlsx",1200\r\n')
})

it('gives back every name, with quotes, commas and line ends in it', async () => {
  const name = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r\n', '\n', ' ', '价') }).map((text) => `n${text}`)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, name), { minLength: 1 }), async (rows) => {
      expect(parse((await written(rows)).slice(1))).toEqual(rows)
    }),
    { numRuns: 50 },
  )
})

it('never lets a file name run as a formula', async () => {
  const names = ['=HYPERLINK("http://x")', '+1', '-1+2', '@SUM(A1)', '\t=1', '\r=1', '＝1+1', '－2']
  const cells = parse((await written(names.map((name) => [name]))).slice(1)).map(([cell]) => cell)
  expect(cells).toEqual(names.map((name) => `'${name}`))
  expect(await written([[-5]])).toBe('\ufeff-5\r\n')
})

it('leaves the old file as it is when the rows end early, and no half of a new one', async () => {
  const path = join(dir, 'old.csv')
  writeFileSync(path, 'old')
  const rows = async function* () {
    yield ['a']
    await Promise.resolve()
    throw new Error('the queue is closed')
  }
  await expect(writeCsv(path, rows())).rejects.toThrow('the queue is closed')
  expect([readFileSync(path, 'utf8'), readdirSync(dir).filter((name) => name.endsWith('.part'))]).toEqual(['old', []])
})

it('says so when the file cannot be written there', async () => {
  const path = join(dir, 'folder.csv')
  mkdirSync(join(path, 'in-the-way'), { recursive: true })
  await expect(writeCsv(path, [['a']])).rejects.toThrow('file.notSaved')
  await expect(writeCsv(join(dir, 'gone', 'a.csv'), [['a']])).rejects.toThrow('file.notSaved')
})
