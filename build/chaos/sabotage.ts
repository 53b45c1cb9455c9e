// An engine that lies, for the test of the judge.
import type { OssClient } from '../../main/oss/client.ts'
import type { Sources, WalkEntry } from '../../main/uploads/ports.ts'
import { AppError } from '../../shared/errors.ts'
import type { Sabotage } from './app-messages.ts'

type Parts = { client: OssClient; sources: Sources }

const withoutForbid = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'x-oss-forbid-overwrite'))

async function* butFirst(entries: AsyncIterable<WalkEntry>): AsyncGenerator<WalkEntry> {
  let isFirst = true
  for await (const entry of entries) {
    if (!isFirst) yield entry
    isFirst = false
  }
}

export function sabotaged(how: Sabotage | undefined, { client, sources }: Parts): Parts {
  switch (how) {
    case undefined:
      return { client, sources }
    case 'claimsSent': {
      const stored = { etag: 'X', requestId: 'X', crc64: '1' }
      return { sources, client: { ...client, putObject: () => Promise.resolve(stored) } }
    }
    case 'forgetsFiles':
      return { client, sources: { ...sources, walk: (path, signal) => butFirst(sources.walk(path, signal)) } }
    case 'overwrites': {
      const putObject: OssClient['putObject'] = (key, body, headers, options) =>
        client.putObject(key, body, withoutForbid(headers), options)
      return { sources, client: { ...client, putObject } }
    }
    case 'neverAborts':
      return { sources, client: { ...client, abortMultipartUpload: () => Promise.resolve() } }
    case 'blamesNetwork':
      return { sources, client: { ...client, putObject: () => Promise.reject(new AppError('net.refused')) } }
  }
}
