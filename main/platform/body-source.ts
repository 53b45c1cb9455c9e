// A request body as slices: bytes in memory, a small file read at once, or a large one read into two reused buffers.
import { open } from 'node:fs/promises'
import { AppError } from '../../shared/errors.ts'
import { createCrc64 } from '../oss/crc64.ts'
import type { FileFacts, RequestBody } from '../oss/types.ts'
import type { BodyBuffers, BufferPool } from './body-buffers.ts'
import { bufferBytes } from './body-buffers.ts'
import { fileError } from './file-error.ts'
import type { QuickDisk, Range } from './quick-disk.ts'
import { readFlags, requireBytes, smallBytes } from './quick-disk.ts'

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

type Open = { fd: number; start: number; end: number }

function fileSource({ fd, start, end }: Open, buffers: BodyBuffers, pool: BufferPool, disk: QuickDisk): BodySource {
  let position = start
  let next: 0 | 1 = 0
  let reading: Promise<unknown> = Promise.resolve()

  const read = async (index: 0 | 1, length: number): Promise<Slice> => {
    const bytesRead = await disk.readSlice(fd, buffers.buffers[index], length, position)
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
      disk.close(fd)
    },
  }
}

export type SourceOpener = (body: RequestBody) => Promise<BodySource>

/** The opener throws AppError `file.*`. */
export function createSourceOpener(pool: BufferPool, disk: QuickDisk): SourceOpener {
  const openLarge = async (range: Range): Promise<BodySource> => {
    const { start, end } = range
    const fd = await disk.open(range)
    return fileSource({ fd, start, end }, pool.take(), pool, disk)
  }
  const openFile = async (range: Range): Promise<BodySource> => {
    if (range.end - range.start > smallBytes) return openLarge(range)
    return bytesSource(disk.isQuick() ? disk.read(range, 0) : await readSmall(range))
  }
  return async (body) => {
    if (body.kind === 'none') return noSource
    if (body.kind === 'bytes') return bytesSource(body.bytes)
    try {
      const source = await openFile(body)
      return body.mtimeMs === undefined ? source : { ...source, fileNow: async () => disk.look(body.path) }
    } catch (error) {
      throw fileError(error)
    }
  }
}
