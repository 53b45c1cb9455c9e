import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { crc64 } from '../../main/oss/crc64.ts'
import { patternCrc64, writeLargeFile } from './samples.ts'

const MiB = 1 << 20
let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'courier-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

it.each([0, 1, 4096, MiB - 1, MiB, 3 * MiB, 3 * MiB + 77])('knows the checksum of %d bytes without them', (bytes) => {
  const path = join(dir, 'file')
  writeLargeFile(path, bytes)
  expect(patternCrc64(bytes)).toBe(crc64(readFileSync(path)))
})
