// Other ways to send the same bytes, each in a process of its own, printing what it took.
import { readFileSync } from 'node:fs'
import * as http from 'node:http'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { createAgents } from '../../main/platform/http-agents.ts'
import { createShortTalk } from '../../main/platform/short-talk.ts'
import { anyAccount } from './engine.ts'
import { filesBelow } from './samples.ts'

export type PeerResult = { seconds: number; cpuSeconds: number; peakRssBytes: number; bytes: number; files: number }
export type PeerJob = { endpoint: string; bucket: string; path: string; parallel: number; partBytes?: number }

/** As much of ali-oss as is used; it brings no types along. */
type AliOss = {
  put(name: string, path: string): Promise<unknown>
  multipartUpload(name: string, path: string, options: object): Promise<unknown>
}

function createAliOss({ endpoint, bucket }: PeerJob): AliOss {
  // Its documented constructor; both methods are named above.
  const Constructor = createRequire(import.meta.url)('ali-oss') as new (options: object) => AliOss
  const { accessKeyId, accessKeySecret } = anyAccount
  const keys = { region: 'oss-cn-hangzhou', accessKeyId, accessKeySecret, authorizationV4: true }
  return new Constructor({ ...keys, bucket, endpoint, secure: false, timeout: 600_000 })
}

/** So many at a time, for as long as there are any. */
async function inParallel<T>(
  things: readonly T[],
  parallel: number,
  work: (thing: T) => Promise<unknown>,
): Promise<void> {
  const rest = things.values()
  const worker = async (): Promise<void> => {
    for (const thing of rest) await work(thing)
  }
  await Promise.all(Array.from({ length: parallel }, worker))
}

async function measured(paths: readonly string[], work: () => Promise<number>): Promise<PeerResult> {
  const cpuBefore = process.cpuUsage()
  const begun = performance.now()
  const bytes = await work()
  const seconds = (performance.now() - begun) / 1000
  const cpu = process.cpuUsage(cpuBefore)
  const cpuSeconds = (cpu.user + cpu.system) / 1e6
  return { seconds, cpuSeconds, peakRssBytes: process.resourceUsage().maxRSS * 1024, bytes, files: paths.length }
}

/** The official SDK for JavaScript, as its manual says, in a loop. */
export function aliOssMany(job: PeerJob): Promise<PeerResult> {
  const { path, parallel } = job
  const paths = filesBelow(path)
  const oss = createAliOss(job)
  return measured(paths, async () => {
    await inParallel(paths, parallel, (file) => oss.put(`${basename(path)}/${basename(file)}`, file))
    return 0
  })
}

/** Node's own HTTP client, and nothing else: no signature, no checksum, no record of what was sent. */
export function bareMany({ endpoint, bucket, path, parallel }: PeerJob): Promise<PeerResult> {
  const paths = filesBelow(path)
  const agent = new http.Agent({ keepAlive: true, maxSockets: parallel })
  const put = (file: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const bytes = readFileSync(file)
      const target = `${endpoint}/${bucket}/${basename(path)}/${basename(file)}`
      const request = http.request(target, { method: 'PUT', agent, headers: { 'content-length': bytes.length } })
      request.on('error', reject)
      request.on('response', (answer) => {
        answer.on('end', () => resolve(bytes.length)).resume()
      })
      request.end(bytes)
    })
  return measured(paths, async () => {
    let total = 0
    await inParallel(paths, parallel, async (file) => {
      const bytes = await put(file)
      total += bytes
    })
    agent.destroy()
    return total
  })
}

/** The same with the HTTP client the app has for small files. */
export function bareOwnMany({ endpoint, bucket, path, parallel }: PeerJob): Promise<PeerResult> {
  const paths = filesBelow(path)
  const limits = { connectMs: 10_000, idleMs: 60_000, continueMs: 1000 }
  const talk = createShortTalk({ agents: createAgents(), limits, idleSocketMs: 20_000, isConnected: () => true })
  const { host } = new URL(endpoint)
  const { signal } = new AbortController()
  return measured(paths, async () => {
    let total = 0
    await inParallel(paths, parallel, async (file) => {
      const body = readFileSync(file)
      const target = `/${bucket}/${basename(path)}/${basename(file)}`
      const head = `PUT ${target} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: ${body.length}\r\n\r\n`
      const bytes = Buffer.concat([Buffer.from(head, 'latin1'), body])
      await talk.send({ protocol: 'http:', host, bytes, onWritten: () => undefined }, signal)
      total += body.length
    })
    talk.close()
    return total
  })
}

/** The official SDK's multipart upload; its default is five parts at once. */
export function aliOssLarge(job: PeerJob): Promise<PeerResult> {
  const { path, parallel, partBytes } = job
  const oss = createAliOss(job)
  return measured([path], async () => {
    const options = { parallel, ...(partBytes === undefined ? {} : { partSize: partBytes }) }
    await oss.multipartUpload(basename(path), path, options)
    return 0
  })
}

export const peers = {
  'ali-oss-many': aliOssMany,
  'bare-many': bareMany,
  'bare-own-many': bareOwnMany,
  'ali-oss-large': aliOssLarge,
} as const
export type PeerName = keyof typeof peers
