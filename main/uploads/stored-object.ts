// What is at an object key already. A key without the right to look is normal: then nothing is known.
import type { ObjectInfo } from '../oss/object-operations.ts'
import { codeOf } from './file-run.ts'
import type { FileRun } from './file-run.ts'

async function lookAt(run: FileRun): Promise<ObjectInfo | undefined> {
  try {
    return await run.request((options) => run.client.headObject(run.record.objectKey, options))
  } catch (error) {
    const code = codeOf(error)
    if (code === 'object.notFound' || code === 'auth.denied') return undefined
    throw error
  }
}

/** Whether the name is certainly taken. Only spares sending a large file in vain: the header decides. */
export const isTaken = async (run: FileRun): Promise<boolean> => (await lookAt(run)) !== undefined

/** Whether the object is what we sent in a request whose answer was lost: same size and same CRC64. */
export async function isOurs(run: FileRun, crc64: () => Promise<string | undefined>): Promise<boolean> {
  const found = await lookAt(run)
  if (found === undefined || found.crc64 === undefined || found.sizeBytes !== run.record.size) return false
  return found.crc64 === (await crc64())
}
