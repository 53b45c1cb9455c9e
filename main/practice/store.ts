// Objects and unfinished uploads: in memory for answering, in a journal and data files for the next start.
// Data files are named by chance, never by key, so no key can leave the folder or collide on any file system.
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { combineCrc64 } from '../oss/crc64.ts'
import { writeDataFile, type Digest } from './data-file.ts'
import { openJournal, type Change } from './journal.ts'
import type { CorsRule, Extent, Part, StoredObject, Upload } from './model.ts'
import { createSortedKeys, type SortedKeys } from './sorted-keys.ts'

type BucketState = {
  objects: Map<string, StoredObject>
  keys: SortedKeys
  uploads: Map<string, Upload>
  cors: readonly CorsRule[] | undefined
}

export type Store = ReturnType<typeof openStore>

const emptyBucket = (): BucketState => ({
  objects: new Map(),
  keys: createSortedKeys(),
  uploads: new Map(),
  cors: undefined,
})

/** Applies a change to the state. Returns the extents nobody needs any more. */
function apply(state: BucketState, entry: Change): Extent[] {
  const putObject = (object: StoredObject): Extent[] => {
    const old = state.objects.get(object.objectKey)
    state.objects.set(object.objectKey, object)
    if (!old) state.keys.add(object.objectKey)
    const kept = new Set(object.extents.map(({ file }) => file))
    return old?.extents.filter(({ file }) => !kept.has(file)) ?? []
  }
  const endUpload = (uploadId: string): Extent[] => {
    const parts = [...(state.uploads.get(uploadId)?.parts.values() ?? [])]
    state.uploads.delete(uploadId)
    return parts.flatMap((part) => part.extents)
  }
  switch (entry.change) {
    case 'put':
      return putObject(entry.object)
    case 'delete': {
      const old = state.objects.get(entry.objectKey)
      if (state.objects.delete(entry.objectKey)) state.keys.remove(entry.objectKey)
      return [...(old?.extents ?? [])]
    }
    case 'initiate':
      state.uploads.set(entry.upload.uploadId, { ...entry.upload, parts: new Map() })
      return []
    case 'part': {
      const parts = state.uploads.get(entry.uploadId)?.parts
      const old = parts?.get(entry.part.partNumber)
      parts?.set(entry.part.partNumber, entry.part)
      return [...(old?.extents ?? [])]
    }
    case 'abort':
      return endUpload(entry.uploadId)
    case 'complete': {
      const used = new Set(entry.object.extents.map(({ file }) => file))
      return [...endUpload(entry.uploadId).filter(({ file }) => !used.has(file)), ...putObject(entry.object)]
    }
    case 'cors':
      state.cors = entry.rules
      return []
  }
}

/** The changes that make this state from nothing. */
function* changesOf(bucket: string, state: BucketState): Generator<Change> {
  if (state.cors) yield { change: 'cors', bucket, rules: state.cors }
  for (const object of state.objects.values()) yield { change: 'put', bucket, object }
  for (const { parts, ...upload } of state.uploads.values()) {
    yield { change: 'initiate', bucket, upload }
    for (const part of parts.values()) yield { change: 'part', bucket, uploadId: upload.uploadId, part }
  }
}

/** Size, ETag and checksum of parts put together. */
export function joinParts(parts: readonly Part[]): Pick<StoredObject, 'size' | 'etag' | 'crc64' | 'extents'> {
  const md5 = createHash('md5')
  let [size, crc64] = [0, '0']
  for (const part of parts) {
    md5.update(part.etag, 'hex')
    crc64 = combineCrc64(crc64, part.crc64, part.size)
    size += part.size
  }
  const etag = `${md5.digest('hex').toUpperCase()}-${parts.length}`
  return { size, etag, crc64, extents: parts.flatMap((part) => part.extents) }
}

/** Which data files are being read. */
function createReaders() {
  const counts = new Map<string, { readers: number; waiting: (() => void)[] }>()
  return {
    hold: (files: readonly string[]): (() => void) => {
      for (const file of files) {
        const entry = counts.get(file) ?? { readers: 0, waiting: [] }
        entry.readers += 1
        counts.set(file, entry)
      }
      return () => {
        for (const file of files) {
          const entry = counts.get(file)
          if (!entry || --entry.readers > 0) continue
          counts.delete(file)
          for (const resume of entry.waiting) resume()
        }
      }
    },
    whenUnused: (file: string): Promise<void> | undefined => {
      const entry = counts.get(file)
      return entry && new Promise((resolve) => entry.waiting.push(resolve))
    },
  }
}

/** Data files that nothing refers to: a crash left them behind. */
function orphans(dataDir: string, states: Iterable<BucketState>): Extent[] {
  const used = new Set<string>()
  for (const { objects, uploads } of states) {
    const owners = [...objects.values(), ...[...uploads.values()].flatMap(({ parts }) => [...parts.values()])]
    for (const { extents } of owners) for (const { file } of extents) used.add(file)
  }
  const found = readdirSync(dataDir).flatMap((shard) => readdirSync(join(dataDir, shard)))
  return found.filter((file) => !used.has(file)).map((file) => ({ file, size: 0 }))
}

export function openStore(dir: string) {
  const dataDir = join(dir, 'data')
  mkdirSync(dataDir, { recursive: true })
  const shards = new Set(readdirSync(dataDir))
  const pathOf = (file: string): string => join(dataDir, file.slice(0, 2), file)

  const buckets = new Map<string, BucketState>()
  const stateOf = (bucket: string): BucketState => {
    const state = buckets.get(bucket) ?? emptyBucket()
    buckets.set(bucket, state)
    return state
  }
  const opened = openJournal(dir, (entry) => void apply(stateOf(entry.bucket), entry))
  const { journal } = opened

  const readers = createReaders()
  /** What cannot be deleted now is an orphan at the next start. */
  const remove = async (extents: Iterable<Extent>): Promise<void> => {
    for (const { file } of extents) {
      await readers.whenUnused(file)
      await rm(pathOf(file), { force: true }).catch(() => undefined)
    }
  }
  const compact = (): void => {
    const entries = [...buckets].flatMap(([bucket, state]) => [...changesOf(bucket, state)])
    if (opened.lineCount > 100 && opened.lineCount > 2 * entries.length) journal.rewrite(entries)
  }
  if (!opened.isDamaged) {
    compact()
    void remove(orphans(dataDir, buckets.values()))
  }

  return {
    object: (bucket: string, objectKey: string) => stateOf(bucket).objects.get(objectKey),
    keys: (bucket: string) => stateOf(bucket).keys,
    upload: (bucket: string, uploadId: string) => stateOf(bucket).uploads.get(uploadId),
    uploads: (bucket: string) => [...stateOf(bucket).uploads.values()],
    cors: (bucket: string) => stateOf(bucket).cors,
    pathOf,
    /** Writes a body to a new data file, which belongs to nothing until it is recorded. */
    writeData: async (
      chunks: AsyncIterable<Buffer>,
      options: Parameters<typeof writeDataFile>[2],
    ): Promise<Digest & { extents: Extent[] }> => {
      const file = randomBytes(16).toString('hex')
      const shard = file.slice(0, 2)
      if (!shards.has(shard)) mkdirSync(join(dataDir, shard), { recursive: true })
      shards.add(shard)
      const digest = await writeDataFile(pathOf(file), chunks, options)
      return { ...digest, extents: digest.size === 0 ? [] : [{ file, size: digest.size }] }
    },
    discard: remove,
    /** Keeps the data files of an object while it is read, even when it is replaced. Returns the release. */
    hold: (extents: readonly Extent[]): (() => void) => readers.hold(extents.map(({ file }) => file)),
    /** Makes the change, in memory and on disk, in one step; what it replaces is deleted afterwards. */
    record: (entry: Change): void => {
      journal.append(entry)
      void remove(apply(stateOf(entry.bucket), entry))
    },
    close: () => journal.close(),
  }
}
