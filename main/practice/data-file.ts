// Object bytes on disk. Checksums are computed on the way; blocks of zeros become holes, so sparse files stay sparse.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { open, rm, type FileHandle } from 'node:fs/promises'
import { createCrc64 } from '../oss/crc64.ts'

export type Digest = { size: number; md5: Buffer; crc64: string }

const blockBytes = 1 << 20
const holeBytes = 1 << 16
const zeros = Buffer.alloc(holeBytes)

/** The runs of a block that hold anything, as [start, end). */
function* filledRuns(block: Buffer): Generator<readonly [number, number]> {
  let start = -1
  for (let at = 0; at < block.length; at += holeBytes) {
    const end = Math.min(at + holeBytes, block.length)
    const isHole = block.compare(zeros, 0, end - at, at, end) === 0
    if (!isHole && start < 0) start = at
    if (isHole && start >= 0) {
      yield [start, at]
      start = -1
    }
  }
  if (start >= 0) yield [start, block.length]
}

async function writeBlock(file: FileHandle, block: Buffer, position: number): Promise<void> {
  for (const [start, end] of filledRuns(block)) {
    for (let at = start; at < end;) {
      const { bytesWritten } = await file.write(block, at, end - at, position + at)
      at += bytesWritten
    }
  }
}

/**
 * Writes the chunks to a new file at `path`, or to none when there are no bytes. On failure the file is removed and the
 * error goes on. `limitBytes` and its error are checked while reading.
 */
export async function writeDataFile(
  path: string,
  chunks: AsyncIterable<Buffer>,
  options: { expectedBytes: number | undefined; limitBytes: number; tooLarge: () => Error },
): Promise<Digest> {
  const md5 = createHash('md5')
  const crc64 = createCrc64()
  const capacity = Math.min(blockBytes, Math.max(1, options.expectedBytes ?? blockBytes))
  const isLarge = options.expectedBytes === undefined || options.expectedBytes > blockBytes
  const blocks = [Buffer.allocUnsafe(capacity), isLarge ? Buffer.allocUnsafe(capacity) : undefined]
  let block = blocks[0] ?? Buffer.alloc(0)
  let [filled, size, written] = [0, 0, 0]
  let file: FileHandle | undefined
  let writing: Promise<void> = Promise.resolve()

  const flush = async (): Promise<void> => {
    const full = block.subarray(0, filled)
    md5.update(full)
    crc64.update(full)
    await writing
    file ??= await open(path, 'wx')
    const position = written
    // One block is written while the next one fills.
    writing = writeBlock(file, full, position)
    writing.catch(() => undefined) // its failure is met where `writing` is awaited
    written += filled
    filled = 0
    block = (block === blocks[0] ? blocks[1] : blocks[0]) ?? block
    if (!blocks[1]) await writing
  }

  try {
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > options.limitBytes) throw options.tooLarge()
      for (let at = 0; at < chunk.length;) {
        if (filled === block.length) await flush()
        const copied = chunk.copy(block, filled, at)
        at += copied
        filled += copied
      }
    }
    if (size > 0 && !file && size <= holeBytes) {
      // Small files are many: one synchronous call is cheaper than four trips to the thread pool.
      const whole = block.subarray(0, filled)
      md5.update(whole)
      crc64.update(whole)
      writeFileSync(path, whole, { flag: 'wx' })
    } else if (size > 0) {
      await flush()
      await writing
      await file?.truncate(size) // a hole at the end counts too
    }
    await file?.close()
  } catch (error) {
    await writing.catch(() => undefined)
    await file?.close().catch(() => undefined)
    await rm(path, { force: true })
    throw error
  }
  return { size, md5: md5.digest(), crc64: crc64.digest() }
}
