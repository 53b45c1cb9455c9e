// The files of one run on the disk, and every version each of them ever had.
import { createCipheriv } from 'node:crypto'
import { appendFileSync, mkdirSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hashOf } from './dice.ts'
import type { Entry } from './layout.ts'
import type { Mutation } from './plan-events.ts'

/** The same bytes for the same name. */
export function bytesOf(name: string, size: number): Buffer {
  const key = Buffer.alloc(16)
  key.writeUInt32LE(hashOf(name))
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(size))
}

/** Long past, so that a change within the tick of the file system's clock is still a change. */
const madeAt = new Date('2026-01-02T03:04:05Z')

export type DiskFile = {
  path: string
  /** In order; a deleted file keeps the last. */
  versions: Buffer[]
  changes: Mutation[]
}

export type Disk = {
  dir: string
  files: ReadonlyMap<string, DiskFile>
  mutate(path: string, how: Mutation): void
}

export function layOut(dir: string, seed: number, entries: readonly Entry[]): Disk {
  mkdirSync(dir, { recursive: true })
  const files = new Map<string, DiskFile>()
  for (const entry of entries) {
    const full = join(dir, entry.path)
    mkdirSync(dirname(full), { recursive: true })
    if (entry.kind === 'file') {
      const bytes = bytesOf(`${seed} ${entry.path}`, entry.size)
      writeFileSync(full, bytes)
      utimesSync(full, madeAt, madeAt)
      files.set(entry.path, { path: entry.path, versions: [bytes], changes: [] })
    } else if (entry.kind === 'emptyFolder') mkdirSync(full)
    else if (entry.kind === 'junk') writeFileSync(full, 'junk')
    else symlinkSync(entry.kind === 'loop' ? dirname(full) : join(dir, 'nowhere'), full)
  }
  return { dir, files, mutate: (path, how) => mutate(join(dir, path), files.get(path), how) }
}

/** Synchronous, so that it is done at exactly the request it was planned for. */
function mutate(full: string, file: DiskFile | undefined, how: Mutation): void {
  const bytes = file?.versions.at(-1)
  if (!file || !bytes) return
  file.changes.push(how)
  const more = bytesOf(`${full} more`, 777)
  switch (how) {
    case 'append':
      file.versions.push(Buffer.concat([bytes, more]))
      return appendFileSync(full, more)
    case 'truncate':
      file.versions.push(bytes.subarray(0, bytes.length >> 1))
      return truncateSync(full, bytes.length >> 1)
    case 'rewrite': {
      const other = bytesOf(`${full} other`, bytes.length)
      file.versions.push(other)
      return writeFileSync(full, other)
    }
    case 'touch':
      return utimesSync(full, new Date(), new Date())
    case 'delete':
      return rmSync(full)
  }
}
