// Compares what is in the bucket with what is on the disk, looking with the npm SDK and a plain GET.
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
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
    const [onDisk, answer] = await Promise.all([checksumsOfFile(join(folder, path)), open(bucket, key)])
    const readBack = await checksumsOf(answer)
    result.compared++
    if (answer.headers['x-oss-hash-crc64ecma'] === onDisk.crc64) result.equalCrc64++
    else result.problems.push(`CRC64 differs: ${key}`)
    if (readBack.sha256 === onDisk.sha256) result.equalSha256++
    else result.problems.push(`bytes differ: ${key}`)
  }
  return result
}

async function open(bucket: Bucket, key: string): Promise<IncomingMessage> {
  const url = presign(bucket.server.port, "GET", bucketName, key)
  return new Promise((resolve, reject) => {
    const get = request(url, (answer) => {
      if (answer.statusCode === 200) resolve(answer)
      else reject(new Error(`GET ${key} was answered with ${answer.statusCode}`))
    })
    get.on('error', reject)
    get.end()
  })
}
