// A request body as slices: bytes in memory, a small file read at once, or a large one read into two reused buffers.
import * as fs from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { AppError } from '../../shared/errors.ts'
import { createCrc64 } from '../oss/crc64.ts'
import type { FileFacts, RequestBody } from '../oss/types.ts'
import type { BodyBuffers, BufferPool } from './body-buffers.ts'
import { bufferBytes } from './body-buffers.ts'
import { fileError } from './file-error.ts'

/** `check` adds the slice to the checksum; each slice is checked once, in order. */
export type Slice = { bytes: Uint8Array; check(): void }

export type BodySource = {
  readonly totalBytes: number
  /**
   * The next slice, from 1 to `maxBytes` long. Its bytes are overwritten by the second read after it.
   * Throws AppError `file.*`; `file.changed` when the file ends before it was announced to.
   */
  read(maxBytes: number): Promise<Slice>
  /** Of the slices checked so far, unsigned decimal; undefined where there is no body at all. */
  crc64(): string | undefined
  /** What the whole file is by now, where the body was asked to be one; undefined when it cannot be looked at. */
  fileNow?(): Promise<FileFacts | undefined>
  /** `isIdle`: no slice is still being written, so the buffers may serve another body at once. Never throws. */
  close(isIdle: boolean): Promise<void>
}

/** Up to here one read takes the whole file: a second buffer and a second turn would cost more than the copy. */
const smallBytes = 64 * 1024
/**
 * A disk slower than this to open and read a small file, twice on end, is asked without blocking, for a while. Once may
 * be a busy computer that let the thread wait.
 */
const slowReadMs = 5
const slowDiskMs = 1000

// O_NONBLOCK so that opening a pipe put in a file's place returns; regular files ignore it, Windows does not know it.
const readFlags = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)

type Range = { path: string; start: number; end: number; mtimeMs?: number }

function requireBytes(found: fs.Stats, { end, mtimeMs }: Range): void {
  if (!found.isFile()) throw new AppError('file.special')
  const isOther = mtimeMs !== undefined && (found.size !== end || found.mtimeMs !== mtimeMs)
  if (found.size < end || isOther) throw new AppError('file.changed')
}

export function bytesSource(bytes: Uint8Array): BodySource {
  const running = createCrc64()
  let offset = 0
  return {
    totalBytes: bytes.length,
    read(maxBytes) {
      const slice = bytes.subarray(offset, offset + maxBytes)
      offset += slice.length
      return Promise.resolve({ bytes: slice, check: () => running.update(slice) })
    },
    crc64: () => running.digest(),
    close: () => Promise.resolve(),
  }
}

const noSource: BodySource = { ...bytesSource(new Uint8Array(0)), crc64: () => undefined }

function readSmallSync(range: Range): Uint8Array {
  const { path, start, end } = range
  const fd = fs.openSync(path, readFlags)
  try {
    requireBytes(fs.fstatSync(fd), range)
    const bytes = Buffer.allocUnsafe(end - start)
    for (let filled = 0; filled < bytes.length;) {
      const count = fs.readSync(fd, bytes, filled, bytes.length - filled, start + filled)
      if (count === 0) throw new AppError('file.changed')
      filled += count
    }
    return bytes
  } finally {
    fs.closeSync(fd)
  }
}

async function readSmall(range: Range): Promise<Uint8Array> {
  const { path, start, end } = range
  const file = await open(path, readFlags)
  try {
    requireBytes(await file.stat(), range)
    const bytes = Buffer.allocUnsafe(end - start)
    for (let filled = 0; filled < bytes.length;) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled)
      if (bytesRead === 0) throw new AppError('file.changed')
      filled += bytesRead
    }
    return bytes
  } finally {
    await file.close()
  }
}

function fileSource(file: FileHandle, start: number, end: number, buffers: BodyBuffers, pool: BufferPool): BodySource {
  let position = start
  let next: 0 | 1 = 0
  let reading: Promise<unknown> = Promise.resolve()

  const read = async (index: 0 | 1, length: number): Promise<Slice> => {
    const { bytesRead } = await file.read(buffers.buffers[index], 0, length, position)
    if (bytesRead === 0) throw new AppError('file.changed')
    position += bytesRead
    const bytes = buffers.buffers[index].subarray(0, bytesRead)
    return { bytes, check: () => buffers.update(index, bytesRead) }
  }
  return {
    totalBytes: end - start,
    read(maxBytes) {
      const slice = read(next, Math.min(maxBytes, bufferBytes, end - position)).catch((error: unknown) => {
        throw fileError(error)
      })
      next = next === 0 ? 1 : 0
      reading = slice.catch(() => undefined)
      return slice
    },
    crc64: () => buffers.digest(),
    async close(isIdle) {
      await reading
      if (isIdle) pool.giveBack(buffers)
      await file.close().catch(() => undefined)
    },
  }
}

export type SourceOpener = (body: RequestBody) => Promise<BodySource>

/**
 * `readsSync`: small files are read without leaving the thread, which is half as fast again; only for a thread that
 * nobody is looking at. The opener throws AppError `file.*`.
 */
export function createSourceOpener(pool: BufferPool, readsSync: boolean): SourceOpener {
  let asyncUntil = readsSync ? 0 : Infinity
  let wasSlow = false

  const timed = <T>(ask: () => T): T => {
    const begun = performance.now()
    try {
      return ask()
    } finally {
      const ended = performance.now()
      const isSlow = ended - begun > slowReadMs
      if (isSlow && wasSlow) asyncUntil = ended + slowDiskMs
      wasSlow = isSlow
    }
  }
  const isQuick = (): boolean => performance.now() >= asyncUntil

  const openLarge = async (range: Range): Promise<BodySource> => {
    const { path, start, end } = range
    const file = await open(path, readFlags)
    try {
      requireBytes(await file.stat(), range)
      return fileSource(file, start, end, pool.take(), pool)
    } catch (error) {
      await file.close()
      throw error
    }
  }
  const openFile = async (range: Range): Promise<BodySource> => {
    if (range.end - range.start > smallBytes) return openLarge(range)
    return bytesSource(isQuick() ? timed(() => readSmallSync(range)) : await readSmall(range))
  }
  const look = async (path: string): Promise<FileFacts | undefined> => {
    try {
      const { size, mtimeMs } = isQuick() ? timed(() => fs.statSync(path)) : await stat(path)
      return { size, mtimeMs }
    } catch {
      // Whoever wants to know looks again, and learns why not.
      return undefined
    }
  }

  return async (body) => {
    if (body.kind === 'none') return noSource
    if (body.kind === 'bytes') return bytesSource(body.bytes)
    try {
      const source = await openFile(body)
      return body.mtimeMs === undefined ? source : { ...source, fileNow: () => look(body.path) }
    } catch (error) {
      throw fileError(error)
    }
  }
}
