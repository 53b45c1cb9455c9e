import { AppError } from '../../../shared/errors.ts'
import { combineCrc64, crc64 } from '../../oss/crc64.ts'
import type { FileStat, Sources, WalkEntry } from '../ports.ts'

type FakeFile = FileStat & { firstByte: number }
type Entry = { relativePath: string; entry?: WalkEntry }

/** Checksum of so many zero bytes, by doubling. */
function zeros(length: number): string {
  if (length === 0) return '0'
  if (length === 1) return crc64(Uint8Array.of(0))
  const half = Math.floor(length / 2)
  const once = zeros(half)
  const twice = combineCrc64(once, once, half)
  return length % 2 === 0 ? twice : combineCrc64(twice, zeros(1), 1)
}

/** A disk whose files are one byte of their own and zeros, so that files of gigabytes cost nothing. */
export class FakeDisk implements Sources {
  readonly files = new Map<string, FakeFile>()
  readonly folders = new Map<string, Entry[]>()
  /** Called before each entry a walk yields: throw to break it, wait to hold it up. */
  beforeEntry: (relativePath: string) => Promise<void> = () => Promise.resolve()
  canHash = true

  file(path: string, size: number, firstByte = 1): void {
    this.files.set(path, { size, mtimeMs: 1000, firstByte })
  }

  /** The file is written to: same or other size, other bytes, later. */
  touch(path: string, size: number): void {
    const old = this.files.get(path)
    this.files.set(path, { size, mtimeMs: (old?.mtimeMs ?? 0) + 1000, firstByte: (old?.firstByte ?? 0) + 1 })
  }

  folder(path: string, sizes: Readonly<Record<string, number>>, others: readonly WalkEntry[] = []): void {
    const entries: Entry[] = Object.entries(sizes).map(([relativePath, size]) => {
      this.file(`${path}/${relativePath}`, size)
      return { relativePath }
    })
    for (const entry of others) entries.push({ relativePath: entry.relativePath, entry })
    this.folders.set(path, entries)
  }

  checksum(path: string, start: number, end: number): string {
    const file = this.files.get(path)
    if (!file) throw new AppError('file.notFound')
    if (end > file.size) throw new AppError('file.changed')
    if (end === start) return '0'
    if (start > 0) return zeros(end - start)
    return combineCrc64(crc64(Uint8Array.of(file.firstByte)), zeros(end - 1), end - 1)
  }

  inspect(path: string): Promise<{ kind: 'file'; stat: FileStat } | { kind: 'folder' }> {
    if (this.folders.has(path)) return Promise.resolve({ kind: 'folder' })
    return this.stat(path).then((stat) => ({ kind: 'file', stat }))
  }

  stat(path: string): Promise<FileStat> {
    const file = this.files.get(path)
    if (!file) return Promise.reject(new AppError('file.notFound'))
    return Promise.resolve({ size: file.size, mtimeMs: file.mtimeMs })
  }

  async *walk(path: string, signal: AbortSignal): AsyncGenerator<WalkEntry> {
    for (const { relativePath, entry } of this.folders.get(path) ?? []) {
      await this.beforeEntry(relativePath)
      signal.throwIfAborted()
      const below = `${path}/${relativePath}`
      yield entry ?? { kind: 'file', path: below, relativePath, stat: await this.stat(below) }
    }
  }

  crc64(path: string): Promise<string> {
    if (!this.canHash) return Promise.reject(new AppError('file.unreadable'))
    return Promise.resolve(this.checksum(path, 0, this.files.get(path)?.size ?? 0))
  }
}
