import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createNewFolder } from './new-folder.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'courier-folder-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

it('takes the next number, and leaves what is there as it is', async () => {
  mkdirSync(join(dir, 'Pages'))
  writeFileSync(join(dir, 'Pages', 'a.html'), 'older')
  const folder = await createNewFolder(dir, 'Pages')
  await folder.write('a.html', 'newer')
  expect([folder.name, readFileSync(join(dir, 'Pages (2)', 'a.html'), 'utf8')]).toEqual(['Pages (2)', 'newer'])
  await expect(folder.write('a.html', 'newest')).rejects.toThrow('file.notSaved')
  expect(readFileSync(join(dir, 'Pages', 'a.html'), 'utf8')).toBe('older')
})

it('says so when there can be no folder there', async () => {
  await expect(createNewFolder(join(dir, 'gone'), 'Pages')).rejects.toThrow('file.notSaved')
})
