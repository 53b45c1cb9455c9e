// Compares what is in the bucket with what is on the disk, looking with the npm SDK.
import { join } from 'node:path'
import type { Bucket } from '../e2e/fixtures/bucket.ts'
import { checksumsOf, checksumsOfFile } from '../e2e/fixtures/tree.ts'

export type Comparison = { compared: number; equalCrc64: number; equalSha256: number; problems: string[] }

export async function compareObjects(
  bucket: Bucket,
  folder: string,
  prefix: string,
  paths: string[],
): Promise<Comparison> {
  const result: Comparison = { compared: 0, equalCrc64: 0, equalSha256: 0, problems: [] }
  const wanted = paths.map((path) => `${prefix}${path}`.normalize('NFC')).sort()
  const there = await bucket.objectKeys()
  for (const key of wanted) if (!there.includes(key)) result.problems.push(`missing: ${key}`)
  for (const key of there) if (!wanted.includes(key)) result.problems.push(`not asked for: ${key}`)
  for (const path of paths) {
    const key = `${prefix}${path}`.normalize('NFC')
    const onDisk = await checksumsOfFile(join(folder, path))
    const { content, res } = await bucket.look.get(key)
    const readBack = await checksumsOf(onePiece(content))
    result.compared++
    if (res.headers['x-oss-hash-crc64ecma'] === onDisk.crc64) result.equalCrc64++
    else result.problems.push(`CRC64 differs: ${key}`)
    if (readBack.sha256 === onDisk.sha256) result.equalSha256++
    else result.problems.push(`bytes differ: ${key}`)
  }
  return result
}

async function* onePiece(content: Buffer) {
  yield await Promise.resolve(content)
}
