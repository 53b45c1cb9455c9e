// The files that are sent: a megabyte of noise repeated, so that the checksum of any whole number of megabytes is known
// without reading it.
import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { combineCrc64, crc64 } from '../../main/oss/crc64.ts'

const blockBytes = 1 << 20

/** The same bytes in every process and run. */
function makeBlock(): Buffer {
  const block = Buffer.allocUnsafeSlow(blockBytes)
  for (let at = 0; at < blockBytes; at += 32) createHash('sha256').update(String(at)).digest().copy(block, at)
  return block
}

let block: Buffer | undefined
const theBlock = (): Buffer => (block ??= makeBlock())

const known = new Map<number, string>()

/** Of the first `length` bytes of such a file. */
export function patternCrc64(length: number): string {
  const before = known.get(length)
  if (before !== undefined) return before
  const blocks = Math.floor(length / blockBytes)
  let sum = crc64(theBlock().subarray(0, length % blockBytes))
  if (blocks > 0) {
    let whole = crc64(theBlock())
    const one = whole
    for (let at = 1; at < blocks; at++) whole = combineCrc64(whole, one, blockBytes)
    sum = combineCrc64(whole, sum, length % blockBytes)
  }
  known.set(length, sum)
  return sum
}

export function writeLargeFile(path: string, bytes: number): void {
  const fd = openSync(path, 'w')
  for (let at = 0; at < bytes; at += blockBytes) writeSync(fd, theBlock(), 0, Math.min(blockBytes, bytes - at))
  closeSync(fd)
}

/** Folders of a thousand, as people's folders are, each file different. */
export function writeManyFiles(dir: string, count: number, bytes: number): string[] {
  const paths: string[] = []
  for (let at = 0; at < count; at++) {
    const folder = join(dir, String(Math.floor(at / 1000)).padStart(4, '0'))
    if (at % 1000 === 0) mkdirSync(folder, { recursive: true })
    const path = join(folder, `file-${String(at).padStart(7, '0')}.dat`)
    const from = (at * 7) % (blockBytes - bytes)
    writeFileSync(path, theBlock().subarray(from, from + bytes))
    paths.push(path)
  }
  return paths
}

export const filesBelow = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
