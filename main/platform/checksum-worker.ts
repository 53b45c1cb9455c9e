// Entry of the thread that reads whole files to compare them. Bundled to out/main/checksum-worker.js.
import { parentPort } from 'node:worker_threads'
import { toShape } from '../../shared/errors.ts'
import type { FromChecksum, ToChecksum } from './checksum-messages.ts'
import { checksumFile } from './file-checksum.ts'

if (!parentPort) throw new Error('checksum-worker runs as a worker thread only')
const port = parentPort
const reading = new Map<number, AbortController>()

async function read(id: number, path: string): Promise<FromChecksum> {
  const controller = new AbortController()
  reading.set(id, controller)
  try {
    return { id, crc64: await checksumFile(path, controller.signal) }
  } catch (error) {
    const detail = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    return { id, error: toShape(error), detail }
  } finally {
    reading.delete(id)
  }
}

port.on('message', (message: ToChecksum) => {
  if (message.path === undefined) reading.get(message.id)?.abort()
  else void read(message.id, message.path).then((answer) => port.postMessage(answer))
})
