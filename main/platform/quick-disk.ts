// The disk, asked without leaving the thread as long as it answers at once: for small files half as fast again as asking
// and waiting, for large ones a third less processor.
import * as fs from 'node:fs'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { AppError } from '../../shared/errors.ts'
import type { FileFacts, RequestBody } from '../oss/types.ts'
import { smallUpTo } from '../uploads/plan.ts'

/** Up to here one read takes the whole file: a second buffer and a second turn would cost more than the copy. */
export const smallBytes = smallUpTo
/** Whether a request is over as soon as it is written. */
export const isSmall = (body: RequestBody): boolean => body.kind === 'file' && body.end - body.start <= smallBytes
/**
 * A disk slower than this to open and read a small file, twice on end, is asked without blocking, for a while. Once may
 * be a busy computer that let the thread wait.
 */
const smallFiles = { slowMs: 5, strikes: 2 }
/** A slice of a large file comes from memory or from a fast disk, or is waited for: a share that hangs holds nobody up. */
const slices = { slowMs: 2, strikes: 2 }
const slowDiskMs = 1000

// O_NONBLOCK so that opening a pipe put in a file's place returns; regular files ignore it, Windows does not know it.
export const readFlags = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)

/** Bytes [start, end); with `mtimeMs` they are the whole of a file last modified then. */
export type Range = { path: string; start: number; end: number; mtimeMs?: number }

/** Throws AppError `file.special`, or `file.changed` when it is not the file on the list. */
export function requireBytes(found: fs.Stats, { end, mtimeMs }: Range): void {
  if (!found.isFile()) throw new AppError('file.special')
  const isOther = mtimeMs !== undefined && (found.size !== end || found.mtimeMs !== mtimeMs)
  if (found.size < end || isOther) throw new AppError('file.changed')
}

export type QuickDisk = {
  /** Whether it may be asked now. */
  isQuick(): boolean
  /** The range behind so many bytes of room. Throws AppError `file.*`, or the system's error. */
  read(range: Range, room: number): Buffer
  /** Opens the file, quick or not. Throws as `read`. */
  open(range: Range): Promise<number>
  /** How many bytes it was, quick or not. Throws the system's error. */
  readSlice(fd: number, into: Uint8Array, length: number, position: number): number | Promise<number>
  /** Never throws. Not while a slice is being read. */
  close(fd: number): void
  /** What the file is now, quick or not; undefined where it cannot be looked at. */
  look(path: string): FileFacts | undefined | Promise<FileFacts | undefined>
}

function readSync(range: Range, room: number): Buffer {
  const { path, start, end } = range
  const fd = fs.openSync(path, readFlags)
  try {
    requireBytes(fs.fstatSync(fd), range)
    const bytes = Buffer.allocUnsafe(room + end - start)
    for (let filled = room; filled < bytes.length;) {
      const count = fs.readSync(fd, bytes, filled, bytes.length - filled, start + filled - room)
      if (count === 0) throw new AppError('file.changed')
      filled += count
    }
    return bytes
  } finally {
    fs.closeSync(fd)
  }
}

const [openLater, statLater, readLater] = [promisify(fs.open), promisify(fs.fstat), promisify(fs.read)]
const closeLater = (fd: number): void => fs.close(fd, () => undefined)

const facts = ({ size, mtimeMs }: fs.Stats): FileFacts => ({ size, mtimeMs })
// Whoever wants to know looks again, and learns why not.
const unknown = (): undefined => undefined

/** Whether what is asked is answered soon enough not to be waited for elsewhere. */
function createPatience({ slowMs, strikes }: { slowMs: number; strikes: number }) {
  let notBefore = 0
  let slow = 0
  return {
    isOver: () => performance.now() < notBefore,
    timed<T>(ask: () => T): T {
      const begun = performance.now()
      try {
        return ask()
      } finally {
        const ended = performance.now()
        slow = ended - begun > slowMs ? slow + 1 : 0
        if (slow >= strikes) notBefore = ended + slowDiskMs
      }
    },
  }
}

/** `mayBlock`: only for a thread that nobody is looking at. */
export function createQuickDisk(mayBlock: boolean): QuickDisk {
  const [forFiles, forSlices] = [createPatience(smallFiles), createPatience(slices)]
  const isQuick = (): boolean => mayBlock && !forFiles.isOver()
  return {
    isQuick,
    read: (range, room) => forFiles.timed(() => readSync(range, room)),
    async open(range) {
      const isNow = isQuick()
      const fd = isNow
        ? forFiles.timed(() => fs.openSync(range.path, readFlags))
        : await openLater(range.path, readFlags)
      try {
        requireBytes(isNow ? fs.fstatSync(fd) : await statLater(fd), range)
        return fd
      } catch (error) {
        closeLater(fd)
        throw error
      }
    },
    readSlice(fd, into, length, position) {
      if (mayBlock && !forSlices.isOver()) return forSlices.timed(() => fs.readSync(fd, into, 0, length, position))
      return readLater(fd, into, 0, length, position).then(({ bytesRead }) => bytesRead)
    },
    close(fd) {
      if (!isQuick()) return closeLater(fd)
      try {
        forFiles.timed(() => fs.closeSync(fd))
      } catch {
        // Of a file that was only read nothing is lost.
      }
    },
    look(path) {
      if (!isQuick()) return stat(path).then(facts, unknown)
      try {
        return forFiles.timed(() => facts(fs.statSync(path)))
      } catch {
        return unknown()
      }
    },
  }
}
