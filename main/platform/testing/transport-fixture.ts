// What the transport's tests share: a folder of files, a server and a transport that are gone after the test.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect } from 'vitest'
import type { RequestBody } from '../../oss/types.ts'
import type { HttpTransport, HttpTransportOptions } from '../http-transport.ts'
import { createHttpTransport } from '../http-transport.ts'
import type { ScriptedServer, Wire } from './scripted-server.ts'
import { scriptedServer } from './scripted-server.ts'

export const MiB = 1 << 20
export const none: RequestBody = { kind: 'none' }
export const noAbort = new AbortController().signal

/** To be called once at the top of a test file. */
export function transportFixture() {
  let folder = ''
  const closing: (() => unknown)[] = []
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'transport-'))
  })
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
    await rm(folder, { recursive: true })
  })
  return {
    closing,
    folder: () => folder,
    async serve(script: (wire: Wire) => Promise<void>): Promise<ScriptedServer> {
      const server = await scriptedServer(script)
      closing.push(() => server.close())
      return server
    },
    transportWith(options: HttpTransportOptions = {}): HttpTransport {
      const transport = createHttpTransport(options)
      closing.push(() => transport.close())
      return transport
    },
    async fileOf(length: number): Promise<{ path: string; bytes: Buffer; body: RequestBody }> {
      const path = join(folder, `file-${length}`)
      const bytes = Buffer.allocUnsafe(length)
      for (let index = 0; index < length; index++) bytes[index] = (index * 31 + (index >> 8)) & 255
      await writeFile(path, bytes)
      return { path, bytes, body: { kind: 'file', path, start: 0, end: length } }
    },
  }
}

export async function eventually(check: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !check(); tries++) await delay(10)
  expect(check()).toBe(true)
}
