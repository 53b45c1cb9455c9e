// Files that are written little by little and are there only when they are whole.
import { open, rename, rm } from 'node:fs/promises'
import { AppError } from '../../shared/errors.ts'

/** Throws AppError `file.notSaved` when the disk refuses. */
async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new AppError('file.notSaved', { cause: error })
  }
}

/**
 * Replaces the file only when all of it was written. Holds one piece at a time. Throws AppError `file.notSaved`, or what
 * `pieces` throws.
 */
export async function writeText(path: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  const draft = `${path}.part`
  const file = await onDisk(open(draft, 'w'))
  try {
    try {
      for await (const text of pieces) await onDisk(file.write(text))
    } finally {
      await onDisk(file.close())
    }
    await onDisk(rename(draft, path))
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
