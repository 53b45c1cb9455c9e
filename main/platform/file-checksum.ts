import { open } from 'node:fs/promises'
import { createWasmCrc64 } from '../oss/crc64-wasm.ts'
import { fileError } from './file-error.ts'

/** A third of a millisecond of work between two turns of the event loop. */
const bufferBytes = 1 << 20

/** CRC64 of the whole file, unsigned decimal. Throws AppError `file.*` or the signal's reason. */
export async function checksumFile(path: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted()
  try {
    await using file = await open(path, 'r')
    const running = createWasmCrc64(bufferBytes)
    const [buffer] = running.buffers
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, bufferBytes)
      signal.throwIfAborted()
      if (bytesRead === 0) return running.digest()
      running.update(0, bytesRead)
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw fileError(error)
  }
}
